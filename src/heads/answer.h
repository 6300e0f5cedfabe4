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

// Whether an output holds probabilities: a softmax or a sigmoid makes it, apart from operators that only move
// or requantize values, or its stored values span no more than 0…1. Else it holds logits.
bool holds_probabilities(const graph::Graph& graph, graph::TensorId output);

// The probabilities of logits, in place: a softmax over each run of `channels` values, a sigmoid where that
// is 1.
void apply_softmax(std::span<float> logits, std::int32_t channels);

}  // namespace tinsmith::heads
