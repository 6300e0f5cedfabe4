#include "train/weight_rounding.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::train {

WeightRounding::WeightRounding(std::span<const ParameterInfo> parameters) {
  for (const ParameterInfo& parameter : parameters) {
    const auto filters = static_cast<std::size_t>(parameter.shape.front());
    switch (parameter.role) {
      case ParameterInfo::Role::ConvWeights:
        layers_.push_back({parameter.offset, parameter.count, filters, parameter.count / filters});
        break;
      case ParameterInfo::Role::DepthwiseWeights:
        layers_.push_back(
            {parameter.offset, parameter.count, static_cast<std::size_t>(parameter.shape.back()), 1});
        break;
      case ParameterInfo::Role::DenseWeights:
        layers_.push_back({parameter.offset, parameter.count, 1, parameter.count});
        break;
      case ParameterInfo::Role::Bias:
      case ParameterInfo::Role::Gamma:
      case ParameterInfo::Role::Beta:
        break;
    }
  }
}

void WeightRounding::operator()(std::span<const float> exact, std::span<float> rounded) const {
  std::copy(exact.begin(), exact.end(), rounded.begin());
  std::vector<float> scales;
  for (const Layer& layer : layers_) {
    scales.assign(layer.channels, 0);
    const auto channel_of = [&](std::size_t i) { return i / layer.step % layer.channels; };
    for (std::size_t i = 0; i < layer.count; ++i) {
      float& scale = scales[channel_of(i)];
      scale = std::max(scale, std::abs(exact[layer.offset + i]) / graph::kLargestWeight);
    }
    for (std::size_t i = 0; i < layer.count; ++i)
      if (const float scale = scales[channel_of(i)]; scale > 0)
        rounded[layer.offset + i] = std::round(exact[layer.offset + i] / scale) * scale;
  }
}

}  // namespace tinsmith::train
