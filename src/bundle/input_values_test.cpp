#include "bundle/input_values.h"
#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/bytes.h"
#include "graph/builder.h"

namespace tinsmith::bundle {
namespace {

using graph::ElementType;
using graph::Graph;
using graph::Tensor;
using graph::TensorId;
using testing::HasSubstr;

// Tolerance for doubles compared with the formula.
constexpr double kRounding = 1e-9;

Graph quantized(ElementType type, float scale, std::int64_t zero_point) {
  Graph graph;
  Tensor input;
  input.name = "image";
  input.type = type;
  input.shape = {1, 4, 4, 3};
  input.quantization = {{scale}, {zero_point}, 0};
  graph.tensors = {input};
  graph.inputs = graph.outputs = {0};
  return graph;
}

std::array<std::uint8_t, 256> bytes_for(ElementType type, float scale, std::int64_t zero_point) {
  const Graph graph = quantized(type, scale, zero_point);
  return stored_pixels(graph.tensor(0), input_values_of(graph).values, 0);
}

void expect_every_byte_is_a_pixel(ElementType type, float scale, std::int64_t zero_point) {
  const auto bytes = bytes_for(type, scale, zero_point);
  const int lowest = type == ElementType::UInt8 ? 0 : -128;
  for (int pixel = 0; pixel < 256; ++pixel)
    ASSERT_EQ(bytes[static_cast<std::size_t>(pixel)], static_cast<std::uint8_t>(pixel + lowest))
        << "scale " << scale << ", zero point " << zero_point << ", pixel " << pixel;
}

std::string said_of(ElementType type, float scale, std::int64_t zero_point) {
  return input_values_of(quantized(type, scale, zero_point)).message;
}

TEST(InputValues, AByteOfAUsualRangeIsAPixelWhateverItsScale) {
  for (const auto& [type, zero] : {std::pair(ElementType::Int8, -128), std::pair(ElementType::UInt8, 0)}) {
    expect_every_byte_is_a_pixel(type, 1.0f / 255, zero);
    expect_every_byte_is_a_pixel(type, 1.0f, zero);
    expect_every_byte_is_a_pixel(type, 1.0f / 256, zero);
    expect_every_byte_is_a_pixel(type, 2.0f / 255, zero + 127);
    expect_every_byte_is_a_pixel(type, 2.0f / 255, zero + 128);
    expect_every_byte_is_a_pixel(type, 1.0f / 128, zero + 128);
    expect_every_byte_is_a_pixel(type, 1.0f / 127.5f, zero + 128);
    expect_every_byte_is_a_pixel(type, 1.0f / 127, zero + 128);
    expect_every_byte_is_a_pixel(type, 1.0f, zero + 128);
    expect_every_byte_is_a_pixel(type, 1.0f / 255, zero + 128);
  }
  EXPECT_THAT(said_of(ElementType::Int8, 1, -128), HasSubstr("so pixels are scaled to 0…255"));
  EXPECT_THAT(said_of(ElementType::UInt8, 1.0f / 128, 128), HasSubstr("so pixels are scaled to -1…1"));
  EXPECT_THAT(said_of(ElementType::Int8, 1.0f / 255, -128), HasSubstr("so pixels are scaled to 0…1"));
}

TEST(InputValues, ARangeMeasuredOnPicturesIsTheUsualOneBesideIt) {
  // Calibration pictures reached only 0.94: white would be beyond the max byte, and 0.5 is where the
  // scale puts it.
  const float scale = 0.94f / 255;
  const auto bytes = bytes_for(ElementType::UInt8, scale, 0);
  EXPECT_EQ(bytes[255], 255);
  EXPECT_EQ(bytes[0], 0);
  EXPECT_EQ(bytes[120], 128);  // 120 / 255 / scale = 127.66
  EXPECT_THAT(said_of(ElementType::UInt8, scale, 0), HasSubstr("which is close to 0…1"));
}

TEST(InputValues, ARangeOfNoKindIsSpreadOverThePixelsAndThatIsSaid) {
  // The range −2.12…2.64 that follows from ImageNet's means and standard deviations.
  expect_every_byte_is_a_pixel(ElementType::Int8, 0.018658f, -14);
  EXPECT_THAT(said_of(ElementType::Int8, 0.018658f, -14), HasSubstr("its predictions may be wrong"));
}

Graph float_network(const std::function<TensorId(graph::Builder&, TensorId)>& first) {
  graph::Builder build("small", 1);
  const TensorId x = first(build, build.input("image", {1, 4, 4, 3}));
  return build.finish({build.conv2d("conv", x, {.filters = 2})});
}

TensorId constant(graph::Builder& build, const std::string& name, std::vector<float> values) {
  const auto count = static_cast<std::int32_t>(values.size());
  return build.fixed(name, {count}, values);
}

double white(const Graph& graph) {
  return input_values_of(graph).values.real(0, 255);
}

TEST(InputValues, AFloatInputTakesPartsUnlessItsFirstLayersAreForBytes) {
  EXPECT_NEAR(white(float_network([](auto&, TensorId x) { return x; })), 1, kRounding);
  const auto scaled = [](float factor, float offset) {
    return float_network([=](graph::Builder& build, TensorId x) {
      x = build.append("mul", graph::Mul{}, {x, constant(build, "factor", {factor})});
      return build.append("add", graph::Add{}, {x, constant(build, "offset", {offset, offset, offset})});
    });
  };
  EXPECT_NEAR(white(scaled(2, -1)), 1, kRounding);
  EXPECT_NEAR(white(scaled(1.0f / 127.5f, -1)), 255, kRounding);
  EXPECT_NEAR(white(scaled(1.0f / 255, 0)), 255, kRounding);
  EXPECT_NEAR(white(scaled(1, -116.8f)), 255, kRounding);         // Caffe's means
  EXPECT_NEAR(white(scaled(4.367f, -2.118f)), 1, kRounding);      // ImageNet's, for 0…1
  EXPECT_NEAR(white(scaled(0.01712f, -2.118f)), 255, kRounding);  // ImageNet's, for 0…255
  EXPECT_THAT(input_values_of(scaled(1.0f / 255, 0)).message,
              HasSubstr("pixels are given to its input as 0…255"));
}

TEST(InputValues, AFloatInputThatIsQuantizedAtOnceIsToldByThatScale) {
  Graph graph = quantized(ElementType::Int8, 1, -128);
  Tensor real;
  real.name = "real";
  real.shape = {1, 4, 4, 3};
  graph.tensors.push_back(real);
  graph.inputs = {1};
  graph.operators.push_back({graph::Quantize{}, {1}, {0}, "quantize"});
  EXPECT_NEAR(white(graph), 255, kRounding);
}

TEST(InputValues, WhatIsWrittenAsJsonIsReadAsTheSame) {
  const InputValues values{{123.675, 116.28, 103.53}, {58.395, 57.12, 57.375}};
  const auto again = input_values_from_json(to_json(values));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(*again, values);
  for (const char* wrong :
       {R"({})", R"({"mean":[1,2],"deviation":[1,1,1]})", R"({"mean":[0,0,0],"deviation":[1,0,1]})",
        R"({"mean":[0,0,"0"],"deviation":[1,1,1]})", R"([])"})
    EXPECT_FALSE(input_values_from_json(nlohmann::json::parse(wrong))) << wrong;
}

}  // namespace
}  // namespace tinsmith::bundle
