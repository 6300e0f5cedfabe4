// Networks that are compiled for the K210 compute what the int8 network computes.
#include "kpu_compile/compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "graph/builder.h"
#include "heads/heads.h"
#include "infer/interpreter.h"
#include "kpu/simulator.h"
#include "quant/quantize.h"
#include "zoo/zoo.h"

namespace tinsmith::kpu_compile {
namespace {

using testing::HasSubstr;

std::vector<float> random_pixels(std::size_t count, Rng& random) {
  std::vector<float> pixels(count);
  for (float& pixel : pixels) pixel = static_cast<float>(random.below(256)) / 255;
  return pixels;
}

graph::Graph int8_graph_of(const graph::Graph& float_graph) {
  Rng random(5);
  quant::Samples samples;
  const graph::Shape& shape = float_graph.tensor(float_graph.inputs[0]).shape;
  for (int i = 0; i < 3; ++i)
    samples.push_back(random_pixels(static_cast<std::size_t>(graph::element_count(shape)), random));
  ThreadPool pool(1);
  SilentProgress progress;
  auto quantized = quant::quantize(float_graph, samples, {}, pool, progress);
  EXPECT_TRUE(quantized) << quantized.error().text();
  return quantized->graph;
}

graph::Graph network_of(const std::string& name, std::int32_t side) {
  const auto network = zoo::find_network(name);
  EXPECT_TRUE(network);
  // The padding of mobilenetv1 as a backbone of YOLOv2 is symmetric.
  const auto build =
      (*network)->build_classifier != nullptr ? (*network)->build_classifier : (*network)->build;
  return build(**network, {.width = side, .height = side, .classes = 3, .seed = 3});
}

std::vector<std::uint8_t> planar_bytes(std::span<const std::int8_t> values, std::size_t channels) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t i = c; i < values.size(); i += channels)
      bytes.push_back(static_cast<std::uint8_t>(values[i] + 128));
  return bytes;
}

// A picture through the int8 network.
infer::Interpreter run_int8(const graph::Graph& graph) {
  auto interpreter = infer::Interpreter::make(graph, {.keep = infer::Keep::EveryTensor}).value();
  Rng random(6);
  for (std::int8_t& value : interpreter.input_as<std::int8_t>())
    value = static_cast<std::int8_t>(random.below(256));
  interpreter.run();
  return interpreter;
}

std::vector<std::uint8_t> bytes_of_tensor(const infer::Interpreter& interpreter, graph::TensorId id) {
  return planar_bytes(interpreter.tensor_as<std::int8_t>(id),
                      static_cast<std::size_t>(interpreter.model().graph().tensor(id).shape[3]));
}

// Runs each KPU layer on what the int8 network computes before it. Where a stride is applied one layer later, the
// sizes differ and nothing is compared. Returns the number of compared layers.
std::size_t expect_layers_of_int8(const graph::Graph& graph, const infer::Interpreter& interpreter,
                                  const Compiled& compiled) {
  std::size_t compared = 0;
  kpu::Scratch scratch;
  for (std::size_t i = 0; i < compiled.plan.size(); ++i) {
    const auto& convolution = std::get<kmodel::v3::KpuConvolution>(compiled.model.layers[i].body);
    const auto prepared = kpu::prepare_layer(convolution.layer, 1).value();
    const auto input = bytes_of_tensor(interpreter, graph.operators[i].inputs[0]);
    const auto expected = bytes_of_tensor(interpreter, graph.operators[i].outputs[0]);
    if (input.size() != static_cast<std::size_t>(prepared.source.count()) ||
        expected.size() != static_cast<std::size_t>(prepared.destination.count()))
      continue;
    ++compared;
    std::vector<std::uint8_t> found(expected.size());
    kpu::run_layer(prepared, kpu::Path::Fast, input, found, scratch);
    std::size_t different = 0;
    for (std::size_t k = 0; k < found.size(); ++k) {
      EXPECT_NEAR(int{found[k]}, int{expected[k]}, 1) << "layer " << i;
      different += found[k] != expected[k] ? 1 : 0;
    }
    constexpr double kMaxDifferent_fraction = 0.01;  // the int8 network rounds twice, the KPU once
    EXPECT_LT(static_cast<double>(different) / static_cast<double>(found.size()), kMaxDifferent_fraction)
        << "layer " << i;
  }
  return compared;
}

// The output of the whole kmodel for the same picture.
std::vector<float> kmodel_output(const infer::Interpreter& interpreter, const Compiled& compiled) {
  const auto model = kpu::Model::compile(kmodel::Kmodel(compiled.model));
  EXPECT_TRUE(model) << model.error().text();
  kpu::Simulator simulator(*model);
  const auto picture = bytes_of_tensor(interpreter, interpreter.model().graph().inputs[0]);
  std::ranges::copy(std::as_bytes(std::span(picture)), simulator.input().begin());
  simulator.run();
  return values_of<float>(simulator.output());
}

TEST(Compile, GivesAClassifierThatComputesWhatItsInt8NetworkComputes) {
  const graph::Graph graph = int8_graph_of(
      heads::with_answer(network_of("mobilenetv1-0.25", 128), scene::Task::Classification).value());
  const auto compiled = compile(graph);
  ASSERT_TRUE(compiled) << compiled.error().text();
  EXPECT_EQ(compiled->plan.size(), 27u);
  const auto interpreter = run_int8(graph);
  EXPECT_EQ(expect_layers_of_int8(graph, interpreter, *compiled), 27u - 2 * 4) << "four strides are moved";
  const auto found = kmodel_output(interpreter, *compiled),
             expected = interpreter.real_values(graph.outputs[0]);
  ASSERT_EQ(found.size(), expected.size());
  constexpr float kTolerance = 0.03f;  // the tail is float32 instead of int8, and roundings add up
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], kTolerance) << i;
}

TEST(Compile, GivesAYolov2DetectorThatComputesWhatItsInt8NetworkComputes) {
  const auto network = zoo::find_network("yolov2-mobilenetv1-0.75");
  ASSERT_TRUE(network);
  const graph::Graph graph =
      int8_graph_of((*network)->build(**network, {.width = 128, .height = 128, .classes = 2, .seed = 3}));
  const auto compiled = compile(graph);
  ASSERT_TRUE(compiled) << compiled.error().text();
  const auto interpreter = run_int8(graph);
  EXPECT_EQ(expect_layers_of_int8(graph, interpreter, *compiled), 28u - 2 * 4) << "four strides are moved";
  EXPECT_EQ(kmodel_output(interpreter, *compiled).size(), 35u * 4 * 4);
}

TEST(Compile, NamesTheOperatorWhoseMapIsTooSmall) {
  const graph::Graph graph = int8_graph_of(
      heads::with_answer(network_of("mobilenetv1-0.25", 96), scene::Task::Classification).value());
  const auto compiled = compile(graph);
  ASSERT_FALSE(compiled);
  EXPECT_EQ(compiled.error().fault, Fault::Refused);
  EXPECT_THAT(compiled.error().text(), HasSubstr("conv_pw_12"));
  EXPECT_THAT(compiled.error().text(), HasSubstr("its map goes from 6x6 to 3x3"));
}

TEST(Compile, RefusesNetworksThatAreNoChain) {
  const graph::Graph graph = int8_graph_of(
      heads::with_answer(network_of("mobilenetv2-0.35", 96), scene::Task::Classification).value());
  const auto compiled = compile(graph);
  ASSERT_FALSE(compiled);
  EXPECT_EQ(compiled.error().fault, Fault::Unsupported);
}

}  // namespace
}  // namespace tinsmith::kpu_compile
