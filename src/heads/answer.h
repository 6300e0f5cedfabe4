// heads/answer.h — converts the bytes of an output tensor to real values and probabilities.
#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"

namespace tinsmith::heads {

// Returns the real values of a tensor's bytes: float32 unchanged; int8 and uint8 by the tensor's scale and
// zero point, real = scale · (stored − zero_point). InvalidInput: the bytes do not have the size of the
// shape, or the element type is another one.
Result<std::vector<float>> real_values(const graph::Tensor& tensor, ByteView bytes);

// Softmax in place over each group of `channels` values: exp(x − max) / sum, summed in double.
void softmax_rows(std::span<float> values, std::int32_t channels);

// Returns whether an output holds probabilities: a softmax or a sigmoid computes it (operators that only move
// or requantize values may follow), or its stored values cover at most 0…1. Otherwise it holds logits.
bool holds_probabilities(const graph::Graph& graph, graph::TensorId output);

// Converts logits to probabilities in place: a softmax over each group of `channels` values, or a sigmoid if
// `channels` is 1.
void apply_softmax(std::span<float> logits, std::int32_t channels);

}  // namespace tinsmith::heads
