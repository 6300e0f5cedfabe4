// Test files like those of TensorFlow Lite's metadata writer: the metadata in a buffer, label files in a zip
// after the FlatBuffer.
#include "bundle/tflite_description.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tflite_description_generated.h>

#include "bundle/model.h"
#include "formats/tflite/tflite.h"
#include "graph/builder.h"

namespace tinsmith::bundle {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::uint32_t crc_of(std::string_view text) {
  std::uint32_t crc = 0xffffffff;
  for (const char c : text) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0u);
  }
  return ~crc;
}

void put(std::string& out, std::uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i));
}

struct Packed {
  std::string name, text;
};

// Returns a zip of stored files. `base`: the number of bytes before the zip that its offsets include, as when
// Python appends a zip to a file.
std::string zip_of(const std::vector<Packed>& files, std::size_t base) {
  std::string zip, directory;
  for (const Packed& file : files) {
    std::string common;
    put(common, 20, 2);          // version needed
    put(common, 0, 2);           // flags
    put(common, 0, 2);           // stored
    put(common, 0x00210000, 4);  // 1980-01-01
    put(common, crc_of(file.text), 4);
    put(common, file.text.size(), 4);
    put(common, file.text.size(), 4);
    put(common, file.name.size(), 2);
    put(common, 0, 2);  // no extra field
    directory += std::string("PK\x01\x02", 4);
    put(directory, 20, 2);
    directory += common;
    put(directory, 0, 2 + 2 + 2);  // comment, disk, internal attributes
    put(directory, 0, 4);
    put(directory, base + zip.size(), 4);
    directory += file.name;
    zip += std::string("PK\x03\x04", 4) + common + file.name + file.text;
  }
  std::string end("PK\x05\x06", 4);
  put(end, 0, 4);
  put(end, files.size(), 2);
  put(end, files.size(), 2);
  put(end, directory.size(), 4);
  put(end, base + zip.size(), 4);
  put(end, 0, 2);
  return zip + directory + end;
}

struct Said {
  std::vector<float> mean, deviation;
  std::string labels;  // the name of the output's label file
};

std::string metadata_of(const Said& said) {
  namespace fb = description;
  flatbuffers::FlatBufferBuilder builder;
  std::vector<flatbuffers::Offset<fb::ProcessUnit>> units;
  if (!said.mean.empty()) {
    const auto options = fb::CreateNormalizationOptionsDirect(builder, &said.mean, &said.deviation);
    units.push_back(
        fb::CreateProcessUnit(builder, fb::ProcessUnitOptions::NormalizationOptions, options.Union()));
  }
  std::vector<flatbuffers::Offset<fb::AssociatedFile>> files;
  if (!said.labels.empty())
    files.push_back(fb::CreateAssociatedFileDirect(builder, said.labels.c_str(), nullptr,
                                                   fb::AssociatedFileType::TENSOR_AXIS_LABELS));
  const std::vector inputs{
      fb::CreateTensorMetadataDirect(builder, "image", nullptr, nullptr, 0, &units, 0, nullptr)};
  const std::vector outputs{
      fb::CreateTensorMetadataDirect(builder, "probability", nullptr, nullptr, 0, nullptr, 0, &files)};
  const std::vector subgraphs{
      fb::CreateSubGraphMetadataDirect(builder, nullptr, nullptr, &inputs, &outputs, nullptr)};
  fb::FinishModelMetadataBuffer(
      builder, fb::CreateModelMetadataDirect(builder, "classifier", nullptr, nullptr, &subgraphs));
  return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

std::string model_file(const formats::Metadata& metadata) {
  graph::Builder build("small", 1);
  graph::TensorId x = build.conv2d("conv", build.input("image", {1, 8, 8, 3}), {.filters = 4, .stride = 2});
  x = build.fully_connected("logits", build.append("mean", graph::Mean{{1, 2}, false}, {x}), 3);
  const auto file =
      formats::write_tflite(build.finish({build.append("answer", graph::Softmax{}, {x})}), metadata);
  EXPECT_TRUE(file) << file.error().text();
  return std::string(as_text(*file));
}

Result<Model> read(const std::string& file) {
  return model_from_tflite(as_bytes(file));
}

constexpr const char* kLabels = "bolt\nnut\nwasher\n";

TEST(TfliteDescription, LabelsThatTheMetadataNamesAreTheClasses) {
  const std::string file = model_file({{"TFLITE_METADATA", metadata_of({{}, {}, "classes.txt"})}});
  for (const std::size_t base : {std::size_t{0}, file.size()}) {
    const auto model = read(file + zip_of({{"labels.txt", "x\ny\nz\n"}, {"classes.txt", kLabels}}, base));
    ASSERT_TRUE(model) << model.error().text();
    EXPECT_THAT(model->classes, ElementsAre("bolt", "nut", "washer"));
    EXPECT_THAT(
        model->assumptions,
        Contains("the lines of classes.txt packed into it are used as its class names, in that order"));
  }
}

TEST(TfliteDescription, ALabelFileAloneIsFoundByItsName) {
  const std::string file = model_file({});
  for (const char* name : {"labels.txt", "labelmap.txt", "assets/Label_Map.TXT"}) {
    const auto model = read(file + zip_of({{"readme.txt", "hello"}, {name, kLabels}}, 0));
    ASSERT_TRUE(model) << model.error().text();
    EXPECT_THAT(model->classes, ElementsAre("bolt", "nut", "washer")) << name;
  }
}

TEST(TfliteDescription, NumbersInFrontOfNamesAreNotNames) {
  const auto model = read(model_file({}) + zip_of({{"labels.txt", "0 bolt\n1 wing nut\n2 washer"}}, 0));
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_THAT(model->classes, ElementsAre("bolt", "wing nut", "washer"));
}

TEST(TfliteDescription, LabelsOfAnotherNumberAreNotUsedAndThatIsSaid) {
  const auto model = read(model_file({}) + zip_of({{"labels.txt", "bolt\nnut\n"}}, 0));
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_EQ(model->classes[0], "class 0");
  EXPECT_THAT(model->assumptions, Contains(HasSubstr("labels.txt packed into it has 2 class names")));
}

TEST(TfliteDescription, TheMetadataSaysHowPixelsBecomeTheInput) {
  const auto one = read(model_file({{"TFLITE_METADATA", metadata_of({{127.5f}, {127.5f}, ""})}}));
  ASSERT_TRUE(one) << one.error().text();
  EXPECT_EQ(one->input_values.real(0, 255), 1);
  EXPECT_EQ(one->input_values.real(2, 0), -1);
  EXPECT_THAT(one->assumptions, Contains(HasSubstr("minus 127.5, divided by 127.5")));
  const auto each = read(
      model_file({{"TFLITE_METADATA", metadata_of({{123.5f, 116.5f, 103.5f}, {58.5f, 57.5f, 57}, ""})}}));
  ASSERT_TRUE(each) << each.error().text();
  EXPECT_EQ(each->input_values.mean, (std::array<double, 3>{123.5, 116.5, 103.5}));
  EXPECT_EQ(each->input_values.deviation, (std::array<double, 3>{58.5, 57.5, 57}));
}

TEST(TfliteDescription, WhatIsDamagedIsSaidAndTheModelIsReadAllTheSame) {
  const auto damaged = read(model_file({{"TFLITE_METADATA", "nonsense"}}));
  ASSERT_TRUE(damaged) << damaged.error().text();
  EXPECT_THAT(damaged->assumptions, Contains(HasSubstr("is damaged and is not used")));
  const auto missing = read(model_file({{"TFLITE_METADATA", metadata_of({{}, {}, "gone.txt"})}}));
  ASSERT_TRUE(missing) << missing.error().text();
  EXPECT_THAT(missing->assumptions, Contains(HasSubstr("'gone.txt', which is not packed into it")));
  const auto zero = read(model_file({{"TFLITE_METADATA", metadata_of({{0}, {0}, ""})}}));
  ASSERT_TRUE(zero) << zero.error().text();
  EXPECT_EQ(zero->input_values, InputValues{});
  EXPECT_THAT(zero->assumptions, Contains(HasSubstr("not usable numbers")));
}

TEST(TfliteDescription, AZipThatIsCutAnywhereDoesNoHarm) {
  const std::string file = model_file({});
  const std::string zip = zip_of({{"labels.txt", kLabels}}, 0);
  for (std::size_t size = 0; size < zip.size(); ++size) {
    const auto model = read(file + zip.substr(0, size));
    ASSERT_TRUE(model) << model.error().text();
    EXPECT_EQ(model->classes[0], "class 0");
  }
}

TEST(TfliteDescription, AFileWithoutAnyOfItSaysNothing) {
  const TfliteDescription nothing = describe_tflite({}, {});
  EXPECT_FALSE(nothing.labels);
  EXPECT_THAT(nothing.problems, IsEmpty());
}

}  // namespace
}  // namespace tinsmith::bundle
