// kernels/float/transform.h — batch norm and activation, applied when a tensor is read.
//
// A convolution that a batch norm follows stores its sums z unchanged. The values that the
// network computes with,
//   y = activation(v),  v = scale[c] · z + shift[c],
// are recomputed by each reader while it loads z. This is cheaper than writing y to memory and reading
// it back. The backward pass works in the same way: dLoss/dz is computed from dLoss/dy and z while
// both are loaded.
//
// Arrays are rows of channels: NHWC with all other dimensions merged. Nothing here allocates memory.
#pragma once

#include <cstdint>
#include <limits>

namespace tinsmith::kernels {

// min(max(v, slope · v), high): ReLU is {0, ∞}, ReLU6 {0, 6}, leaky ReLU {alpha, ∞}; 0 ≤ slope ≤ 1. The
// derivative is 0 from `high` on, `slope` up to 0 and 1 between, as in PyTorch. It can be computed from the
// activated value as well as from v.
struct Activation {
  float slope = 1;
  float high = std::numeric_limits<float>::infinity();
  bool is_none() const { return slope == 1 && high == std::numeric_limits<float>::infinity(); }
};

// Converts a stored value to the value that a layer reads. Without `scale`, v = z.
struct ValueTransform {
  const float* scale = nullptr;  // [channels]
  const float* shift = nullptr;  // [channels]
  Activation activation;
  bool is_identity() const { return scale == nullptr && activation.is_none(); }
};

// Converts dLoss/dy to dLoss/dz = gain[c] · g + pull[c] · z + offset[c], where g = dLoss/dy · activation'(v).
// This is the derivative of a batch norm that uses the batch's own mean and variance. Without `gain`,
// dLoss/dz = g.
struct GradientTransform {
  ValueTransform value;
  const float* gain = nullptr;
  const float* pull = nullptr;
  const float* offset = nullptr;
  bool is_identity() const { return gain == nullptr && value.activation.is_none(); }
};

// to[row · channels + c] = y(from[row · channels + c]). `to` may equal `from`.
void transform_values(const ValueTransform& transform, const float* from, std::int64_t rows,
                      std::int64_t channels, float* to);

// The same for gradients. `stored` is z (or, without `gain`, the activated value); `gradient` is dLoss/dy.
void transform_gradients(const GradientTransform& transform, const float* stored, const float* gradient,
                         std::int64_t rows, std::int64_t channels, float* to);

// Running moments of each channel over `count` rows: the mean, and the sum of squared distances from it
// (Chan, Golub, LeVeque 1979). Within one call, sums are float and relative to the first row; over several
// calls they are double.
struct Moments {
  std::int64_t count = 0;
  double* mean = nullptr;    // [channels]
  double* spread = nullptr;  // [channels]
};
void add_moments(const float* values, std::int64_t rows, std::int64_t channels, Moments& moments);
// Adds the moments `right` to `left`.
void combine_moments(const Moments& right, std::int64_t channels, Moments& left);

// The sums per channel that the backward pass of a batch norm needs: Σ g and Σ g · (z − mean).
struct GradientSums {
  const float* mean = nullptr;  // [channels]
  double* sum = nullptr;        // [channels]
  double* centered = nullptr;   // [channels]
};
void add_gradient_sums(const ValueTransform& transform, const float* stored, const float* gradient,
                       std::int64_t rows, std::int64_t channels, const GradientSums& sums);

// gradient[row · channels + c] *= activation'(activated[…]); sums[c] += Σ of the results, in float.
void pass_gradients(const Activation& activation, const float* activated, std::int64_t rows,
                    std::int64_t channels, float* gradient, float* sums);

// sums[c] += Σ over rows, in float.
void add_column_sums(const float* values, std::int64_t rows, std::int64_t stride, std::int64_t channels,
                     float* sums);

// to[i] = activation(left[i] + right[i])
void add_values(const float* left, const float* right, std::int64_t count, const Activation& activation,
                float* to);

// If from[i] is larger than best[i] or NaN: best[i] = from[i] and winners[i] = first + i.
void take_larger(const float* from, std::int32_t first, std::int64_t count, float* best,
                 std::int32_t* winners);

// to[i] += from[i]
void accumulate(const float* from, std::int64_t count, float* to);

}  // namespace tinsmith::kernels
