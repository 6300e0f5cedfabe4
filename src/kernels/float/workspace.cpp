#include "kernels/float/workspace.h"

#include <algorithm>

namespace tinsmith::kernels {

std::int64_t slice_begin(std::int64_t count, std::int64_t slices, std::int64_t index, std::int64_t unit) {
  const std::int64_t units = (count + unit - 1) / unit;
  return std::min(count, units * index / slices * unit);
}

SliceStatistics::SliceStatistics(BumpAllocator& shared, std::int64_t slices, std::int64_t channels)
    : slices_(slices),
      channels_(channels),
      first_(shared.take<double>(slices * channels)),
      second_(shared.take<double>(slices * channels)),
      counts_(shared.take<std::int64_t>(slices)) {}

Moments SliceStatistics::begin_moments(std::int64_t slice) const {
  Moments moments{0, first_ + slice * channels_, second_ + slice * channels_};
  std::fill_n(moments.mean, channels_, 0.0);
  std::fill_n(moments.spread, channels_, 0.0);
  return moments;
}

void SliceStatistics::end_moments(std::int64_t slice, const Moments& moments) const {
  counts_[slice] = moments.count;
}

void SliceStatistics::combine_moments(float* mean, float* variance) const {
  Moments total{counts_[0], first_, second_};
  for (std::int64_t slice = 1; slice < slices_; ++slice)
    kernels::combine_moments({counts_[slice], first_ + slice * channels_, second_ + slice * channels_},
                             channels_, total);
  for (std::int64_t c = 0; c < channels_; ++c) {
    mean[c] = static_cast<float>(total.mean[c]);
    variance[c] = static_cast<float>(total.spread[c] / static_cast<double>(total.count));
  }
}

GradientSums SliceStatistics::begin_sums(std::int64_t slice, const float* mean) const {
  const GradientSums sums{mean, first_ + slice * channels_, second_ + slice * channels_};
  std::fill_n(sums.sum, channels_, 0.0);
  std::fill_n(sums.centered, channels_, 0.0);
  return sums;
}

void SliceStatistics::combine_sums(float* sum, float* centered) const {
  for (std::int64_t c = 0; c < channels_; ++c) {
    double first = 0, second = 0;
    for (std::int64_t slice = 0; slice < slices_; ++slice) {
      first += first_[slice * channels_ + c];
      second += second_[slice * channels_ + c];
    }
    sum[c] = static_cast<float>(first);
    centered[c] = static_cast<float>(second);
  }
}

}  // namespace tinsmith::kernels
