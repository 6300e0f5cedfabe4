#include "train/weight_rounding.h"

#include <algorithm>
#include <cmath>

#include "train/rounding.h"

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

void WeightRounding::operator()(std::span<const float> exact, std::span<float> values) const {
  std::copy(exact.begin(), exact.end(), values.begin());
  std::vector<float> scales;
  for (const Layer& layer : layers_) {
    scales.assign(layer.channels, 0);
    // Calls visit(channel, index) for every weight of the layer, in their order.
    const auto visit_weights = [&](auto&& visit) {
      const std::size_t end = layer.offset + layer.count;
      for (std::size_t index = layer.offset; index < end;)
        for (std::size_t channel = 0; channel < layer.channels; ++channel)
          for (std::size_t i = 0; i < layer.step; ++i) visit(channel, index++);
    };
    visit_weights([&](std::size_t channel, std::size_t index) {
      scales[channel] = std::max(scales[channel], std::abs(exact[index]) / graph::kMaxWeight);
    });
    visit_weights([&](std::size_t channel, std::size_t index) {
      if (const float scale = scales[channel]; scale > 0)
        values[index] = rounded(exact[index] / scale) * scale;
    });
  }
}

}  // namespace tinsmith::train
