// Float layers: the fast path compared with the plain loops.
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "graph/builder.h"
#include "infer/interpreter.h"

namespace tinsmith::infer {
namespace {

using graph::TensorId;

// Tolerance, as a fraction of the layer's largest value: sums of a few hundred products in another order.
constexpr float kTolerance = 1e-5f;

std::int32_t between(Rng& rng, std::int32_t low, std::int32_t high) {
  return low + static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(high - low + 1)));
}

// Returns a convolution with random sizes, strides, dilations, paddings and activation, followed by a
// depthwise convolution and a dense layer.
graph::Graph random_network(std::uint64_t seed) {
  Rng rng(seed);
  graph::Builder build("random", seed);
  TensorId x = build.input("image", {1, between(rng, 7, 14), between(rng, 7, 14), between(rng, 1, 20)});
  const std::int32_t filter = between(rng, 1, 4);
  x = build.conv2d(
      "conv", x,
      {.filters = between(rng, 1, 40), .filter = filter, .stride = between(rng, 1, 2), .bias = true});
  x = build.depthwise_conv2d("depth", x,
                             {.filter = 3, .stride = between(rng, 1, 2), .bias = rng.chance(0.5)});
  x = build.fully_connected("dense", x, between(rng, 1, 30));
  graph::Graph graph = build.finish({x});
  graph.operators[0].as<graph::Conv2d>()->activation = static_cast<graph::Activation>(rng.below(3));
  graph.operators[1].as<graph::DepthwiseConv2d>()->activation = static_cast<graph::Activation>(rng.below(3));
  for (graph::Tensor& tensor : graph.tensors)
    if (tensor.name.ends_with("/bias")) {
      std::vector<float> values = graph::float_values(tensor);
      for (float& value : values) value = static_cast<float>(rng.normal());
      tensor.data = bytes_of(values);
    }
  return graph;
}

std::vector<std::vector<float>> activations(const graph::Graph& graph, Path path, std::uint64_t seed) {
  auto interpreter = Interpreter::make(graph, {.path = path, .keep = Keep::EveryTensor});
  EXPECT_TRUE(interpreter) << interpreter.error().text();
  Rng rng(seed);
  for (float& value : interpreter->input_as<float>()) value = static_cast<float>(rng.normal());
  interpreter->run();
  std::vector<std::vector<float>> values;
  for (const graph::Operator& op : graph.operators) values.push_back(interpreter->real_values(op.outputs[0]));
  return values;
}

TEST(FloatLayers, AreTheSameOnTheFastPathButForTheOrderOfSums) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const graph::Graph graph = random_network(seed);
    const auto plain = activations(graph, Path::Reference, seed), fast = activations(graph, Path::Fast, seed);
    for (std::size_t layer = 0; layer < plain.size(); ++layer) {
      float largest = 1;
      for (const float value : plain[layer]) largest = std::max(largest, std::abs(value));
      for (std::size_t i = 0; i < plain[layer].size(); ++i)
        ASSERT_NEAR(fast[layer][i], plain[layer][i], kTolerance * largest)
            << graph.operators[layer].name << " of network " << seed;
    }
  }
}

}  // namespace
}  // namespace tinsmith::infer
