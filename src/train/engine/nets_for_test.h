// train/engine/nets_for_test.h — small networks with random weights for the engine's tests.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/random.h"
#include "graph/graph.h"

namespace tinsmith::train {

// Builds a graph operator by operator; all constants are random, all weights are trainable.
class TestNet {
 public:
  TestNet(std::string name, graph::Shape input, std::uint64_t seed);

  graph::TensorId input() const { return graph_.inputs[0]; }
  graph::TensorId constant(graph::Shape shape, double low, double high, bool trainable);
  std::vector<graph::TensorId> add(graph::Attributes attributes, std::vector<graph::TensorId> inputs);
  graph::TensorId operator()(graph::Attributes attributes, std::vector<graph::TensorId> inputs) {
    return add(std::move(attributes), std::move(inputs))[0];
  }

  struct Filter {
    std::int32_t filters = 4, size = 1, stride = 1, dilation = 1;
    graph::Activation activation = graph::Activation::None;
    bool has_bias = true;
  };
  graph::TensorId conv(graph::TensorId from, const Filter& filter);
  graph::TensorId depthwise(graph::TensorId from, const Filter& filter, std::int32_t multiplier = 1);
  graph::TensorId dense(graph::TensorId from, std::int32_t outputs);
  graph::TensorId norm(graph::TensorId from);
  const graph::Shape& shape(graph::TensorId id) const { return graph_.tensor(id).shape; }

  graph::Graph finish(std::vector<graph::TensorId> outputs);

 private:
  graph::Graph graph_;
  Rng rng_;
};

// Returns one network for each operator and each kind of fusion, each with a trainable layer
// before the operator.
std::vector<graph::Graph> operator_nets();
// Inverted residuals for classification, and the same network cut off at a grid of cells.
graph::Graph small_mobilenet_v2();
graph::Graph small_fomo();

}  // namespace tinsmith::train
