// train/weight_rounding.h — rounds weights to their int8 values for quantization-aware training (Jacob et al.
// 2018, arXiv:1712.05877, section 3.1).
#pragma once

#include <span>
#include <vector>

#include "train/engine.h"

namespace tinsmith::train {

// Rounds weights to 255 steps around 0, with one scale per output channel for convolutions and one scale for
// all weights of a dense layer. Biases and everything else stay unchanged. The steps are the same as in
// quant; a test compares them.
class WeightRounding {
 public:
  explicit WeightRounding(std::span<const ParameterInfo> parameters);
  // Both arguments are flat values of a network (Engine::values).
  void operator()(std::span<const float> exact, std::span<float> rounded) const;

 private:
  struct Layer {
    std::size_t offset, count;
    std::size_t channels, step;  // value i belongs to channel i / step % channels
  };
  std::vector<Layer> layers_;
};

}  // namespace tinsmith::train
