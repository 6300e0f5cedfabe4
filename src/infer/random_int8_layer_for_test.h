// infer/random_int8_layer_for_test.h — int8 operators with random attributes, weights and quantization.
#pragma once

#include <span>

#include "graph/graph.h"

namespace tinsmith::infer {

// The kinds of int8 operators, named as in graph's operator table. "quantize" is int8 → int8 with another
// scale; "fully_connected_per_channel" is fully_connected with one scale per output.
std::span<const std::string_view> int8_layer_kinds();

// Returns a valid graph of one operator. Equal arguments give equal graphs on every machine.
graph::Graph random_int8_layer(std::string_view kind, std::uint64_t seed);

// Returns uniform random bytes for the inputs of such a graph, one input after the other.
Bytes random_inputs(const graph::Graph& graph, std::uint64_t seed);

}  // namespace tinsmith::infer
