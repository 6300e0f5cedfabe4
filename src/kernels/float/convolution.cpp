// Convolution as matrix products over blocks of output pixels that fit the cache: the windows under a block
// are gathered (read through batch norm and activation), multiplied, and forgotten.
#include <algorithm>
#include <bit>
#include <cstring>

#include "kernels/float/gather.h"
#include "kernels/float/layer.h"
#include "kernels/float/matrix.h"

namespace tinsmith::kernels {
namespace {

// Slices a batch is cut into at most; with large weights fewer, since each slice sums up a weight gradient of
// its own.
constexpr std::int64_t kMostSlices = 16;
constexpr std::int64_t kSliceSums_floats = std::int64_t{1} << 20;
constexpr std::int64_t kFewestSlices = 4;
constexpr std::int64_t kSliceRows = 64;  // so many at least, for 1x1 filters
// A block's windows and output gradients together: a part of the second-level cache.
constexpr std::int64_t kBlock_floats = 16384;
constexpr std::int64_t kMostBlockRows = 192;
constexpr std::int64_t kFewestBlockRows = 24;
constexpr std::int64_t kReducedRows = 16;  // weight rows a task adds up over the slices
constexpr std::int64_t kSumRows = 128;     // rows whose sums are taken at float precision

// The input pixels that blocks of windows look at, one block after the other, read through batch norm and
// activation: each once, although windows overlap.
class ReadPixels {
 public:
  ReadPixels(float* memory, std::int64_t channels) : memory_(memory), channels_(channels) {}

  const float* over(const PixelRange& range, const float* input, const ValueTransform& reading) {
    std::int64_t kept = 0;
    if (range_.begin <= range.begin && range.begin < range_.end && range_.end <= range.end) {
      kept = range_.end - range.begin;
      std::memmove(memory_, memory_ + (range.begin - range_.begin) * channels_,
                   static_cast<std::size_t>(kept * channels_) * sizeof(float));
    }
    const std::int64_t first = range.begin + kept;
    transform_values(reading, input + first * channels_, range.end - first, channels_,
                     memory_ + kept * channels_, channels_);
    range_ = range;
    return memory_;
  }

 private:
  float* memory_;
  std::int64_t channels_;
  PixelRange range_;  // that is there
};

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
        depth_stride_(rounded_up(depth_, kStrideUnit)),
        column_stride_(rounded_up(columns_, kStrideUnit)),
        block_rows_(std::clamp(kBlock_floats / (depth_stride_ + column_stride_) / kBlockRows * kBlockRows,
                               kFewestBlockRows, kMostBlockRows)),
        read_pixels_(is_pointwise_ ? 0 : most_pixels_under(shape_, block_rows_)) {}

  WorkspaceSize workspace_size(std::int64_t batch) const override {
    Cutter shared, worker;
    Shared(*this, shared, batch);
    Tile(*this, worker);
    return {shared.used_bytes(), worker.used_bytes()};
  }

  void forward(const LayerForward& step, ThreadPool& pool, const Workspace& workspace) const override {
    Cutter cutter(workspace.shared);
    const Shared shared(*this, cutter, step.batch);
    pool.run(pieces(columns_), [&](std::int64_t piece, int) {
      const std::int64_t begin = piece * kPackedColumns;
      pack_columns(step.weights, 1, depth_, depth_, begin, std::min(columns_, begin + kPackedColumns),
                   shared.packed);
    });
    pool.run(slices(step.batch), [&](std::int64_t slice, int worker) {
      Cutter own(workspace.worker(worker));
      Tile tile(*this, own);
      forward_slice(step, shared, tile, slice);
    });
    if (step.mean != nullptr) shared.output_statistics.combine_moments(step.mean, step.variance);
  }

  void backward(const LayerBackward& step, ThreadPool& pool, const Workspace& workspace) const override {
    Cutter cutter(workspace.shared);
    const Shared shared(*this, cutter, step.batch);
    if (step.input_gradient != nullptr)
      pool.run(pieces(depth_), [&](std::int64_t piece, int) {
        const std::int64_t begin = piece * kPackedColumns;
        pack_columns(step.weights, depth_, 1, columns_, begin, std::min(depth_, begin + kPackedColumns),
                     shared.packed_back);
      });
    pool.run(slices(step.batch), [&](std::int64_t slice, int worker) {
      Cutter own(workspace.worker(worker));
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
    Shared(const Convolution& of, Cutter& cutter, std::int64_t batch)
        : packed(cutter.take<float>(packed_floats(of.depth_, of.columns_))),
          packed_back(cutter.take<float>(packed_floats(of.columns_, of.depth_))),
          sums(cutter.take<float>(of.slices(batch) * of.sums_floats())),
          bias_sums(cutter.take<float>(of.slices(batch) * of.column_stride_)),
          output_statistics(cutter, of.slices(batch), of.columns_),
          input_statistics(cutter, of.slices(batch), of.shape_.input_channels) {}
    float* packed;
    float* packed_back;
    float* sums;  // a weight gradient for each slice, rows padded
    float* bias_sums;
    SliceStatistics output_statistics, input_statistics;
  };
  struct Tile {
    Tile(const Convolution& of, Cutter& cutter)
        : windows(cutter.take<float>(of.block_rows_ * of.depth_stride_ + kStrideUnit)),
          gradients(cutter.take<float>(of.block_rows_ * of.column_stride_ + kStrideUnit)),
          window_gradients(cutter.take<float>(of.is_pointwise_ ? 0 : of.block_rows_ * of.depth_stride_)),
          pixels(cutter.take<float>(of.read_floats()), of.shape_.input_channels) {}
    float* windows;
    float* gradients;
    float* window_gradients;
    ReadPixels pixels;
  };

  // Under a block that begins anywhere in a picture.
  static std::int64_t most_pixels_under(const WindowShape& shape, std::int64_t rows) {
    std::int64_t most = 0;
    for (std::int64_t first = 0; first < std::int64_t{shape.output_height} * shape.output_width; ++first) {
      const PixelRange range = pixels_under(shape, first, rows);
      most = std::max(most, range.end - range.begin);
    }
    return most;
  }
  // Whole vectors are read from them.
  std::int64_t read_floats() const {
    return is_pointwise_ ? 0 : read_pixels_ * shape_.input_channels + kStrideUnit;
  }

  static std::int64_t pieces(std::int64_t columns) { return (columns + kPackedColumns - 1) / kPackedColumns; }
  std::int64_t sums_floats() const { return rounded_up(columns_, kBlockRows) * depth_stride_; }

  // Filters that reach over several pixels are cut between pictures, so that slices touch no pixel together.
  std::int64_t unit() const { return is_pointwise_ ? kBlockRows : picture_; }
  std::int64_t slices(std::int64_t batch) const {
    const std::int64_t possible =
        is_pointwise_ ? std::max<std::int64_t>(1, batch * picture_ / kSliceRows) : batch;
    const std::int64_t affordable = std::clamp(kSliceSums_floats / sums_floats(), kFewestSlices, kMostSlices);
    const auto most = static_cast<std::uint64_t>(std::min(possible, affordable));
    return static_cast<std::int64_t>(std::bit_floor(most));
  }
  std::int64_t begin_of(std::int64_t batch, std::int64_t slice) const {
    return slice_begin(batch * picture_, slices(batch), slice, unit());
  }

  void gather(const float* input, std::int64_t batch, const ValueTransform& reading, std::int64_t first,
              std::int64_t rows, Tile& tile) const {
    if (is_pointwise_) {
      transform_values(reading, input + first * depth_, rows, depth_, tile.windows, depth_stride_);
      return;
    }
    GatherSource source{input, 0, batch * input_picture_ * shape_.input_channels};
    if (!reading.is_identity()) {
      const PixelRange range = pixels_under(shape_, first, rows);
      source = {tile.pixels.over(range, input, reading), range.begin, read_floats()};
    }
    gather_windows(shape_, source, first, rows, tile.windows, depth_stride_);
  }

  void forward_slice(const LayerForward& step, const Shared& shared, Tile& tile, std::int64_t slice) const {
    Moments moments = shared.output_statistics.begin_moments(slice);
    const std::int64_t end = begin_of(step.batch, slice + 1);
    for (std::int64_t first = begin_of(step.batch, slice); first < end; first += block_rows_) {
      const std::int64_t rows = std::min(block_rows_, end - first);
      gather(step.input, step.batch, step.reading, first, rows, tile);
      float* to = step.output + first * columns_;
      multiply({.left = tile.windows,
                .left_stride = depth_stride_,
                .packed = shared.packed,
                .bias = step.bias,
                .activation = step.activation,
                .to = to,
                .to_stride = columns_,
                .rows = rows,
                .depth = depth_,
                .columns = columns_});
      if (step.mean != nullptr) add_moments(to, rows, columns_, moments);
    }
    shared.output_statistics.end_moments(slice, moments);
  }

  void backward_slice(const LayerBackward& step, const Shared& shared, Tile& tile, std::int64_t slice) const {
    float* sums = shared.sums + slice * sums_floats();
    float* bias_sums = shared.bias_sums + slice * column_stride_;
    std::fill_n(sums, sums_floats(), 0.0f);
    std::fill_n(bias_sums, column_stride_, 0.0f);
    const GradientSums input_sums = shared.input_statistics.begin_sums(slice, step.input_mean);
    const std::int64_t begin = begin_of(step.batch, slice), end = begin_of(step.batch, slice + 1);
    if (is_pointwise_) {
      for (std::int64_t first = begin; first < end; first += block_rows_) {
        const std::int64_t rows = std::min(block_rows_, end - first);
        backward_block(step, shared, tile, first, rows, sums, bias_sums);
        sum_input_gradient(step, first, rows, input_sums);
      }
      return;
    }
    for (std::int64_t picture = begin / picture_; picture < end / picture_; ++picture) {
      const std::int64_t input_floats = input_picture_ * shape_.input_channels;
      if (step.input_gradient != nullptr && !step.adds_input_gradient)
        std::fill_n(step.input_gradient + picture * input_floats, input_floats, 0.0f);
      for (std::int64_t row = 0; row < picture_; row += block_rows_)
        backward_block(step, shared, tile, picture * picture_ + row, std::min(block_rows_, picture_ - row),
                       sums, bias_sums);
      sum_input_gradient(step, picture * input_picture_, input_picture_, input_sums);
    }
  }

  void backward_block(const LayerBackward& step, const Shared& shared, Tile& tile, std::int64_t first,
                      std::int64_t rows, float* sums, float* bias_sums) const {
    transform_gradients(step.gradient_reading, step.output + first * columns_,
                        step.output_gradient + first * columns_, rows, columns_, tile.gradients,
                        column_stride_);
    if (step.bias_gradient != nullptr)
      add_column_sums(tile.gradients, rows, column_stride_, columns_, bias_sums);
    if (step.weight_gradient != nullptr) {
      gather(step.input, step.batch, step.reading, first, rows, tile);
      add_outer_products({.left = tile.gradients,
                          .left_stride = column_stride_,
                          .left_columns = columns_,
                          .right = tile.windows,
                          .right_stride = depth_stride_,
                          .right_columns = depth_,
                          .rows = rows,
                          .sums = sums,
                          .sums_stride = depth_stride_});
    }
    if (step.input_gradient == nullptr) return;
    multiply({.left = tile.gradients,
              .left_stride = column_stride_,
              .packed = shared.packed_back,
              .adds = is_pointwise_ && step.adds_input_gradient,
              .to = is_pointwise_ ? step.input_gradient + first * depth_ : tile.window_gradients,
              .to_stride = is_pointwise_ ? depth_ : depth_stride_,
              .rows = rows,
              .depth = columns_,
              .columns = depth_});
    if (!is_pointwise_)
      scatter_windows(shape_, tile.window_gradients, depth_stride_, first, rows, step.input_gradient);
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
      std::memcpy(to, shared.sums + row * depth_stride_, static_cast<std::size_t>(depth_) * sizeof(float));
      for (std::int64_t slice = 1; slice < slices(step.batch); ++slice)
        accumulate(shared.sums + slice * sums_floats() + row * depth_stride_, depth_, to);
    }
  }

  void reduce_bias(const LayerBackward& step, const Shared& shared) const {
    std::fill_n(step.bias_gradient, columns_, 0.0f);
    for (std::int64_t slice = 0; slice < slices(step.batch); ++slice)
      accumulate(shared.bias_sums + slice * column_stride_, columns_, step.bias_gradient);
  }

  WindowShape shape_;
  bool is_pointwise_;
  std::int64_t picture_, input_picture_;  // pixels
  std::int64_t depth_, columns_;          // of the weights seen as a matrix [columns, depth]
  std::int64_t depth_stride_, column_stride_;
  std::int64_t block_rows_;
  std::int64_t read_pixels_;  // under a block, at most
};

}  // namespace

std::unique_ptr<Layer> make_convolution(const WindowShape& shape) {
  return std::make_unique<Convolution>(shape);
}

}  // namespace tinsmith::kernels
