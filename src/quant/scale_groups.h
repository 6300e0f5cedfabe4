// quant/scale_groups.h — which activations must have the same scale and zero point.
//
// Pools, reshapes, pads and the like only move int8 values, so what they give out means what they took in; a
// concatenation lays several side by side. Some activations have no choice: the picture, and probabilities.
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

inline constexpr Affine kPictureAffine{1.0f / 255, -128};      // 0…1, the byte of the picture less 128
inline constexpr Affine kProbabilityAffine{1.0f / 256, -128};  // 0…255/256, as the kernels insist

// An operator whose outputs are values of its inputs, moved, dropped or averaged, never rescaled.
bool only_moves_values(const graph::Operator& op);

struct ScaleGroups {
  std::vector<std::int32_t> group_of;        // by tensor id; −1 for weights and biases
  std::vector<std::optional<Affine>> fixed;  // by group
};

// An activation whose scale and zero point are given from outside.
struct KnownAffine {
  std::string tensor;  // by name
  Affine affine;
};

// Groups the activations of a float graph that has been through the passes. The graph changes where it must:
// a constant that several operators read becomes one for each, and a Quantize operator is put before a
// concatenation's input whose scale is fixed to another. Tensors keep their ids; new ones come last.
ScaleGroups group_scales(graph::Graph& graph, std::span<const KnownAffine> known = {});

}  // namespace tinsmith::quant
