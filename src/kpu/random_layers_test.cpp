// Random layers through the whole path: structure, file, structure, simulator; compared with exact integers.
#include <gtest/gtest.h>

#include <cstdlib>

#include "kpu/random_layer_for_test.h"
#include "kpu/simulator.h"

namespace tinsmith::kpu {
namespace {

namespace v3 = kmodel::v3;
namespace v4 = kmodel::v4;

// More with the environment variable TINSMITH_RANDOM_LAYERS.
int number_of_layers() {
  const char* number = std::getenv("TINSMITH_RANDOM_LAYERS");
  constexpr int kUsual = 1000;
  return number == nullptr ? kUsual : std::atoi(number);
}

kmodel::Kmodel model_v3(const kmodel::KpuLayer& layer) {
  const auto bytes = static_cast<std::uint32_t>(layer.arguments.out_bytes);
  v3::Model model;
  model.max_start_row = 0;
  model.main_memory_bytes = bytes + 8;
  model.outputs = {{0, bytes}};
  model.layers = {{v3::kToMainMemory, v3::KpuConvolution{0, layer}}};
  return model;
}

kmodel::Kmodel model_v4(const kmodel::KpuLayer& layer) {
  const kmodel::KpuArguments& arguments = layer.arguments;
  const auto bytes = static_cast<std::uint32_t>(arguments.out_bytes);
  v4::Model model;
  model.main_memory_bytes = bytes;
  const auto rows = kmodel::rows_of_map(arguments.in_channels, arguments.in_height, arguments.in_width);
  model.inputs = {
      {v4::Memory::Kpu, v4::Element::UInt8, 0, static_cast<std::uint32_t>(rows * kmodel::kKpuRow_bytes)}};
  model.input_shapes = {{1, static_cast<std::int32_t>(arguments.in_channels),
                         static_cast<std::int32_t>(arguments.in_height),
                         static_cast<std::int32_t>(arguments.in_width)}};
  const v4::Range result{v4::Memory::Main, v4::Element::UInt8, 0, bytes};
  model.outputs = {result};
  v4::KpuConvolution convolution{result, 1, layer};
  convolution.layer.arguments.send_data_out = 1;
  model.nodes = {convolution};
  return model;
}

void expect_output(const kmodel::Kmodel& model, const std::vector<std::uint8_t>& input,
                   const std::vector<std::uint8_t>& expected) {
  const auto file = kmodel::write_kmodel(model);
  ASSERT_TRUE(file) << file.error().text();
  const auto again = kmodel::read_kmodel(*file);
  ASSERT_TRUE(again) << again.error().text();
  ASSERT_TRUE(*again == model);
  for (const Path path : {Path::Reference, Path::Fast}) {
    const auto compiled = Model::compile(*again, path);
    ASSERT_TRUE(compiled) << compiled.error().text();
    Simulator simulator(*compiled);
    ASSERT_EQ(simulator.input().size(), input.size());
    std::ranges::copy(std::as_bytes(std::span(input)), simulator.input().begin());
    simulator.run();
    ASSERT_TRUE(std::ranges::equal(simulator.output(), std::as_bytes(std::span(expected))));
  }
}

TEST(RandomLayers, GiveExactIntegersAfterWritingAndReading) {
  const int number = number_of_layers();
  for (int i = 0; i < number; ++i) {
    Rng random({1, static_cast<std::uint64_t>(i)});
    const kmodel::KpuLayer layer = random_layer(random);
    const auto input = random_input(layer, random);
    const auto expected = exact_output(layer, input);
    SCOPED_TRACE(fmt::format("layer {}", i));
    expect_output(model_v3(layer), input, expected);
    expect_output(model_v4(layer), input, expected);
    if (HasFatalFailure()) return;
  }
  RecordProperty("layers", number);
}

TEST(RandomLayers, AreRefusedWhereTheyLeaveKpuMemory) {
  Rng random(2);
  kmodel::KpuLayer layer = random_layer(random);
  layer.arguments.destination_row += 1;
  const auto refused = Model::compile(model_v3(layer));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::InvalidInput);
  EXPECT_NE(refused.error().text().find("of KPU memory, which has 32768"), std::string::npos)
      << refused.error().text();
}

TEST(RandomLayers, AreRefusedInModesThatNobodyHasDescribed) {
  Rng random(3);
  kmodel::KpuLayer layer = random_layer(random);
  layer.arguments.full_add = 1;
  const auto refused = Model::compile(model_v4(layer));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Unsupported);
  EXPECT_NE(refused.error().text().find("full_add is 1"), std::string::npos) << refused.error().text();
}

}  // namespace
}  // namespace tinsmith::kpu
