// graph/validate.h — is this Graph one that everything downstream may trust?
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// Sizes beyond these are refused before anything is computed with them.
inline constexpr std::int64_t kLargestTensor_elements = std::int64_t{1} << 28;

// Called after every read and after every pass. Afterwards it holds that: every id is in range; a tensor has
// one maker, which stands before its readers; shapes are what the operators give and their sizes are in
// bounds; constants have as many bytes as their shape says and activations none; quantization has one entry
// or one per channel, with finite positive scales; operators have the number of inputs and outputs their row
// of the table says. InvalidInput names the operator or tensor.
Result<Done> validate(const Graph& graph);

}  // namespace tinsmith::graph
