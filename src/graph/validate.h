// graph/validate.h — the checks that every Graph must pass before other code uses it.
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// Max number of elements of a tensor. Larger shapes are refused before anything is computed from them.
inline constexpr std::int64_t kMaxTensor_elements = std::int64_t{1} << 28;

// Called after every read and after every pass. After success, the following holds:
//   - every id is in range;
//   - each tensor has at most one producer, and it comes before all readers;
//   - shapes equal the inferred ones, and their sizes are within the limits;
//   - constants have as many bytes as their shape needs, activations have none;
//   - quantization has one entry, or one per channel, with finite positive scales;
//   - operators have the number of inputs and outputs that the operator table allows.
// InvalidInput names the operator or tensor.
Result<Done> validate(const Graph& graph);

}  // namespace tinsmith::graph
