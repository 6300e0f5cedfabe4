// heads/answer.h — from the bytes of an output tensor to probabilities.
#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"

namespace tinsmith::heads {

// The real values of a tensor's bytes: float32 as they are, int8 and uint8 by the tensor's scale and zero
// point, real = scale · (stored − zero_point). InvalidInput when the bytes do not fill the shape, or for
// other element types.
Result<std::vector<float>> real_values(const graph::Tensor& tensor, ByteView bytes);

// Softmax in place over each run of `channels` values: exp(x − max) / sum, summed in double.
void softmax_rows(std::span<float> values, std::int32_t channels);

}  // namespace tinsmith::heads
