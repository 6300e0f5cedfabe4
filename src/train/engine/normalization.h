// train/engine/normalization.h — one batch norm with the activation behind it, through a step: the batch's
// statistics become a scale and a shift forwards, and the gradient's sums become the transform of the way
// back.
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

  // Whoever gathers the batch's statistics or the gradient's sums puts them here, [channels] each.
  float* mean() { return piece(Piece::Mean); }
  float* variance() { return piece(Piece::Variance); }
  float* gradient_sum() { return piece(Piece::GradientSum); }
  float* gradient_centered() { return piece(Piece::GradientCentered); }

  // From mean() and variance() over `rows` values a channel, which become those of all ranks; moves the
  // running statistics.
  void settle_training(std::int64_t rows, ranks::Ranks* ranks);
  // From the running statistics.
  void settle_inference();
  kernels::ValueTransform value() const;

  // From gradient_sum() and gradient_centered(), which become those of all ranks; writes the gradients of
  // gamma and beta.
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
  float *gamma_gradient_, *beta_gradient_;  // none where frozen
  float *running_mean_, *running_variance_;
  std::vector<float> memory_;
  std::int64_t rows_ = 0;          // of the training step, in all ranks
  std::vector<double> own_, all_;  // what ranks tell each other
};

}  // namespace tinsmith::train
