// quant/layer_weights.h — weights and biases of one layer as int8 and int32.
#pragma once

#include <span>

#include "graph/graph.h"

namespace tinsmith::quant {

// InvalidInput when the operator's weights or bias are absent, computed by the graph or not finite. The
// functions below may only be called when it has both and this has agreed.
Result<Done> check_layer(const graph::Graph& graph, const graph::Operator& op);

// Replaces the operator's float weights and bias (constants, both there) by quantized ones, in new tensors:
//   weights  symmetric, scale = max |weight| / 127, for each output channel; one for all when fully connected
//   bias     scale = input scale · weight scale
// A scale is widened where the bias would leave int32, and where the channel's whole effect is so far below
// the output's step that runtimes refuse the multiplier. `input_means`: of the input's channels, or empty
// (see to_int8.h).
void quantize_layer(graph::Graph& graph, graph::Operator& op, std::span<const double> input_means);

// The largest magnitude the layer's sum can reach for inputs of at most `input` in magnitude.
double reach_of(const graph::Graph& graph, const graph::Operator& op, double input);

}  // namespace tinsmith::quant
