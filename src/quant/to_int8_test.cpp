#include "quant/to_int8.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/builder.h"
#include "infer/interpreter.h"
#include "quant/passes.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::TensorId;
using testing::Each;
using testing::ElementsAre;

Graph passed(graph::Builder& build, TensorId output) {
  auto result = run_passes(build.finish({output}));
  EXPECT_TRUE(result) << result.error().text();
  return std::move(result).value();
}

// Quantizes with the same range for every activation.
Graph int8_of(const Graph& graph, Range range) {
  auto result = to_int8(graph, std::vector<Range>(graph.tensors.size(), range), {});
  EXPECT_TRUE(result) << result.error().text();
  EXPECT_TRUE(infer::Model::compile(*result)) << infer::Model::compile(*result).error().text();
  return std::move(result).value();
}

const graph::Tensor& made_by(const Graph& graph, std::string_view name) {
  for (const graph::Operator& op : graph.operators)
    if (op.name == name) return graph.tensor(op.outputs[0]);
  ADD_FAILURE() << "nothing is called " << name;
  return graph.tensors[0];
}

TEST(AffineOf, SpreadsTheRangeOverAllInt8Values) {
  EXPECT_EQ(affine_of({0, 6}), (Affine{6.0f / 255, -128}));
  EXPECT_EQ(affine_of({-1, 1}), (Affine{2.0f / 255, -1})) << "-0.5, rounded away from zero";
  EXPECT_EQ(affine_of({-2, 0}), (Affine{2.0f / 255, 127}));
  EXPECT_EQ(affine_of({-1, 3}), (Affine{4.0f / 255, -64}));
}

TEST(ToInt8, PictureAndProbabilitiesHaveTheirFixedScales) {
  graph::Builder build("ends", 1);
  TensorId x = build.fully_connected("logits", build.input("image", {1, 12}), 4);
  const Graph graph = int8_of(passed(build, build.append("probabilities", graph::Softmax{}, {x})), {-3, 9});
  EXPECT_EQ(graph.tensor(graph.inputs[0]).quantization, (graph::Quantization{{1.0f / 255}, {-128}, 0}));
  EXPECT_EQ(graph.tensor(graph.outputs[0]).quantization, (graph::Quantization{{1.0f / 256}, {-128}, 0}));
  EXPECT_EQ(made_by(graph, "logits").quantization, (graph::Quantization{{12.0f / 255}, {-64}, 0}));
}

TEST(ToInt8, WhatOnlyALogisticReadsDoesNotReachFurtherThanItsAnswerTellsApart) {
  const auto logits_of = [](bool is_given_out_too) {
    graph::Builder build("logistic", 1);
    const TensorId logits = build.fully_connected("logits", build.input("image", {1, 12}), 4);
    const TensorId row = build.append("row", graph::Reshape{{1, 2, 2}}, {logits});
    const TensorId sure = build.append("sure", graph::Logistic{}, {row});
    const TensorId twice = build.append("twice", graph::Add{}, {is_given_out_too ? row : sure, sure});
    return made_by(int8_of(passed(build, twice), {-500, 300}), "logits").quantization;
  };
  EXPECT_EQ(logits_of(false), (graph::Quantization{{12.5f / 255}, {-1}, 0}));
  EXPECT_EQ(logits_of(true).scales[0], 800.0f / 255);
}

TEST(ToInt8, ConvolutionsHaveAScaleAChannelAndDenseLayersOne) {
  graph::Builder build("layers", 1);
  TensorId x = build.conv2d("conv", build.input("image", {1, 6, 6, 3}), {.filters = 4, .filter = 3});
  x = build.depthwise_conv2d("depthwise", x, {.filter = 3});
  x = build.fully_connected("dense", build.append("mean", graph::Mean{{1, 2}, false}, {x}), 5);
  const Graph graph = int8_of(passed(build, x), {-4, 4});
  const auto weights = [&](std::size_t op) { return graph.tensor(graph.operators[op].inputs[1]); };
  EXPECT_EQ(weights(0).quantization.scales.size(), 4u);
  EXPECT_EQ(weights(0).quantization.axis, 0);
  EXPECT_EQ(weights(1).quantization.scales.size(), 4u);
  EXPECT_EQ(weights(1).quantization.axis, 3);
  EXPECT_EQ(weights(3).quantization.scales.size(), 1u);
  for (const std::size_t op : {0u, 1u, 3u}) {
    EXPECT_THAT(weights(op).quantization.zero_points, Each(0));
    const graph::Tensor& bias = graph.tensor(graph.operators[op].inputs[2]);
    const float input_scale = graph.tensor(graph.operators[op].inputs[0]).quantization.scales[0];
    EXPECT_EQ(bias.type, graph::ElementType::Int32);
    for (std::size_t c = 0; c < bias.quantization.scales.size(); ++c)
      EXPECT_EQ(bias.quantization.scales[c], input_scale * weights(op).quantization.scales[c]);
  }
}

Graph dense(std::vector<float> weights, std::vector<float> bias) {
  graph::Builder build("dense", 1);
  const auto outputs = static_cast<std::int32_t>(bias.size());
  const TensorId image = build.input("image", {1, 1, 1, static_cast<std::int32_t>(weights.size()) / outputs});
  Graph graph = build.finish({build.conv2d("conv", image, {.filters = outputs, .bias = true})});
  graph.tensor(graph.operators[0].inputs[1]).data = bytes_of(weights);
  graph.tensor(graph.operators[0].inputs[2]).data = bytes_of(bias);
  return graph;
}

TEST(ToInt8, TheLargestWeightOfAChannelIs127) {
  const Graph graph = int8_of(dense({0.5f, -2, 1, 1, 0.25f, 0}, {0, 0}), {-4, 4});
  const graph::Tensor& weights = graph.tensor(graph.operators[0].inputs[1]);
  EXPECT_THAT(values_of<std::int8_t>(weights.data), ElementsAre(32, -127, 64, 127, 32, 0));
}

TEST(ToInt8, AChannelOfZeroWeightsStillGivesItsBias) {
  const Graph graph = int8_of(dense({0, 0, 1, 1}, {2, -1}), {-4, 4});
  auto interpreter = infer::Interpreter::make(graph);
  ASSERT_TRUE(interpreter) << interpreter.error().text();
  std::fill(interpreter->input_as<std::int8_t>().begin(), interpreter->input_as<std::int8_t>().end(),
            std::int8_t{-128});
  interpreter->run();
  const auto values = interpreter->real_values(graph.outputs[0]);
  EXPECT_NEAR(values[0], 2, 4.0 / 255);
  EXPECT_NEAR(values[1], -1, 4.0 / 255);
}

TEST(ToInt8, AHugeBiasBesideTinyWeightsWidensTheirScale) {
  const Graph graph = int8_of(dense({1e-9f, -1e-9f}, {1000}), {0, 1200});
  const auto bias = values_of<std::int32_t>(graph.tensor(graph.operators[0].inputs[2]).data);
  EXPECT_LE(bias[0], 1 << 30);
  EXPECT_GE(bias[0], 1 << 28) << "and not by more than it must";
}

TEST(ToInt8, AnActivationThatNeverMovedGetsAScaleAllTheSame) {
  const Graph graph = int8_of(dense({1, 1}, {0}), {0, 0});
  EXPECT_GT(graph.tensor(graph.outputs[0]).quantization.scales[0], 0);
}

TEST(ToInt8, AnOutputRangeFarBelowWhatTheSumCanReachIsWidenedUntilRuntimesTakeIt) {
  const Graph graph = int8_of(dense({1000, 1000}, {0}), {0, 2e-6f});
  const float scale = graph.tensor(graph.outputs[0]).quantization.scales[0];
  const double multiplier =
      double{graph.tensor(graph.operators[0].inputs[2]).quantization.scales[0]} / double{scale};
  EXPECT_LT(multiplier, 256);
}

TEST(ToInt8, WeightsThatAreNotFiniteAreNamed) {
  const Graph graph = dense({1, std::numeric_limits<float>::quiet_NaN()}, {0});
  const auto result = to_int8(graph, std::vector<Range>(graph.tensors.size(), {0, 1}), {});
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, testing::HasSubstr("layer 'conv' has a weight that is not finite"));
}

TEST(ToInt8, ALayerWhoseWeightsTheGraphComputesIsNamed) {
  graph::Builder build("computed", 1);
  const TensorId image = build.input("image", {1, 4});
  const TensorId dense = build.fully_connected("dense", image, 4);
  Graph graph = build.finish({build.fully_connected("second", dense, 1)});
  graph.operators[1].inputs[1] = graph.operators[0].outputs[0];  // [1, 4], as weights are
  const auto folded = run_passes(graph);
  ASSERT_TRUE(folded) << folded.error().text();
  const auto result = to_int8(*folded, std::vector<Range>(folded->tensors.size(), {0, 1}), {});
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, testing::HasSubstr("layer 'second' has no constant weights"));
}

TEST(ToInt8, OperatorsThatOnlyMoveValuesKeepTheScale) {
  graph::Builder build("movers", 1);
  TensorId x = build.conv2d("conv", build.input("image", {1, 4, 4, 3}), {.filters = 4});
  x = build.append("pad", graph::Pad{{{0, 0}, {1, 1}, {1, 1}, {0, 0}}, -7}, {x});
  x = build.append("pool", graph::MaxPool2d{2, 2, {}, graph::Activation::None}, {x});
  x = build.append("large", graph::ResizeNearest{10, 10}, {x});
  x = build.append("turned", graph::Transpose{{0, 2, 1, 3}}, {x});
  x = build.append("flat", graph::Reshape{{1, 400}}, {x});
  const Graph graph = int8_of(passed(build, x), {-3, 3});
  for (const char* name : {"pad", "pool", "large", "turned", "flat"})
    EXPECT_EQ(made_by(graph, name).quantization, made_by(graph, "conv").quantization) << name;
  EXPECT_NEAR(made_by(graph, "conv").quantization.scales[0], 10.0 / 255, 0.2 / 255)
      << "the padding's -7 must be sayable";
}

TEST(ToInt8, AConcatenationsInputsShareOneScaleAndFixedOnesAreRescaled) {
  graph::Builder build("concat", 1);
  const TensorId image = build.input("image", {1, 4, 4, 2});
  const TensorId conv = build.conv2d("conv", image, {.filters = 2});
  const TensorId gate = build.append("gate", graph::Logistic{}, {conv});
  const TensorId all =
      build.append("all", graph::Concatenation{3, graph::Activation::None}, {image, conv, gate});
  const Graph graph = int8_of(passed(build, all), {-3, 3});
  EXPECT_EQ(made_by(graph, "all").quantization, made_by(graph, "conv").quantization);
  EXPECT_EQ(made_by(graph, "gate").quantization.scales[0], 1.0f / 256);
  std::size_t rescaled = 0;
  for (const graph::Operator& op : graph.operators) rescaled += op.is<graph::Quantize>();
  EXPECT_EQ(rescaled, 2u);
}

TEST(ToInt8, AConcatenationOfProbabilitiesAloneNeedsNoRescaling) {
  graph::Builder build("concat", 1);
  const TensorId conv = build.conv2d("conv", build.input("image", {1, 4, 4, 2}), {.filters = 2});
  const TensorId gate = build.append("gate", graph::Logistic{}, {conv});
  const TensorId all = build.append("all", graph::Concatenation{3, graph::Activation::None}, {gate, gate});
  const Graph graph = int8_of(passed(build, all), {-3, 3});
  EXPECT_EQ(graph.operators.size(), 3u);
  EXPECT_EQ(made_by(graph, "all").quantization.scales[0], 1.0f / 256);
}

TEST(ToInt8, AConstantThatTwoOperatorsReadMayMeanSomethingElseInEach) {
  graph::Builder build("constants", 1);
  const TensorId conv = build.conv2d("conv", build.input("image", {1, 2, 2, 2}), {.filters = 2});
  const TensorId first = build.append("first", graph::Add{}, {conv, conv});
  Graph graph = build.finish({build.append("second", graph::Mul{}, {first, conv})});
  graph::Tensor constant;
  constant.name = "two";
  constant.shape = {1};
  constant.is_constant = true;
  constant.data = bytes_of(std::vector<float>{2});
  graph.tensors.push_back(constant);
  const auto id = static_cast<TensorId>(graph.tensors.size() - 1);
  graph.operators[1].inputs[1] = graph.operators[2].inputs[1] = id;
  auto folded = run_passes(graph);
  ASSERT_TRUE(folded) << folded.error().text();
  const Graph result = int8_of(*folded, {-3, 3});
  for (const std::size_t op : {1u, 2u}) {
    const graph::Tensor& two = result.tensor(result.operators[op].inputs[1]);
    EXPECT_EQ(values_of<std::int8_t>(two.data)[0], 127);
    EXPECT_EQ(two.quantization.scales[0], 2.0f / 255);
  }
}

TEST(ToInt8, CorrectedBiasesKeepTheMeanOfALayer) {
  // All but the first have large rounding errors.
  const std::vector<float> weights{1, 0.0051f, 0.0049f, 0.0052f};
  Graph graph = dense(weights, {0});
  std::vector<std::vector<double>> means(graph.tensors.size());
  means[static_cast<std::size_t>(graph.inputs[0])] = {0.2, 0.9, 0.8, 0.7};
  const auto plain = to_int8(graph, std::vector<Range>(graph.tensors.size(), {0, 2}), {});
  const auto corrected = to_int8(graph, std::vector<Range>(graph.tensors.size(), {0, 2}), means);
  ASSERT_TRUE(plain && corrected);
  const auto mean_output = [&](const Graph& int8_graph) {
    const graph::Operator& op = int8_graph.operators[0];
    const graph::Tensor &w = int8_graph.tensor(op.inputs[1]), &b = int8_graph.tensor(op.inputs[2]);
    double sum = values_of<std::int32_t>(b.data)[0] * double{b.quantization.scales[0]};
    for (std::size_t i = 0; i < weights.size(); ++i)
      sum += values_of<std::int8_t>(w.data)[i] * double{w.quantization.scales[0]} *
             means[static_cast<std::size_t>(graph.inputs[0])][i];
    return sum;
  };
  const double expected = 0.2 + 0.0051 * 0.9 + 0.0049 * 0.8 + 0.0052 * 0.7;
  EXPECT_GT(std::abs(mean_output(*plain) - expected), 1e-3);
  EXPECT_LT(std::abs(mean_output(*corrected) - expected), 1e-4);
}

}  // namespace
}  // namespace tinsmith::quant
