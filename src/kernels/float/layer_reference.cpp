#include "kernels/float/layer_reference.h"

#include <algorithm>
#include <vector>

namespace tinsmith::kernels {
namespace {

double activated(const Activation& activation, double v) {
  return std::min(std::max(v, static_cast<double>(activation.slope) * v),
                  static_cast<double>(activation.high));
}
double slope_at(const Activation& activation, double v) {
  if (v >= static_cast<double>(activation.high)) return 0;
  return v > 0 ? 1 : static_cast<double>(activation.slope);
}
double normalized(const ValueTransform& transform, float z, std::int64_t channel) {
  if (transform.scale == nullptr) return static_cast<double>(z);
  return static_cast<double>(z) * static_cast<double>(transform.scale[channel]) +
         static_cast<double>(transform.shift[channel]);
}
double stored_gradient(const GradientTransform& transform, float z, float gradient, std::int64_t channel) {
  const double g = static_cast<double>(gradient) *
                   slope_at(transform.value.activation, normalized(transform.value, z, channel));
  if (transform.gain == nullptr) return g;
  return static_cast<double>(transform.gain[channel]) * g +
         static_cast<double>(transform.pull[channel]) * static_cast<double>(z) +
         static_cast<double>(transform.offset[channel]);
}

// One multiplication of a convolution: the indices of its input, weight and output.
struct Term {
  std::int64_t input, weight, output;
  std::int32_t input_channel, output_channel;
};

template <class Visit>
void for_each_term(const WindowShape& s, bool depthwise, std::int64_t batch, Visit&& visit) {
  const std::int32_t multiplier = depthwise ? s.output_channels / s.input_channels : 1;
  for (std::int64_t picture = 0; picture < batch; ++picture)
    for (std::int32_t y = 0; y < s.output_height; ++y)
      for (std::int32_t x = 0; x < s.output_width; ++x)
        for (std::int32_t o = 0; o < s.output_channels; ++o)
          for (std::int32_t i = 0; i < s.filter_height; ++i)
            for (std::int32_t j = 0; j < s.filter_width; ++j) {
              const std::int32_t row = s.input_row(y, i), column = s.input_column(x, j);
              if (!s.holds(row, column)) continue;
              const std::int64_t pixel =
                  picture * s.input_offset(s.input_height, 0) + s.input_offset(row, column);
              const std::int64_t output =
                  picture * s.output_offset(s.output_height, 0) + s.output_offset(y, x) + o;
              const std::int64_t tap = std::int64_t{i} * s.filter_width + j;
              if (depthwise) {
                visit(Term{pixel + o / multiplier, tap * s.output_channels + o, output, o / multiplier, o});
                continue;
              }
              for (std::int32_t c = 0; c < s.input_channels; ++c)
                visit(Term{pixel + c,
                           (std::int64_t{o} * s.filter_height * s.filter_width + tap) * s.input_channels + c,
                           output, c, o});
            }
}

void forward(const WindowShape& shape, bool depthwise, const LayerForward& step) {
  const std::int32_t channels = shape.output_channels;
  std::vector<double> sums(
      static_cast<std::size_t>(step.batch * shape.output_offset(shape.output_height, 0)));
  for_each_term(shape, depthwise, step.batch, [&](const Term& term) {
    sums[static_cast<std::size_t>(term.output)] +=
        activated(step.reading.activation,
                  normalized(step.reading, step.input[term.input], term.input_channel)) *
        static_cast<double>(step.weights[term.weight]);
  });
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const double bias =
        step.bias == nullptr ? 0 : static_cast<double>(step.bias[i % static_cast<std::size_t>(channels)]);
    step.output[i] = static_cast<float>(activated(step.activation, sums[i] + bias));
  }
  if (step.mean == nullptr) return;
  const std::int64_t rows = static_cast<std::int64_t>(sums.size()) / channels;
  for (std::int32_t c = 0; c < channels; ++c) {
    double mean = 0, variance = 0;
    for (std::int64_t row = 0; row < rows; ++row)
      mean += static_cast<double>(step.output[row * channels + c]);
    mean /= static_cast<double>(rows);
    for (std::int64_t row = 0; row < rows; ++row) {
      const double distance = static_cast<double>(step.output[row * channels + c]) - mean;
      variance += distance * distance;
    }
    step.mean[c] = static_cast<float>(mean);
    step.variance[c] = static_cast<float>(variance / static_cast<double>(rows));
  }
}

void store(const std::vector<double>& from, float* to, bool adds) {
  if (to == nullptr) return;
  for (std::size_t i = 0; i < from.size(); ++i)
    to[i] = static_cast<float>(adds ? static_cast<double>(to[i]) + from[i] : from[i]);
}

void sum_input_gradient(const WindowShape& shape, const LayerBackward& step) {
  if (step.input_gradient_sum == nullptr) return;
  const std::int32_t channels = shape.input_channels;
  const std::int64_t rows = step.batch * shape.input_height * shape.input_width;
  for (std::int32_t c = 0; c < channels; ++c) {
    double sum = 0, centered = 0;
    for (std::int64_t row = 0; row < rows; ++row) {
      const float z = step.input[row * channels + c];
      const double g =
          stored_gradient({.value = step.reading}, z, step.input_gradient[row * channels + c], c);
      sum += g;
      centered += g * (static_cast<double>(z) - static_cast<double>(step.input_mean[c]));
    }
    step.input_gradient_sum[c] = static_cast<float>(sum);
    step.input_gradient_centered[c] = static_cast<float>(centered);
  }
}

void backward(const WindowShape& shape, bool depthwise, const LayerBackward& step) {
  const std::int32_t channels = shape.output_channels;
  const std::int64_t outputs = step.batch * shape.output_offset(shape.output_height, 0);
  const std::int64_t taps = std::int64_t{shape.filter_height} * shape.filter_width;
  std::vector<double> gradient(static_cast<std::size_t>(outputs)), bias(static_cast<std::size_t>(channels));
  std::vector<double> weights(
      static_cast<std::size_t>(taps * channels * (depthwise ? 1 : shape.input_channels)));
  std::vector<double> input(static_cast<std::size_t>(step.batch * shape.input_offset(shape.input_height, 0)));
  for (std::int64_t i = 0; i < outputs; ++i) {
    gradient[static_cast<std::size_t>(i)] =
        stored_gradient(step.gradient_reading, step.output[i], step.output_gradient[i], i % channels);
    bias[static_cast<std::size_t>(i % channels)] += gradient[static_cast<std::size_t>(i)];
  }
  for_each_term(shape, depthwise, step.batch, [&](const Term& term) {
    const double outer = gradient[static_cast<std::size_t>(term.output)];
    input[static_cast<std::size_t>(term.input)] += outer * static_cast<double>(step.weights[term.weight]);
    weights[static_cast<std::size_t>(term.weight)] +=
        outer * activated(step.reading.activation,
                          normalized(step.reading, step.input[term.input], term.input_channel));
  });
  store(input, step.input_gradient, step.adds_input_gradient);
  store(weights, step.weight_gradient, false);
  store(bias, step.bias_gradient, false);
  sum_input_gradient(shape, step);
}

}  // namespace

void convolve_reference(const WindowShape& shape, const LayerForward& step) {
  forward(shape, false, step);
}
void depthwise_reference(const WindowShape& shape, const LayerForward& step) {
  forward(shape, true, step);
}
void convolve_backward_reference(const WindowShape& shape, const LayerBackward& step) {
  backward(shape, false, step);
}
void depthwise_backward_reference(const WindowShape& shape, const LayerBackward& step) {
  backward(shape, true, step);
}

}  // namespace tinsmith::kernels
