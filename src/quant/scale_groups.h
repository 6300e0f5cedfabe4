// quant/scale_groups.h — which activations must have the same scale and zero point.
//
// Pools, reshapes, pads and similar operators only move int8 values, so their output needs the scale and zero
// point of their input; the inputs of a concatenation must all agree. The scale of some activations is fixed:
// that of the picture, and that of probabilities.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace tinsmith::quant {

// One scale and zero point for a whole tensor: real = scale · (stored − zero_point).
struct Affine {
  float scale = 1;
  std::int32_t zero_point = 0;
  friend bool operator==(const Affine&, const Affine&) = default;
};

// 0…1; stored value = byte of the picture − 128.
inline constexpr Affine kPictureAffine{1.0f / 255, -128};
inline constexpr Affine kProbabilityAffine{1.0f / 256, -128};  // 0…255/256, as the kernels require

// Whether the outputs are values of the inputs, moved, dropped or averaged, but never rescaled.
bool only_moves_values(const graph::Operator& op);

struct ScaleGroups {
  std::vector<std::int32_t> group_of;        // by tensor id; −1 for weights and biases
  std::vector<std::optional<Affine>> fixed;  // by group
};

// An activation with a given scale and zero point.
struct KnownAffine {
  std::string tensor;  // by name
  Affine affine;
};

// Groups the activations of a float graph that has been through the passes. It changes the graph where
// necessary: a constant that several operators read is copied for each of them, and a Quantize operator is
// inserted before an input of a concatenation whose scale is fixed to another value. Tensors keep their ids;
// new ones are added at the end.
ScaleGroups group_scales(graph::Graph& graph, std::span<const KnownAffine> known = {});

}  // namespace tinsmith::quant
