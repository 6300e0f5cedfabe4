#include "kernels/float/statistics.h"

#include <algorithm>

#include "kernels/float/depthwise_rows.h"

namespace tinsmith::kernels {
namespace {

constexpr std::int64_t kSlices = 16;

// Calls visit(first row, rows) for each piece of a slice.
template <class Visit>
void for_each_piece(std::int64_t rows, std::int64_t slice, Visit&& visit) {
  const std::int64_t end = slice_begin(rows, kSlices, slice + 1, 1);
  for (std::int64_t row = slice_begin(rows, kSlices, slice, 1); row < end; row += kSumRows)
    visit(row, std::min(kSumRows, end - row));
}

}  // namespace

WorkspaceSize statistics_workspace(std::int64_t channels) {
  BumpAllocator shared;
  SliceStatistics(shared, kSlices, channels);
  return {shared.used_bytes(), 0};
}

void batch_moments(const float* values, std::int64_t rows, std::int64_t channels, ThreadPool& pool,
                   const Workspace& workspace, float* mean, float* variance) {
  BumpAllocator shared(workspace.shared);
  const SliceStatistics statistics(shared, kSlices, channels);
  pool.run(kSlices, [&](std::int64_t slice, int) {
    Moments moments = statistics.begin_moments(slice);
    for_each_piece(rows, slice, [&](std::int64_t first, std::int64_t count) {
      add_moments(values + first * channels, count, channels, moments);
    });
    statistics.end_moments(slice, moments);
  });
  statistics.combine_moments(mean, variance);
}

void batch_gradient_sums(const ValueTransform& transform, const float* stored, const float* gradient,
                         const float* mean, std::int64_t rows, std::int64_t channels, ThreadPool& pool,
                         const Workspace& workspace, float* sum, float* centered) {
  BumpAllocator shared(workspace.shared);
  const SliceStatistics statistics(shared, kSlices, channels);
  pool.run(kSlices, [&](std::int64_t slice, int) {
    const GradientSums sums = statistics.begin_sums(slice, mean);
    for_each_piece(rows, slice, [&](std::int64_t first, std::int64_t count) {
      add_gradient_sums(transform, stored + first * channels, gradient + first * channels, count, channels,
                        sums);
    });
  });
  statistics.combine_sums(sum, centered);
}

}  // namespace tinsmith::kernels
