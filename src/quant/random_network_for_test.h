// quant/random_network_for_test.h — small networks of every kind of layer, put together by chance.
#pragma once

#include <cstdint>

#include "graph/graph.h"
#include "quant/samples.h"

namespace tinsmith::quant {

// A float network on small pictures, with batch norms that have seen data, ending in a softmax over five
// classes. Equal seeds, equal networks.
graph::Graph random_network(std::uint64_t seed);

// Pictures for a graph's input: smooth waves with noise, 0…1.
Samples random_samples(const graph::Graph& graph, std::size_t count, std::uint64_t seed);

// What a float graph answers.
std::vector<float> answer_of(const graph::Graph& graph, const std::vector<float>& sample);

}  // namespace tinsmith::quant
