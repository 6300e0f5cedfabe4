// quant/simulate.h — the float graph that computes as its int8 form would: what quantization-aware training
// trains.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "quant/scale_groups.h"

namespace tinsmith::quant {

// `float_graph` and `int8_graph` are of one QuantizedModel: the same tensors by name. Behind every operator
// that computes an activation comes a FakeQuantize with the int8 tensor's scale and zero point, so that
// nothing beyond it sees a value that int8 does not have. Weights and biases become trainable; they are not
// rounded here: the trainer does that as they move.
graph::Graph simulated(graph::Graph float_graph, const graph::Graph& int8_graph);

// Takes the FakeQuantize operators out again and says what they had fixed; the graph's outputs keep their
// names.
std::vector<KnownAffine> take_simulated(graph::Graph& graph);

}  // namespace tinsmith::quant
