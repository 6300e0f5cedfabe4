// train/weight_rounding.h — weights as int8 will have them, so that training can get used to it (Jacob et al.
// 2018, arXiv:1712.05877, section 3.1).
#pragma once

#include <span>
#include <vector>

#include "train/engine.h"

namespace tinsmith::train {

// Rounds weights to 255 steps around 0, for each output channel of a convolution its own, one for all of a
// dense layer; biases and everything else stay. The same steps as quant's, which a test compares.
class WeightRounding {
 public:
  explicit WeightRounding(std::span<const ParameterInfo> parameters);
  // Both are a network's flat values (Engine::values).
  void operator()(std::span<const float> exact, std::span<float> rounded) const;

 private:
  struct Layer {
    std::size_t offset, count;
    std::size_t channels, step;  // value i is of channel i / step % channels
  };
  std::vector<Layer> layers_;
};

}  // namespace tinsmith::train
