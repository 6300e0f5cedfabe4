// quant/layer_weights.h — quantizes the weights and biases of one layer to int8 and int32.
#pragma once

#include <span>

#include "graph/graph.h"

namespace tinsmith::quant {

// InvalidInput: the operator's weights or bias are absent, computed by the graph, or not finite. The
// functions below have the precondition that the layer has both and that this check succeeded.
Result<Done> check_layer(const graph::Graph& graph, const graph::Operator& op);

// Replaces the operator's float weights and bias (both constants) by quantized ones in new tensors:
//   weights  symmetric, scale = max |weight| / 127; one per output channel, or one for all if fully connected
//   bias     scale = input scale · weight scale
// A scale is enlarged if the bias would not fit into int32, or if the channel's effect is so small compared
// with the output's step that runtimes refuse the multiplier. `input_means`: means of the input's channels,
// or empty (see to_int8.h).
void quantize_layer(graph::Graph& graph, graph::Operator& op, std::span<const double> input_means);

// Returns the max magnitude of the layer's sum for inputs whose magnitude is at most `input`.
double reach_of(const graph::Graph& graph, const graph::Operator& op, double input);

}  // namespace tinsmith::quant
