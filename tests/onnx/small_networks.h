// onnx/small_networks.h — one network per operator of the graph, in the uses that are hard to convert to
// another axis order.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace tinsmith {

struct SmallNetwork {
  std::string name;
  graph::Graph graph;
};
std::vector<SmallNetwork> small_networks();

// Values for the graph's inputs, and its outputs.
std::vector<std::vector<float>> random_inputs(const graph::Graph& graph, std::uint64_t seed);
std::vector<std::vector<float>> answers_of(const graph::Graph& graph,
                                           const std::vector<std::vector<float>>& inputs);

}  // namespace tinsmith
