// quant/simulate.h — a float graph that simulates int8, for quantization-aware training (QAT).
#pragma once

#include <vector>

#include "graph/graph.h"
#include "quant/scale_groups.h"

namespace tinsmith::quant {

// `float_graph` and `int8_graph` must be from one QuantizedModel: the same tensors by name. A FakeQuantize
// with the scale and zero point of the int8 tensor is inserted after every operator that computes an
// activation, so that later operators only see values that int8 has. Weights and biases become trainable.
// They are not rounded here; the trainer rounds them at each step.
graph::Graph simulated(graph::Graph float_graph, const graph::Graph& int8_graph);

// Removes the FakeQuantize operators and returns the scales and zero points that they held. The graph's
// outputs keep their names.
std::vector<KnownAffine> take_simulated(graph::Graph& graph);

}  // namespace tinsmith::quant
