#include "quant/passes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/builder.h"
#include "graph/operators.h"
#include "graph/print.h"
#include "quant/random_network_for_test.h"

namespace tinsmith::quant {
namespace {

using graph::Activation;
using graph::TensorId;
using testing::HasSubstr;

// Folding rounds by 2^-24 at different places; over some tens of layers the differences grow to this.
constexpr double kFloatTolerance = 2e-5;

graph::Graph passed(const graph::Graph& graph) {
  auto result = run_passes(graph);
  EXPECT_TRUE(result) << result.error().text();
  return std::move(result).value();
}

void expect_same_answers(const graph::Graph& before, const graph::Graph& after) {
  for (const auto& sample : random_samples(before, 2, 5)) {
    const auto expected = answer_of(before, sample), found = answer_of(after, sample);
    ASSERT_EQ(expected.size(), found.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(expected[i], found[i], kFloatTolerance * std::max(1.0f, std::abs(expected[i])));
  }
}

template <class Kind>
std::size_t count_of(const graph::Graph& graph) {
  std::size_t count = 0;
  for (const graph::Operator& op : graph.operators) count += op.is<Kind>();
  return count;
}

TEST(Passes, ARandomNetworkAnswersTheSameAfterThem) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const graph::Graph before = random_network(seed);
    const graph::Graph after = passed(before);
    SCOPED_TRACE(graph::print(before) + graph::print(after));
    expect_same_answers(before, after);
    EXPECT_EQ(count_of<graph::BatchNorm>(after), 0u);
    EXPECT_EQ(count_of<graph::Dropout>(after), 0u);
    EXPECT_EQ(after.tensor(after.outputs[0]).name, before.tensor(before.outputs[0]).name);
    if (HasFailure()) break;
  }
}

TEST(Passes, RunningThemTwiceChangesNothingMore) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const graph::Graph once = passed(random_network(seed));
    EXPECT_EQ(passed(once), once);
  }
}

TEST(Passes, ConvolutionNormAndReluBecomeOneConvolution) {
  graph::Builder build("block", 1);
  TensorId x = build.input("image", {1, 8, 8, 3});
  x = build.conv2d("conv", x, {.filters = 4, .filter = 3, .stride = 2});
  x = build.append("relu", graph::Relu6{}, {build.batch_norm("norm", x)});
  const graph::Graph after = passed(build.finish({x}));
  ASSERT_EQ(after.operators.size(), 1u);
  EXPECT_EQ(after.operators[0].as<graph::Conv2d>()->activation, Activation::Relu6);
  EXPECT_EQ(after.operators[0].inputs.size(), 3u);
  EXPECT_EQ(after.tensor(after.outputs[0]).name, "relu");
}

TEST(Passes, ALayerThatAnotherReadsBeforeItsNormIsLeftAlone) {
  graph::Builder build("shared", 1);
  const TensorId image = build.input("image", {1, 8, 8, 3});
  const TensorId conv = build.conv2d("conv", image, {.filters = 4});
  const TensorId norm = build.batch_norm("norm", conv);
  const graph::Graph before = build.finish({build.append("add", graph::Add{}, {conv, norm})});
  const graph::Graph after = passed(before);
  expect_same_answers(before, after);
  ASSERT_EQ(after.operators.size(), 3u);
  EXPECT_TRUE(after.operators[1].is<graph::DepthwiseConv2d>()) << "the norm stands by itself";
}

TEST(Passes, ALayerWhoseRawOutputIsGivenOutKeepsIt) {
  graph::Builder build("two outputs", 1);
  const TensorId image = build.input("image", {1, 8, 8, 3});
  const TensorId conv = build.conv2d("conv", image, {.filters = 4});
  const TensorId relu = build.append("relu", graph::Relu{}, {conv});
  const graph::Graph after = passed(build.finish({conv, relu}));
  EXPECT_EQ(after.operators.size(), 2u);
  EXPECT_EQ(fused_activation(after.operators[0]), Activation::None);
}

TEST(Passes, ReluAfterRelu6IsRelu6) {
  graph::Builder build("twice", 1);
  TensorId x = build.conv2d("conv", build.input("image", {1, 4, 4, 1}), {.filters = 2});
  x = build.append("relu", graph::Relu{}, {build.append("relu6", graph::Relu6{}, {x})});
  const graph::Graph after = passed(build.finish({x}));
  ASSERT_EQ(after.operators.size(), 1u);
  EXPECT_EQ(fused_activation(after.operators[0]), Activation::Relu6);
}

TEST(Passes, ConcatenationTakesNoActivation) {
  graph::Builder build("concat", 1);
  const TensorId image = build.input("image", {1, 4, 4, 1});
  const TensorId both = build.append("both", graph::Concatenation{3, Activation::None}, {image, image});
  const graph::Graph after = passed(build.finish({build.append("relu", graph::Relu{}, {both})}));
  EXPECT_EQ(after.operators.size(), 2u);
}

// Keras' correct_pad before a stride of 2 with an even size: TensorFlow calls this SAME.
graph::Graph padded_network(const graph::Pad& pad) {
  graph::Builder build("padded", 1);
  TensorId x = build.append("pad", pad, {build.input("image", {1, 8, 8, 3})});
  x = build.conv2d("conv", x, {.filters = 4, .filter = 3, .stride = 2, .same = false});
  return build.finish({x});
}

TEST(Passes, APadThatMakesTheConvolutionSameBecomesItsPadding) {
  const graph::Graph before = padded_network({{{0, 0}, {0, 1}, {0, 1}, {0, 0}}, 0});
  const graph::Graph after = passed(before);
  ASSERT_EQ(after.operators.size(), 1u);
  EXPECT_EQ(after.operators[0].as<graph::Conv2d>()->window.padding, (graph::Padding{0, 1, 0, 1}));
  expect_same_answers(before, after);
}

TEST(Passes, APadThatFilesCannotSayOrThatIsNotZeroStays) {
  for (const graph::Pad& pad :
       {graph::Pad{{{0, 0}, {1, 0}, {1, 0}, {0, 0}}, 0}, graph::Pad{{{0, 0}, {0, 1}, {0, 1}, {0, 0}}, 0.5f}})
    EXPECT_EQ(passed(padded_network(pad)).operators.size(), 2u);
}

TEST(Passes, IdentitiesGoButTheGraphKeepsItsOutputName) {
  graph::Builder build("identities", 1);
  TensorId x = build.conv2d("conv", build.input("image", {1, 4, 4, 2}), {.filters = 2});
  x = build.append("same_shape", graph::Reshape{{1, 4, 4, 2}}, {x});
  x = build.append("no_pad", graph::Pad{{{0, 0}, {0, 0}, {0, 0}, {0, 0}}, 0}, {x});
  x = build.append("in_place", graph::Transpose{{0, 1, 2, 3}}, {x});
  x = build.append("last", graph::Dropout{0.5f}, {x});
  const graph::Graph after = passed(build.finish({x}));
  ASSERT_EQ(after.operators.size(), 1u);
  EXPECT_EQ(after.tensor(after.outputs[0]).name, "last");
}

TEST(Passes, ATransposeThatMovesValuesStaysThoughShapesAreEqual) {
  graph::Builder build("square", 1);
  const TensorId x =
      build.append("turned", graph::Transpose{{0, 2, 1, 3}}, {build.input("image", {1, 4, 4, 2})});
  EXPECT_EQ(passed(build.finish({x})).operators.size(), 1u);
}

TEST(Passes, AnIdentityFromInputToOutputStays) {
  graph::Builder build("nothing", 1);
  const TensorId x = build.append("out", graph::Dropout{0.5f}, {build.input("image", {1, 4})});
  EXPECT_EQ(passed(build.finish({x})).operators.size(), 1u);
}

TEST(Passes, ANegativeVarianceIsNamed) {
  graph::Builder build("broken", 1);
  TensorId x = build.conv2d("conv", build.input("image", {1, 4, 4, 1}), {.filters = 2});
  graph::Graph graph = build.finish({build.batch_norm("norm", x)});
  graph.tensor(graph.operators[1].inputs[4]).data = bytes_of(std::vector<float>{1, -1});
  const auto result = run_passes(graph);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().text(), HasSubstr("batch norm 'norm': channel 1 has the variance -1"));
}

TEST(Passes, AGraphThatIsNotFloatIsRefused) {
  graph::Builder build("int8", 1);
  graph::Graph graph = build.finish({build.append("relu", graph::Relu{}, {build.input("image", {1, 4})})});
  graph.tensor(graph.inputs[0]).type = graph::ElementType::Int8;
  const auto result = run_passes(graph);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("'image' of the relu 'relu' is int8"));
}

}  // namespace
}  // namespace tinsmith::quant
