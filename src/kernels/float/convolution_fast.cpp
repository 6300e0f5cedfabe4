// Convolution as matrix products over blocks of output pixels that fit into the cache. The windows of a block
// are gathered through batch norm and activation, multiplied, and discarded.
#include <algorithm>
#include <bit>
#include <cstring>

#include "kernels/float/depthwise_rows.h"
#include "kernels/float/gather.h"
#include "kernels/float/layer.h"
#include "kernels/float/matrix.h"
#include "kernels/float/window_blocks.h"

namespace tinsmith::kernels {
namespace {

// Max number of slices of a batch. With large weights there are fewer, because each slice has its own sum
// of weight gradients.
constexpr std::int64_t kMaxSlices = 16;
constexpr std::int64_t kSliceSums_floats = std::int64_t{1} << 20;
constexpr std::int64_t kMinSlices = 4;
constexpr std::int64_t kSliceRows = 64;  // min number of rows per slice, for 1x1 filters
// Size of a block's windows and output gradients together: a part of the second-level cache.
constexpr std::int64_t kBlock_floats = 16384;
constexpr std::int64_t kMaxBlockRows = 192;
constexpr std::int64_t kMinBlockRows = 24;
constexpr std::int64_t kReducedRows = 16;  // number of weight rows that one task sums over the slices

std::int64_t block_rows(std::int64_t floats_per_row) {
  return std::clamp(kBlock_floats / floats_per_row / kBlockRows * kBlockRows, kMinBlockRows, kMaxBlockRows);
}

// With a stride of 1, dLoss/dInput is also a convolution: of dLoss/dOutput, with the filter rotated by 180°.
WindowShape turned(const WindowShape& shape) {
  WindowShape back = shape;
  std::swap(back.input_height, back.output_height);
  std::swap(back.input_width, back.output_width);
  std::swap(back.input_channels, back.output_channels);
  back.padding_top = (shape.filter_height - 1) * shape.dilation_height - shape.padding_top;
  back.padding_left = (shape.filter_width - 1) * shape.dilation_width - shape.padding_left;
  return back;
}

class Convolution final : public Layer {
 public:
  explicit Convolution(const WindowShape& shape)
      : shape_(shape),
        is_pointwise_(shape.filter_height == 1 && shape.filter_width == 1 && shape.stride_height == 1 &&
                      shape.stride_width == 1 && shape.input_height == shape.output_height &&
                      shape.input_width == shape.output_width),
        picture_(std::int64_t{shape.output_height} * shape.output_width),
        input_picture_(std::int64_t{shape.input_height} * shape.input_width),
        depth_(std::int64_t{shape.filter_height} * shape.filter_width * shape.input_channels),
        columns_(shape.output_channels),
        block_rows_(block_rows(depth_ + columns_)) {
    if (is_pointwise_) return;
    windows_ = WindowBlocks(shape, block_rows_);
    if (shape.stride_height != 1 || shape.stride_width != 1) return;
    const WindowShape back = turned(shape);
    turned_ = WindowBlocks(back, block_rows(columns_ * depth_ / shape.input_channels));
  }

  WorkspaceSize workspace_size(std::int64_t batch) const override {
    BumpAllocator shared, worker;
    Shared(*this, shared, batch);
    Tile(*this, worker);
    return {shared.used_bytes(), worker.used_bytes()};
  }

  std::int64_t packed_floats() const override { return kernels::packed_floats(depth_, columns_); }
  void pack(const float* weights, float* packed) const override {
    const MatrixView matrix = forward_matrix(weights);
    for (std::int64_t panel = 0; panel < panel_count(columns_); ++panel) pack_panel(matrix, panel, packed);
  }

  void forward(const LayerForward& step, ThreadPool& pool, const Workspace& workspace) const override {
    BumpAllocator allocator(workspace.shared);
    const Shared shared(*this, allocator, step.batch);
    const float* packed = step.packed != nullptr ? step.packed : shared.packed;
    if (step.packed == nullptr) pack_panels(forward_matrix(step.weights), shared.packed, pool);
    run_slices(pool, slices(step.batch), step.from_the_end, [&](std::int64_t slice, int worker) {
      BumpAllocator own(workspace.worker(worker));
      Tile tile(*this, own);
      forward_slice(step, shared, packed, tile, slice);
    });
    if (step.mean != nullptr) shared.output_statistics.combine_moments(step.mean, step.variance);
  }

  void backward(const LayerBackward& step, ThreadPool& pool, const Workspace& workspace) const override {
    BumpAllocator allocator(workspace.shared);
    const Shared shared(*this, allocator, step.batch);
    if (step.input_gradient != nullptr) pack_back(step.weights, shared, pool);
    run_slices(pool, slices(step.batch), step.from_the_end, [&](std::int64_t slice, int worker) {
      BumpAllocator own(workspace.worker(worker));
      Tile tile(*this, own);
      backward_slice(step, shared, tile, slice);
    });
    if (step.input_gradient_sum != nullptr)
      shared.input_statistics.combine_sums(step.input_gradient_sum, step.input_gradient_centered);
    if (step.weight_gradient != nullptr)
      pool.run((columns_ + kReducedRows - 1) / kReducedRows, [&](std::int64_t part, int) {
        reduce_weights(step, shared, part * kReducedRows, std::min(columns_, (part + 1) * kReducedRows));
      });
    if (step.bias_gradient != nullptr) reduce_bias(step, shared);
  }

 private:
  struct Shared {
    Shared(const Convolution& of, BumpAllocator& allocator, std::int64_t batch)
        : packed(allocator.take<float>(of.packed_floats())),
          packed_back(allocator.take<float>(
              of.has_turned() ? kernels::packed_floats(of.turned_.depth(), of.shape_.input_channels)
                              : kernels::packed_floats(of.columns_, of.depth_))),
          turned(allocator.take<float>(of.has_turned() ? of.columns_ * of.depth_ : 0)),
          sums(allocator.take<float>(of.slices(batch) * of.sums_floats())),
          bias_sums(allocator.take<float>(of.slices(batch) * of.columns_)),
          output_statistics(allocator, of.slices(batch), of.columns_),
          input_statistics(allocator, of.slices(batch), of.shape_.input_channels) {}
    float* packed;
    float* packed_back;
    float* turned;  // weights, [height, width, out, in], in reverse order within each filter
    float* sums;    // one weight gradient per slice, with padded rows
    float* bias_sums;
    SliceStatistics output_statistics, input_statistics;
  };
  struct Tile {
    Tile(const Convolution& of, BumpAllocator& allocator)
        : rows(allocator.take<float>(of.is_pointwise_ ? of.block_rows_ * of.depth_ + kReadBeyond : 0)),
          gradients(allocator.take<float>(of.block_rows_ * of.columns_ + kReadBeyond)),
          window_gradients(allocator.take<float>(of.is_scattered() ? of.block_rows_ * of.depth_ : 0)),
          windows(of.windows_, allocator),
          turned(of.turned_, allocator) {}
    float* rows;
    float* gradients;
    float* window_gradients;
    WindowBlocks::Memory windows, turned;
  };

  bool has_turned() const { return turned_.rows() > 0; }
  // With a stride above 1, window gradients are added to the pixels that the windows were gathered from.
  bool is_scattered() const { return !is_pointwise_ && !has_turned(); }

  std::int64_t depth_stride() const { return is_pointwise_ ? depth_ : windows_.stride(); }  // of windows
  std::int64_t sums_stride() const { return rounded_up(depth_, kStrideUnit); }
  std::int64_t sums_floats() const { return rounded_up(columns_, kBlockRows) * sums_stride(); }

  // Filters larger than one pixel are divided between pictures, so that slices share no input pixel.
  std::int64_t unit() const { return is_pointwise_ ? kBlockRows : picture_; }
  std::int64_t slices(std::int64_t batch) const {
    const std::int64_t possible =
        is_pointwise_ ? std::max<std::int64_t>(1, batch * picture_ / kSliceRows) : batch;
    const std::int64_t affordable = std::clamp(kSliceSums_floats / sums_floats(), kMinSlices, kMaxSlices);
    const auto limit = static_cast<std::uint64_t>(std::min(possible, affordable));
    return static_cast<std::int64_t>(std::bit_floor(limit));
  }
  std::int64_t begin_of(std::int64_t batch, std::int64_t slice) const {
    return slice_begin(batch * picture_, slices(batch), slice, unit());
  }

  // Returns the windows of output pixels [first, first + rows) as [rows, depth_stride()].
  const float* gathered(const float* input, std::int64_t batch, const ValueTransform& reading,
                        std::int64_t first, std::int64_t rows, Tile& tile) const {
    if (is_pointwise_) {
      transform_values(reading, input + first * depth_, rows, depth_, tile.rows);
      return tile.rows;
    }
    if (reading.is_identity())
      windows_.gather_plain(first, rows, input, batch, tile.windows);
    else
      windows_.gather(
          first, rows,
          [&](std::int64_t pixel, std::int64_t pixels, float* to) {
            transform_values(reading, input + pixel * shape_.input_channels, pixels, shape_.input_channels,
                             to);
          },
          tile.windows);
    return tile.windows.windows;
  }

  MatrixView forward_matrix(const float* weights) const { return {weights, 1, depth_, depth_, columns_}; }
  static void pack_panels(const MatrixView& matrix, float* packed, ThreadPool& pool) {
    pool.run(panel_count(matrix.columns),
             [&](std::int64_t panel, int) { pack_panel(matrix, panel, packed); });
  }
  void pack_back(const float* weights, const Shared& shared, ThreadPool& pool) const {
    if (!has_turned()) return pack_panels({weights, depth_, 1, columns_, depth_}, shared.packed_back, pool);
    const std::int64_t channels = shape_.input_channels, taps = depth_ / channels;
    pool.run(taps, [&](std::int64_t tap, int) {
      for (std::int64_t column = 0; column < columns_; ++column)
        std::copy_n(weights + column * depth_ + (taps - 1 - tap) * channels, channels,
                    shared.turned + (tap * columns_ + column) * channels);
    });
    pack_panels({shared.turned, channels, 1, turned_.depth(), channels}, shared.packed_back, pool);
  }

  void forward_slice(const LayerForward& step, const Shared& shared, const float* packed, Tile& tile,
                     std::int64_t slice) const {
    Moments moments = shared.output_statistics.begin_moments(slice);
    const std::int64_t end = begin_of(step.batch, slice + 1);
    for (std::int64_t first = begin_of(step.batch, slice); first < end; first += block_rows_) {
      const std::int64_t rows = std::min(block_rows_, end - first);
      float* to = step.output + first * columns_;
      // For a 1x1 filter and whole register blocks, the input is multiplied in place.
      const bool is_there = is_pointwise_ && step.reading.is_identity() && rows % kBlockRows == 0;
      multiply({.left = is_there ? step.input + first * depth_
                                 : gathered(step.input, step.batch, step.reading, first, rows, tile),
                .left_stride = depth_stride(),
                .packed = packed,
                .bias = step.bias,
                .activation = step.activation,
                .to = to,
                .to_stride = columns_,
                .rows = rows,
                .depth = depth_,
                .columns = columns_,
                .next = is_pointwise_ ? step.input + (first + rows) * depth_ : nullptr,
                .next_floats = is_pointwise_ ? std::min(block_rows_, end - first - rows) * depth_ : 0});
      if (step.mean != nullptr) add_moments(to, rows, columns_, moments);
    }
    shared.output_statistics.end_moments(slice, moments);
  }

  void backward_slice(const LayerBackward& step, const Shared& shared, Tile& tile, std::int64_t slice) const {
    float* sums = shared.sums + slice * sums_floats();
    float* bias_sums = shared.bias_sums + slice * columns_;
    const std::int64_t begin = begin_of(step.batch, slice), end = begin_of(step.batch, slice + 1);
    if (begin == end) std::fill_n(sums, sums_floats(), 0.0f);
    std::fill_n(bias_sums, columns_, 0.0f);
    const GradientSums input_sums = shared.input_statistics.begin_sums(slice, step.input_mean);
    if (is_pointwise_) {
      for (std::int64_t first = begin; first < end; first += block_rows_) {
        const std::int64_t rows = std::min(block_rows_, end - first);
        backward_block(step, shared, tile, first, rows, first == begin, sums, bias_sums);
        sum_input_gradient(step, first, rows, input_sums);
      }
      return;
    }
    for (std::int64_t picture = begin / picture_; picture < end / picture_; ++picture) {
      const std::int64_t input_floats = input_picture_ * shape_.input_channels;
      if (is_scattered() && step.input_gradient != nullptr && !step.adds_input_gradient)
        std::fill_n(step.input_gradient + picture * input_floats, input_floats, 0.0f);
      for (std::int64_t row = 0; row < picture_; row += block_rows_)
        backward_block(step, shared, tile, picture * picture_ + row, std::min(block_rows_, picture_ - row),
                       picture * picture_ + row == begin, sums, bias_sums);
      if (has_turned() && step.input_gradient != nullptr) input_gradient_of(step, shared, tile, picture);
      sum_input_gradient(step, picture * input_picture_, input_picture_, input_sums);
    }
  }

  void input_gradient_of(const LayerBackward& step, const Shared& shared, Tile& tile,
                         std::int64_t picture) const {
    const std::int64_t begin = picture * input_picture_, end = begin + input_picture_;
    const auto read = [&](std::int64_t pixel, std::int64_t pixels, float* to) {
      transform_gradients(step.gradient_reading, step.output + pixel * columns_,
                          step.output_gradient + pixel * columns_, pixels, columns_, to);
    };
    for (std::int64_t first = begin; first < end; first += turned_.rows()) {
      const std::int64_t rows = std::min(turned_.rows(), end - first);
      turned_.gather(first, rows, read, tile.turned);
      multiply({.left = tile.turned.windows,
                .left_stride = turned_.stride(),
                .packed = shared.packed_back,
                .adds = step.adds_input_gradient,
                .to = step.input_gradient + first * shape_.input_channels,
                .to_stride = shape_.input_channels,
                .rows = rows,
                .depth = turned_.depth(),
                .columns = shape_.input_channels});
    }
  }

  void backward_block(const LayerBackward& step, const Shared& shared, Tile& tile, std::int64_t first,
                      std::int64_t rows, bool is_first, float* sums, float* bias_sums) const {
    transform_gradients(step.gradient_reading, step.output + first * columns_,
                        step.output_gradient + first * columns_, rows, columns_, tile.gradients);
    if (step.bias_gradient != nullptr) add_column_sums(tile.gradients, rows, columns_, columns_, bias_sums);
    if (step.weight_gradient != nullptr)
      add_outer_products({.left = tile.gradients,
                          .left_stride = columns_,
                          .left_columns = columns_,
                          .right = gathered(step.input, step.batch, step.reading, first, rows, tile),
                          .right_stride = depth_stride(),
                          .right_columns = depth_,
                          .rows = rows,
                          .adds = !is_first,
                          .sums = sums,
                          .sums_stride = sums_stride()});
    if (step.input_gradient == nullptr || has_turned()) return;
    multiply({.left = tile.gradients,
              .left_stride = columns_,
              .packed = shared.packed_back,
              .adds = is_pointwise_ && step.adds_input_gradient,
              .to = is_pointwise_ ? step.input_gradient + first * depth_ : tile.window_gradients,
              .to_stride = depth_,
              .rows = rows,
              .depth = columns_,
              .columns = depth_});
    if (!is_pointwise_)
      scatter_windows(shape_, tile.window_gradients, depth_, first, rows, step.input_gradient);
  }

  void sum_input_gradient(const LayerBackward& step, std::int64_t first, std::int64_t rows,
                          const GradientSums& sums) const {
    if (step.input_gradient_sum == nullptr) return;
    const std::int64_t channels = shape_.input_channels;
    for (std::int64_t row = first; row < first + rows; row += kSumRows)
      add_gradient_sums(step.reading, step.input + row * channels, step.input_gradient + row * channels,
                        std::min(kSumRows, first + rows - row), channels, sums);
  }

  void reduce_weights(const LayerBackward& step, const Shared& shared, std::int64_t begin,
                      std::int64_t end) const {
    for (std::int64_t row = begin; row < end; ++row) {
      float* to = step.weight_gradient + row * depth_;
      std::memcpy(to, shared.sums + row * sums_stride(), static_cast<std::size_t>(depth_) * sizeof(float));
      for (std::int64_t slice = 1; slice < slices(step.batch); ++slice)
        accumulate(shared.sums + slice * sums_floats() + row * sums_stride(), depth_, to);
    }
  }

  void reduce_bias(const LayerBackward& step, const Shared& shared) const {
    std::fill_n(step.bias_gradient, columns_, 0.0f);
    for (std::int64_t slice = 0; slice < slices(step.batch); ++slice)
      accumulate(shared.bias_sums + slice * columns_, columns_, step.bias_gradient);
  }

  WindowShape shape_;
  bool is_pointwise_;
  std::int64_t picture_, input_picture_;  // in pixels
  std::int64_t depth_, columns_;          // sizes of the weights as a matrix [columns, depth]
  std::int64_t block_rows_;
  WindowBlocks windows_;  // empty for 1x1 filters
  WindowBlocks turned_;   // of the backward pass if the stride is 1, otherwise empty
};

}  // namespace

std::unique_ptr<Layer> make_convolution(const WindowShape& shape) {
  return std::make_unique<Convolution>(shape);
}

}  // namespace tinsmith::kernels
