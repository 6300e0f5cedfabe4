#include "zoo/zoo.h"

#include <gtest/gtest.h>

#include "graph/cost.h"

namespace tinsmith::zoo {
namespace {

graph::Graph built(std::string_view name, const BuildSettings& settings) {
  auto graph = build(**find_network(name), settings);
  EXPECT_TRUE(graph) << name;
  return std::move(graph).value();
}

// Weights and biases of a network whose batch norms have been folded: one bias a filter.
struct Folded {
  std::int64_t weights = 0, biases = 0;
  friend bool operator==(const Folded&, const Folded&) = default;
};
Folded folded(const graph::Graph& graph) {
  Folded counts;
  for (const graph::Operator& op : graph.operators)
    if (op.is<graph::Conv2d>() || op.is<graph::DepthwiseConv2d>()) {
      counts.weights += graph::element_count(graph.tensor(op.inputs[1]).shape);
      counts.biases += graph.tensor(op.outputs[0]).shape[3];
    }
  return counts;
}

TEST(Fomo, HasTheWeightsBiasesAndWorkOfThePublishedExports) {
  const auto grey = built("fomo-0.1", {.channels = 1, .classes = 1});
  EXPECT_EQ(folded(grey), (Folded{8192, 626}));
  EXPECT_EQ(graph::multiply_accumulates(grey), 3495168);
  EXPECT_EQ(grey.tensor(grey.outputs[0]).shape, (graph::Shape{1, 12, 12, 2}));
  const auto colour = built("fomo-0.35", {.channels = 3, .classes = 1});
  EXPECT_EQ(folded(colour), (Folded{17232, 906}));
  EXPECT_EQ(graph::multiply_accumulates(colour), 5868288);
  EXPECT_EQ(folded(built("fomo-0.1", {.channels = 3, .classes = 1})), (Folded{8336, 626}));
  EXPECT_EQ(folded(built("fomo-0.35", {.channels = 1, .classes = 1})), (Folded{16944, 906}));
}

TEST(Fomo, TheSmallOneAddsAResidualAroundItsFirstBlock) {
  const auto has_first_add = [](const graph::Graph& graph) {
    for (const graph::Operator& op : graph.operators)
      if (op.name == "expanded_conv_add") return true;
    return false;
  };
  EXPECT_TRUE(has_first_add(built("fomo-0.1", {})));
  EXPECT_FALSE(has_first_add(built("fomo-0.35", {})));
}

// Keras' trainable parameters, include_top, 1000 classes, by width multiplier (the rest of its totals are
// running means and variances, two for each of the norms' channels).
TEST(Mobilenets, HaveKerasParameterCounts) {
  const BuildSettings settings{.width = 224, .height = 224, .channels = 3, .classes = 1000};
  const struct {
    std::string_view name;
    std::int64_t trainable, total;
  } kKeras[] = {{"mobilenetv1-0.25", 470072, 475544},
                {"mobilenetv1-1.0", 4231976, 4253864},
                {"mobilenetv2-1.0", 3504872, 3538984}};
  for (const auto& keras : kKeras) {
    const auto graph = built(keras.name, settings);
    std::int64_t running = 0;
    for (const graph::Operator& op : graph.operators)
      if (op.is<graph::BatchNorm>()) running += 2 * graph.tensor(op.outputs[0]).shape.back();
    EXPECT_EQ(graph::parameter_count(graph), keras.trainable) << keras.name;
    EXPECT_EQ(graph::parameter_count(graph) + running, keras.total) << keras.name;
  }
}

TEST(Zoo, EveryNetworkBuildsInGreyAndColourAndForAnyNumberOfClasses) {
  for (const Network& network : networks())
    for (const std::int32_t channels : {1, 3})
      for (const std::int32_t classes : {1, 7}) {
        const auto graph =
            built(network.name, {.width = 64, .height = 32, .channels = channels, .classes = classes});
        const std::int32_t expected = network.answer == Answer::Centroids ? classes + 1 : classes;
        EXPECT_EQ(graph.tensor(graph.outputs[0]).shape.back(), expected) << network.name;
      }
}

TEST(Zoo, RefusesWhatItCannotBuildAndSaysWhy) {
  const auto unknown = find_network("resnet-9000");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().says.find("mobilenetv2-0.35"), std::string::npos);
  const auto odd = build(**find_network("fomo-0.35"), {.width = 90, .height = 90});
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().says,
            "an input of 90x90; fomo-0.35 takes sides that are multiples of 8, 1024 at most");
  EXPECT_FALSE(build(**find_network("fomo-0.35"), {.channels = 2}));
  EXPECT_FALSE(build(**find_network("fomo-0.35"), {.classes = 0}));
}

}  // namespace
}  // namespace tinsmith::zoo
