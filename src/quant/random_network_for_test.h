// quant/random_network_for_test.h — small random networks with every kind of layer.
#pragma once

#include <cstdint>

#include "graph/graph.h"
#include "quant/samples.h"

namespace tinsmith::quant {

// Returns a float network for small pictures whose batch norms have plausible statistics; it ends in a
// softmax over five classes. Equal seeds give equal networks.
graph::Graph random_network(std::uint64_t seed);

// Returns pictures for a graph's input: smooth waves with noise, 0…1.
Samples random_samples(const graph::Graph& graph, std::size_t count, std::uint64_t seed);

// Returns the output of a float graph.
std::vector<float> answer_of(const graph::Graph& graph, const std::vector<float>& sample);

}  // namespace tinsmith::quant
