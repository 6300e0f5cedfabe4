#include "quant/layer_errors.h"

#include <gtest/gtest.h>

#include <cmath>

#include "graph/builder.h"
#include "quant/float_distance.h"
#include "quant/passes.h"
#include "quant/to_int8.h"

namespace tinsmith::quant {
namespace {

using graph::TensorId;

graph::Graph two_layers() {
  graph::Builder build("two", 1);
  TensorId x = build.conv2d("first", build.input("image", {1, 4, 4, 2}), {.filters = 3, .bias = true});
  x = build.conv2d("second", x, {.filters = 3, .bias = true});
  return build.finish({x});
}

TEST(LayerErrors, ALayerWithARangeMuchTooNarrowComesFirst) {
  const graph::Graph graph = two_layers();
  std::vector<Range> ranges(graph.tensors.size(), Range{-8, 8});
  ranges[static_cast<std::size_t>(graph.outputs[0])] = {-0.01f, 0.01f};
  const auto int8 = to_int8(graph, ranges, {});
  ASSERT_TRUE(int8) << int8.error().text();
  const Samples samples(3, std::vector<float>(32, 0.7f));
  ThreadPool pool(2);
  const std::size_t chosen[] = {0, 2};
  const auto errors = layer_errors(graph, *int8, samples, chosen, pool);
  ASSERT_TRUE(errors) << errors.error().text();
  ASSERT_EQ(errors->size(), 2u);
  EXPECT_EQ((*errors)[0].tensor, "second");
  EXPECT_EQ((*errors)[0].operation, "conv2d");
  EXPECT_GT((*errors)[0].normalised_error, 0.9) << "nearly all is clipped away";
  EXPECT_LT((*errors)[1].normalised_error, 0.1);
  for (const LayerError& error : *errors)
    EXPECT_NEAR(error.sqnr_db, -20 * std::log10(error.normalised_error), 1e-9);
}

TEST(FloatDistance, EqualAnswersAreNoDistanceAndWorseOnesAreFarther) {
  const graph::Graph graph = two_layers();
  const std::vector<float> expected{1, 2, 3}, near{1, 2, 3.1f}, far{1, 2, 4};
  EXPECT_EQ(float_distance(graph, expected, expected), 0);
  EXPECT_NEAR(float_distance(graph, expected, far), 1.0 / 14, 1e-6);
  EXPECT_LT(float_distance(graph, expected, near), float_distance(graph, expected, far));
}

TEST(FloatDistance, OfProbabilitiesIsTheirDivergence) {
  graph::Builder build("softmax", 1);
  const graph::Graph graph =
      build.finish({build.append("p", graph::Softmax{}, {build.input("logits", {1, 2})})});
  const std::vector<float> half{0.5f, 0.5f}, quarter{0.25f, 0.75f}, sure{0, 1};
  EXPECT_EQ(float_distance(graph, half, half), 0);
  EXPECT_NEAR(float_distance(graph, half, quarter), 0.5 * std::log(2.0) + 0.5 * std::log(0.5 / 0.75), 1e-6);
  EXPECT_TRUE(std::isfinite(float_distance(graph, half, sure)));
}

}  // namespace
}  // namespace tinsmith::quant
