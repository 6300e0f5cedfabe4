// kpu/random_layer_for_test.h — KPU layers with random sizes and parameters, and what they compute by a second,
// independent implementation of the formula.
#pragma once

#include "base/random.h"
#include "kmodel/kpu_layer.h"

namespace tinsmith::kpu {

// Returns a layer that all checks accept. Its input is at row 0 of KPU memory, its output at the end.
kmodel::KpuLayer random_layer(Rng& random);

// Planar input bytes of a layer.
std::vector<std::uint8_t> random_input(const kmodel::KpuLayer& layer, Rng& random);

// Computes the layer pixel by pixel with exact integers of 128 bits.
std::vector<std::uint8_t> exact_output(const kmodel::KpuLayer& layer, const std::vector<std::uint8_t>& input);

}  // namespace tinsmith::kpu
