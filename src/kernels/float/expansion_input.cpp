// Implements ExpansionInput of kernels/float/expansion.h.
#include <algorithm>

#include "kernels/float/expansion.h"
#include "kernels/float/matrix.h"

namespace tinsmith::kernels {
namespace {

constexpr std::int64_t kTileSlices = 16;
constexpr std::int64_t kTileRows = 8 * kBlockRows;  // pixels that are summed in float before double
constexpr std::int64_t kTaskChannels = 16;          // channels per task, of the wide side

// Calls visit(first pixel, pixels) for each tile of a slice.
template <class Visit>
void for_each_tile(std::int64_t rows, std::int64_t slice, Visit&& visit) {
  const std::int64_t end = slice_begin(rows, kTileSlices, slice + 1, kTileRows);
  for (std::int64_t row = slice_begin(rows, kTileSlices, slice, kTileRows); row < end; row += kTileRows)
    visit(row, std::min(kTileRows, end - row));
}

std::int64_t outer_floats(std::int64_t channels) {
  return rounded_up(channels, kBlockRows) * rounded_up(channels, kStrideUnit);
}

}  // namespace

CenteredReading::CenteredReading(const ValueTransform& reading, const float* mean, std::int64_t channels,
                                 float* memory)
    : first_(reading), channels_(channels) {
  if (mean == nullptr) return;
  float *scale = memory, *shift = memory + channels;
  const bool is_linear = reading.activation.is_none();  // both transforms are then one
  for (std::int64_t c = 0; c < channels; ++c) {
    scale[c] = is_linear && reading.scale != nullptr ? reading.scale[c] : 1;
    shift[c] = (is_linear && reading.scale != nullptr ? reading.shift[c] : 0) - mean[c];
  }
  (is_linear ? first_ : second_) = {scale, shift, {}};
}

void CenteredReading::operator()(const float* from, std::int64_t rows, float* to) const {
  transform_values(first_, from, rows, channels_, to);
  if (second_.scale != nullptr) transform_values(second_, to, rows, channels_, to);
}

struct ExpansionInput::Shared {
  Shared(const ExpansionInput& of, BumpAllocator& allocator)
      : origin(allocator.take<float>(of.channels_)),
        centering(allocator.take<float>(2 * of.channels_)),
        sums(allocator.take<double>(kTileSlices * of.channels_)),
        products(allocator.take<double>(kTileSlices * of.channels_ * of.channels_)),
        pull(allocator.take<float>(of.channels_ * of.channels_)),
        packed(allocator.take<float>(packed_floats(of.channels_, of.channels_))),
        constant(allocator.take<float>(of.channels_)),
        statistics(allocator, kTileSlices, of.channels_) {}
  float* origin;  // near the mean, so that little precision is lost around it
  float* centering;
  double* sums;  // per slice, relative to origin; the total is in the first slice
  double* products;
  float *pull, *packed;  // Wᵀ pull W
  float* constant;       // Wᵀ (pull · mean(z) + offset)
  SliceStatistics statistics;
};

struct ExpansionInput::Tile {
  Tile(const ExpansionInput& of, BumpAllocator& allocator)
      : rows(allocator.take<float>(kTileRows * of.channels_ + kReadBeyond)),
        products(allocator.take<float>(outer_floats(of.channels_))),
        sums(allocator.take<float>(of.channels_)),
        spread(allocator.take<double>(of.channels_)) {}
  float* rows;
  float *products, *sums;
  double* spread;
};

ExpansionInput::ExpansionInput(const ExpansionShape& shape)
    : pixels_(shape.pixels()), channels_(shape.input_channels), expanded_(shape.expanded()) {}

WorkspaceSize ExpansionInput::workspace_size() const {
  BumpAllocator shared, worker;
  Shared(*this, shared);
  Tile(*this, worker);
  return {shared.used_bytes(), worker.used_bytes()};
}

void ExpansionInput::set_origin(const LayerForward& step, const Workspace& workspace,
                                const Shared& shared) const {
  BumpAllocator own(workspace.worker(0));
  const Tile tile(*this, own);
  const std::int64_t rows = std::min(kTileRows, step.batch * pixels_);
  transform_values(step.reading, step.input, rows, channels_, tile.rows);
  std::fill_n(shared.origin, channels_, 0.0f);
  add_column_sums(tile.rows, rows, channels_, channels_, shared.origin);
  for (std::int64_t c = 0; c < channels_; ++c) shared.origin[c] /= static_cast<float>(rows);
}

void ExpansionInput::sum_slice(const LayerForward& step, const CenteredReading& read, const Shared& shared,
                               const Tile& tile, std::int64_t slice) const {
  const std::int64_t stride = rounded_up(channels_, kStrideUnit);
  double* sums = shared.sums + slice * channels_;
  double* products = shared.products + slice * channels_ * channels_;
  std::fill_n(sums, channels_, 0.0);
  std::fill_n(products, channels_ * channels_, 0.0);
  for_each_tile(step.batch * pixels_, slice, [&](std::int64_t first, std::int64_t rows) {
    read(step.input + first * channels_, rows, tile.rows);
    std::fill_n(tile.sums, channels_, 0.0f);
    add_column_sums(tile.rows, rows, channels_, channels_, tile.sums);
    add_outer_products({.left = tile.rows,
                        .left_stride = channels_,
                        .left_columns = channels_,
                        .right = tile.rows,
                        .right_stride = channels_,
                        .right_columns = channels_,
                        .rows = rows,
                        .adds = false,
                        .sums = tile.products,
                        .sums_stride = stride});
    for (std::int64_t i = 0; i < channels_; ++i) {
      sums[i] += static_cast<double>(tile.sums[i]);
      for (std::int64_t j = 0; j < channels_; ++j)
        products[i * channels_ + j] += static_cast<double>(tile.products[i * stride + j]);
    }
  });
}

// Writes C into the first slice's products, and the input's mean into `moments`.
void ExpansionInput::combine_slices(std::int64_t rows, const Shared& shared, const Moments& moments) const {
  const std::int64_t square = channels_ * channels_;
  for (std::int64_t slice = 1; slice < kTileSlices; ++slice) {
    for (std::int64_t i = 0; i < channels_; ++i) shared.sums[i] += shared.sums[slice * channels_ + i];
    for (std::int64_t i = 0; i < square; ++i) shared.products[i] += shared.products[slice * square + i];
  }
  const auto n = static_cast<double>(rows);
  for (std::int64_t i = 0; i < channels_; ++i) {
    moments.input_mean[i] = static_cast<float>(static_cast<double>(shared.origin[i]) + shared.sums[i] / n);
    for (std::int64_t j = 0; j < channels_; ++j)
      shared.products[i * channels_ + j] -= shared.sums[i] * shared.sums[j] / n;
  }
}

void ExpansionInput::gather_moments(const LayerForward& step, const float* weights, ThreadPool& pool,
                                    const Workspace& workspace, const Moments& moments) const {
  BumpAllocator allocator(workspace.shared);
  const Shared shared(*this, allocator);
  set_origin(step, workspace, shared);
  const CenteredReading read(step.reading, shared.origin, channels_, shared.centering);
  run_slices(pool, kTileSlices, step.from_the_end, [&](std::int64_t slice, int worker) {
    BumpAllocator own(workspace.worker(worker));
    sum_slice(step, read, shared, Tile(*this, own), slice);
  });
  const std::int64_t rows = step.batch * pixels_;
  combine_slices(rows, shared, moments);
  pool.run((expanded_ + kTaskChannels - 1) / kTaskChannels, [&](std::int64_t task, int worker) {
    BumpAllocator own(workspace.worker(worker));
    const Tile tile(*this, own);
    const std::int64_t end = std::min(expanded_, (task + 1) * kTaskChannels);
    for (std::int64_t c = task * kTaskChannels; c < end; ++c) {
      const float* row = weights + c * channels_;
      std::fill_n(tile.spread, channels_, 0.0);
      double mean = 0, variance = 0;
      for (std::int64_t i = 0; i < channels_; ++i) {
        const auto weight = static_cast<double>(row[i]);
        mean += weight * static_cast<double>(moments.input_mean[i]);
        for (std::int64_t j = 0; j < channels_; ++j)
          tile.spread[j] += weight * shared.products[i * channels_ + j];
      }
      for (std::int64_t i = 0; i < channels_; ++i) {
        variance += static_cast<double>(row[i]) * tile.spread[i];
        moments.spread[c * channels_ + i] = static_cast<float>(tile.spread[i]);
      }
      moments.mean[c] = static_cast<float>(mean);
      moments.variance[c] = static_cast<float>(std::max(0.0, variance) / static_cast<double>(rows));
    }
  });
}

// Computes and packs Wᵀ pull W and the constant term, in double. The first slice's sums serve as memory.
void ExpansionInput::pack_pull(const Expansion& expansion, const Gradients& gradients,
                               const Shared& shared) const {
  const GradientTransform& transform = gradients.transform;
  std::fill_n(shared.products, channels_ * channels_, 0.0);
  std::fill_n(shared.sums, channels_, 0.0);
  for (std::int64_t c = 0; c < expanded_; ++c) {
    const float* row = expansion.weights + c * channels_;
    const auto pull = static_cast<double>(transform.pull[c]);
    const double constant =
        pull * static_cast<double>(gradients.mean[c]) + static_cast<double>(transform.offset[c]);
    for (std::int64_t i = 0; i < channels_; ++i) {
      const double weight = pull * static_cast<double>(row[i]);
      shared.sums[i] += constant * static_cast<double>(row[i]);
      for (std::int64_t j = 0; j < channels_; ++j)
        shared.products[i * channels_ + j] += weight * static_cast<double>(row[j]);
    }
  }
  std::copy_n(shared.products, channels_ * channels_, shared.pull);
  std::copy_n(shared.sums, channels_, shared.constant);
  for (std::int64_t panel = 0; panel < panel_count(channels_); ++panel)
    pack_panel({shared.pull, channels_, 1, channels_, channels_}, panel, shared.packed);
}

void ExpansionInput::finish_gradients(const LayerBackward& step, const Expansion& expansion,
                                      const Gradients& gradients, ThreadPool& pool,
                                      const Workspace& workspace) const {
  if (gradients.weight_gradient != nullptr)
    for (std::int64_t c = 0, i = 0; c < expanded_; ++c)
      for (const std::int64_t end = i + channels_; i < end; ++i)
        gradients.weight_gradient[i] = gradients.transform.gain[c] * gradients.products[i] +
                                       gradients.transform.pull[c] * gradients.spread[i];
  if (step.input_gradient == nullptr) return;
  BumpAllocator allocator(workspace.shared);
  const Shared shared(*this, allocator);
  pack_pull(expansion, gradients, shared);
  const CenteredReading read(step.reading, expansion.input_mean, channels_, shared.centering);
  run_slices(pool, kTileSlices, step.from_the_end, [&](std::int64_t slice, int worker) {
    BumpAllocator own(workspace.worker(worker));
    const Tile tile(*this, own);
    const GradientSums sums = shared.statistics.begin_sums(slice, step.input_mean);
    for_each_tile(step.batch * pixels_, slice, [&](std::int64_t first, std::int64_t rows) {
      const float* input = step.input + first * channels_;
      float* gradient = step.input_gradient + first * channels_;
      read(input, rows, tile.rows);
      multiply({.left = tile.rows,
                .left_stride = channels_,
                .packed = shared.packed,
                .bias = shared.constant,
                .adds = true,
                .to = gradient,
                .to_stride = channels_,
                .rows = rows,
                .depth = channels_,
                .columns = channels_});
      if (step.input_gradient_sum != nullptr)
        add_gradient_sums(step.reading, input, gradient, rows, channels_, sums);
    });
  });
  if (step.input_gradient_sum != nullptr)
    shared.statistics.combine_sums(step.input_gradient_sum, step.input_gradient_centered);
}

}  // namespace tinsmith::kernels
