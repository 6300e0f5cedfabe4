#include "heads/answer.h"

#include "graph/builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tinsmith::heads {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

graph::Tensor output(graph::ElementType type, graph::Quantization quantization = {}) {
  graph::Tensor tensor;
  tensor.name = "probabilities";
  tensor.type = type;
  tensor.shape = {1, 3};
  tensor.quantization = std::move(quantization);
  return tensor;
}

TEST(RealValues, FloatsAreReadAsTheyAre) {
  const std::vector<float> values{0.25f, -1.5f, 3};
  EXPECT_EQ(*real_values(output(graph::ElementType::Float32), bytes_of(values)), values);
}

TEST(RealValues, Int8ProbabilitiesRunFromNoughtTo255Parts) {
  const auto tensor = output(graph::ElementType::Int8, {{1.0f / 256}, {-128}, 0});
  const std::vector<std::int8_t> stored{-128, 0, 127};
  EXPECT_THAT(*real_values(tensor, bytes_of(stored)), ElementsAre(0.0f, 0.5f, 255.0f / 256));
}

TEST(RealValues, UInt8HasItsOwnZero) {
  const auto tensor = output(graph::ElementType::UInt8, {{0.5f}, {10}, 0});
  const std::vector<std::uint8_t> stored{0, 10, 255};
  EXPECT_THAT(*real_values(tensor, bytes_of(stored)), ElementsAre(-5.0f, 0.0f, 122.5f));
}

TEST(RealValues, WhatCannotBeReadIsNamed) {
  const std::vector<std::int8_t> two{1, 2}, three{1, 2, 3};
  EXPECT_THAT(real_values(output(graph::ElementType::Int8, {{1.0f}, {0}, 0}), bytes_of(two)).error().text(),
              HasSubstr("of shape 1x3 needs 3 bytes, but 2 were given"));
  EXPECT_THAT(real_values(output(graph::ElementType::Int8), bytes_of(three)).error().text(),
              HasSubstr("has 0 scales"));
  const std::vector<std::int32_t> wide{1, 2, 3};
  EXPECT_THAT(real_values(output(graph::ElementType::Int32, {{1.0f}, {0}, 0}), bytes_of(wide)).error().text(),
              HasSubstr("float32, int8 or uint8 is expected"));
}

TEST(SoftmaxRows, EachRowSumsToOneWhateverItsSize) {
  std::vector<float> values{0, std::log(2.0f), std::log(5.0f), 1000, 1000, -1000};
  softmax_rows(values, 3);
  constexpr float kRounding = 1e-6f;
  EXPECT_NEAR(values[0], 0.125f, kRounding);
  EXPECT_NEAR(values[1], 0.25f, kRounding);
  EXPECT_NEAR(values[2], 0.625f, kRounding);
  EXPECT_THAT(std::vector(values.begin() + 3, values.end()), ElementsAre(0.5f, 0.5f, 0.0f));
}

graph::Graph ending_in(const std::vector<graph::Attributes>& operators) {
  graph::Builder build("end", 1);
  graph::TensorId x = build.fully_connected(
      "logits", build.append("mean", graph::Mean{{1, 2}, false}, {build.input("image", {1, 4, 4, 3})}), 3);
  for (std::size_t i = 0; i < operators.size(); ++i)
    x = build.append(fmt::format("end{}", i), operators[i], {x});
  return build.finish({x});
}

bool is_probability(const graph::Graph& graph) {
  return holds_probabilities(graph, graph.outputs[0]);
}

TEST(Answer, HoldsProbabilitiesBehindASoftmaxOrASigmoid) {
  EXPECT_FALSE(is_probability(ending_in({})));
  EXPECT_FALSE(is_probability(ending_in({graph::Reshape{{1, 1, 1, 3}}})));
  EXPECT_FALSE(is_probability(ending_in({graph::Softmax{}, graph::Relu{}})));
  EXPECT_TRUE(is_probability(ending_in({graph::Softmax{}})));
  EXPECT_TRUE(is_probability(ending_in({graph::Logistic{}})));
  EXPECT_TRUE(is_probability(ending_in({graph::Softmax{}, graph::Reshape{{1, 1, 1, 3}}})));
}

TEST(Answer, HoldsProbabilitiesWhenItsBytesSpanNothingElse) {
  graph::Graph graph = ending_in({});
  graph::Tensor& output = graph.tensor(graph.outputs[0]);
  output.type = graph::ElementType::Int8;
  output.quantization = {{1.0f / 256}, {-128}, 0};
  EXPECT_TRUE(is_probability(graph));
  output.quantization = {{1.0f / 256}, {0}, 0};
  EXPECT_FALSE(is_probability(graph)) << "−0.5…0.5";
  output.quantization = {{0.1f}, {-128}, 0};
  EXPECT_FALSE(is_probability(graph));
}

TEST(Answer, OneLogitBecomesAProbabilityOfItsOwn) {
  std::vector<float> one{0};
  apply_softmax(one, 1);
  EXPECT_EQ(one[0], 0.5f);
}

}  // namespace
}  // namespace tinsmith::heads
