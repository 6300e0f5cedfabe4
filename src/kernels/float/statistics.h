// kernels/float/statistics.h — statistics of a batch per channel, where no layer gathers them itself.
#pragma once

#include "base/thread_pool.h"
#include "kernels/float/transform.h"
#include "kernels/float/workspace.h"

namespace tinsmith::kernels {

WorkspaceSize statistics_workspace(std::int64_t channels);

// Computes the mean and the variance (divided by n) of each channel.
void batch_moments(const float* values, std::int64_t rows, std::int64_t channels, ThreadPool& pool,
                   const Workspace& workspace, float* mean, float* variance);

// Computes Σ g and Σ g · (z − mean), as add_gradient_sums does.
void batch_gradient_sums(const ValueTransform& transform, const float* stored, const float* gradient,
                         const float* mean, std::int64_t rows, std::int64_t channels, ThreadPool& pool,
                         const Workspace& workspace, float* sum, float* centered);

}  // namespace tinsmith::kernels
