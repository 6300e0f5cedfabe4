// train/engine/normalization.h — one batch norm and the activation after it during a step. The forward
// pass turns the batch's statistics into a scale and a shift; the backward pass turns the gradient's sums
// into a transform.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"
#include "kernels/float/transform.h"
#include "ranks/ranks.h"
#include "train/engine/parameters.h"

namespace tinsmith::train {

class Normalization {
 public:
  Normalization(const graph::Operator& batch_norm, const kernels::Activation& activation,
                std::int64_t channels, Parameters& parameters);

  std::size_t channels() const { return channels_; }

  // Buffers of [channels] values for the batch's statistics and the gradient's sums; the step that computes
  // them writes them here.
  float* mean() { return piece(Piece::Mean); }
  float* variance() { return piece(Piece::Variance); }
  float* gradient_sum() { return piece(Piece::GradientSum); }
  float* gradient_centered() { return piece(Piece::GradientCentered); }

  // Combines mean() and variance(), which are over `rows` values per channel, over all ranks; computes the
  // scale and shift from them, and updates the running statistics.
  void settle_training(std::int64_t rows, ranks::Ranks* ranks);
  // Computes the scale and shift from the running statistics.
  void settle_inference();
  kernels::ValueTransform value() const;

  // Computes the gradient's transform from gradient_sum() and gradient_centered(), after summing them over
  // all ranks, and writes the gradients of gamma and beta.
  void settle_gradient(ranks::Ranks* ranks);
  kernels::GradientTransform gradient() const;

 private:
  enum class Piece : std::uint8_t {
    Mean,
    Variance,
    InverseDeviation,
    Scale,
    Shift,
    GradientSum,
    GradientCentered,
    Gain,
    Pull,
    Offset,
    Count
  };
  float* piece(Piece which) { return memory_.data() + static_cast<std::size_t>(which) * channels_; }
  const float* piece(Piece which) const {
    return memory_.data() + static_cast<std::size_t>(which) * channels_;
  }
  void settle_scale(const float* mean, const float* variance);
  void gather_moments(ranks::Ranks& ranks);
  void gather_sums(ranks::Ranks& ranks);

  std::size_t channels_;
  graph::BatchNorm attributes_;
  kernels::Activation activation_;
  const float *gamma_, *beta_;
  float *gamma_gradient_, *beta_gradient_;  // null if frozen
  float *running_mean_, *running_variance_;
  std::vector<float> memory_;
  std::int64_t rows_ = 0;          // rows of the training step, over all ranks
  std::vector<double> own_, all_;  // buffers for data exchanged between ranks
};

}  // namespace tinsmith::train
