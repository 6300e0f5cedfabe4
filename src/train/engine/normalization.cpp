#include "train/engine/normalization.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::train {

Normalization::Normalization(const graph::Operator& batch_norm, const kernels::Activation& activation,
                             std::int64_t channels, Parameters& parameters)
    : channels_(static_cast<std::size_t>(channels)),
      attributes_(*batch_norm.as<graph::BatchNorm>()),
      activation_(activation),
      gamma_(parameters.value(batch_norm.inputs[1])),
      beta_(parameters.value(batch_norm.inputs[2])),
      gamma_gradient_(parameters.gradient(batch_norm.inputs[1])),
      beta_gradient_(parameters.gradient(batch_norm.inputs[2])),
      running_mean_(parameters.statistic(batch_norm.inputs[3])),
      running_variance_(parameters.statistic(batch_norm.inputs[4])),
      memory_(channels_ * static_cast<std::size_t>(Piece::Count)) {}

void Normalization::settle_scale(const float* mean, const float* variance) {
  for (std::size_t c = 0; c < channels_; ++c) {
    const double inverse =
        1 / std::sqrt(static_cast<double>(variance[c]) + static_cast<double>(attributes_.epsilon));
    const double scale = static_cast<double>(gamma_[c]) * inverse;
    piece(Piece::InverseDeviation)[c] = static_cast<float>(inverse);
    piece(Piece::Scale)[c] = static_cast<float>(scale);
    piece(Piece::Shift)[c] =
        static_cast<float>(static_cast<double>(beta_[c]) - static_cast<double>(mean[c]) * scale);
  }
}

// Combines the row counts, means and variances of all ranks in the order of ranks.
void Normalization::gather_moments(ranks::Ranks& ranks) {
  const auto count = static_cast<std::size_t>(ranks.count()), part = 2 * channels_ + 1;
  own_.resize(part);
  all_.resize(count * part);
  own_[0] = static_cast<double>(rows_);
  std::copy_n(mean(), channels_, own_.data() + 1);
  std::copy_n(variance(), channels_, own_.data() + 1 + channels_);
  ranks.gather(std::span<const double>(own_), all_);
  const auto moments_of = [&](std::size_t rank) {
    double* of_rank = all_.data() + rank * part;
    kernels::Moments moments{static_cast<std::int64_t>(of_rank[0]), of_rank + 1, of_rank + 1 + channels_};
    for (std::size_t c = 0; c < channels_; ++c) moments.spread[c] *= of_rank[0];
    return moments;
  };
  std::fill(own_.begin(), own_.end(), 0.0);
  kernels::Moments total{0, own_.data() + 1, own_.data() + 1 + channels_};
  for (std::size_t rank = 0; rank < count; ++rank)
    kernels::combine_moments(moments_of(rank), static_cast<std::int64_t>(channels_), total);
  rows_ = total.count;
  for (std::size_t c = 0; c < channels_; ++c) {
    mean()[c] = static_cast<float>(total.mean[c]);
    variance()[c] = static_cast<float>(total.spread[c] / static_cast<double>(rows_));
  }
}

void Normalization::gather_sums(ranks::Ranks& ranks) {
  const auto count = static_cast<std::size_t>(ranks.count()), part = 2 * channels_;
  own_.resize(part);
  all_.resize(count * part);
  std::copy_n(gradient_sum(), channels_, own_.data());
  std::copy_n(gradient_centered(), channels_, own_.data() + channels_);
  ranks.gather(std::span<const double>(own_), all_);
  for (std::size_t i = 0; i < part; ++i) {
    double sum = 0;
    for (std::size_t rank = 0; rank < count; ++rank) sum += all_[rank * part + i];
    (i < channels_ ? gradient_sum()[i] : gradient_centered()[i - channels_]) = static_cast<float>(sum);
  }
}

void Normalization::settle_training(std::int64_t rows, ranks::Ranks* ranks) {
  rows_ = rows;
  if (ranks != nullptr) gather_moments(*ranks);
  settle_scale(mean(), variance());
  // A single value per channel has no unbiased variance. PyTorch reports an error; Keras keeps the batch's
  // variance, as here.
  const float unbiased = rows_ > 1 ? static_cast<float>(rows_) / static_cast<float>(rows_ - 1) : 1;
  const float keep = attributes_.momentum, take = 1 - attributes_.momentum;
  for (std::size_t c = 0; c < channels_; ++c) {
    running_mean_[c] = keep * running_mean_[c] + take * mean()[c];
    running_variance_[c] = keep * running_variance_[c] + take * unbiased * variance()[c];
  }
}

void Normalization::settle_inference() {
  settle_scale(running_mean_, running_variance_);
}

kernels::ValueTransform Normalization::value() const {
  return {piece(Piece::Scale), piece(Piece::Shift), activation_};
}

// With x̂ = (z − mean) · r and r = 1 / √(variance + ε), over n values (Ioffe, Szegedy 2015, §3):
//   dz = γ · r · (g − Σ g / n − x̂ · Σ (g · x̂) / n),   Σ g · x̂ = r · Σ g · (z − mean).
void Normalization::settle_gradient(ranks::Ranks* ranks) {
  if (ranks != nullptr) gather_sums(*ranks);
  const double n = static_cast<double>(rows_);
  for (std::size_t c = 0; c < channels_; ++c) {
    const double r = static_cast<double>(piece(Piece::InverseDeviation)[c]);
    const double sum = static_cast<double>(gradient_sum()[c]);
    const double normalized_sum = r * static_cast<double>(gradient_centered()[c]);
    const double gain = static_cast<double>(gamma_[c]) * r;
    const double pull = -gain * r * normalized_sum / n;
    piece(Piece::Gain)[c] = static_cast<float>(gain);
    piece(Piece::Pull)[c] = static_cast<float>(pull);
    piece(Piece::Offset)[c] = static_cast<float>(-gain * sum / n - pull * static_cast<double>(mean()[c]));
    if (gamma_gradient_ != nullptr) gamma_gradient_[c] = static_cast<float>(normalized_sum);
    if (beta_gradient_ != nullptr) beta_gradient_[c] = static_cast<float>(sum);
  }
}

kernels::GradientTransform Normalization::gradient() const {
  return {value(), piece(Piece::Gain), piece(Piece::Pull), piece(Piece::Offset)};
}

}  // namespace tinsmith::train
