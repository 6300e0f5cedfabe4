// kernels/float/transform.h — batch norm and activation, applied by whoever reads a tensor.
//
// A convolution in front of a batch norm stores its sums z as they are. What the network computes with,
//   y = activation(v),  v = scale[c] · z + shift[c],
// is made again by each reader while it loads z, which costs less than writing y to memory and reading it
// back. The way back is alike: dLoss/dz is made from dLoss/dy and z while both are loaded.
//
// Arrays are rows of channels, NHWC with all but the channels taken together. Nothing here allocates.
#pragma once

#include <cstdint>
#include <limits>

namespace tinsmith::kernels {

// min(max(v, slope · v), high): ReLU is {0, ∞}, ReLU6 {0, 6}, leaky ReLU {alpha, ∞}; 0 ≤ slope ≤ 1.
// The derivative is 0 from `high` on and `slope` up to 0, as PyTorch has it; it follows from the activated
// value as well as from v.
struct Activation {
  float slope = 1;
  float high = std::numeric_limits<float>::infinity();
  bool is_none() const { return slope == 1 && high == std::numeric_limits<float>::infinity(); }
};

// From what is stored to what is read. Without `scale`, v = z.
struct ValueTransform {
  const float* scale = nullptr;  // [channels]
  const float* shift = nullptr;  // [channels]
  Activation activation;
  bool is_identity() const { return scale == nullptr && activation.is_none(); }
};

// From dLoss/dy to dLoss/dz = gain[c] · g + pull[c] · z + offset[c], where g = dLoss/dy · activation'(v): the
// derivative of batch norm with the batch's own mean and variance. Without `gain`, dLoss/dz = g.
struct GradientTransform {
  ValueTransform value;
  const float* gain = nullptr;
  const float* pull = nullptr;
  const float* offset = nullptr;
  bool is_identity() const { return gain == nullptr && value.activation.is_none(); }
};

// to[row · channels + c] = y(from[row · channels + c]); `to` may be `from`.
void transform_values(const ValueTransform& transform, const float* from, std::int64_t rows,
                      std::int64_t channels, float* to);

// The same for gradients: `stored` is z (or, without `gain`, the activated value), `gradient` is dLoss/dy.
void transform_gradients(const GradientTransform& transform, const float* stored, const float* gradient,
                         std::int64_t rows, std::int64_t channels, float* to);

// Running first and second moments of each channel over `count` rows: the mean, and the sum of squared
// distances from it (Chan, Golub, LeVeque 1979). Sums within one call are float around the first row, those
// over calls double.
struct Moments {
  std::int64_t count = 0;
  double* mean = nullptr;    // [channels]
  double* spread = nullptr;  // [channels]
};
void add_moments(const float* values, std::int64_t rows, std::int64_t channels, Moments& moments);
// left takes in right.
void combine_moments(const Moments& right, std::int64_t channels, Moments& left);

// What the way back through batch norm needs of each channel: Σ g and Σ g · (z − mean).
struct GradientSums {
  const float* mean = nullptr;  // [channels]
  double* sum = nullptr;        // [channels]
  double* centered = nullptr;   // [channels]
};
void add_gradient_sums(const ValueTransform& transform, const float* stored, const float* gradient,
                       std::int64_t rows, std::int64_t channels, const GradientSums& sums);

// gradient[row · channels + c] *= activation'(activated[…]); sums[c] += what came of it, at float precision.
void pass_gradients(const Activation& activation, const float* activated, std::int64_t rows,
                    std::int64_t channels, float* gradient, float* sums);

// sums[c] += Σ over rows, at float precision.
void add_column_sums(const float* values, std::int64_t rows, std::int64_t stride, std::int64_t channels,
                     float* sums);

// to[i] = activation(left[i] + right[i])
void add_values(const float* left, const float* right, std::int64_t count, const Activation& activation,
                float* to);

// Where from[i] is larger than best[i], or NaN, it becomes best[i], and first + i becomes winners[i].
void take_larger(const float* from, std::int32_t first, std::int64_t count, float* best,
                 std::int32_t* winners);

// to[i] += from[i]
void accumulate(const float* from, std::int64_t count, float* to);

}  // namespace tinsmith::kernels
