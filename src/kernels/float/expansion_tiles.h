// kernels/float/expansion_tiles.h — tiling of an expansion and the depthwise convolution after it.
//
// A picture is processed in tiles of a few input rows. Ring buffers keep the rows that the
// filter still needs.
#pragma once

#include <algorithm>

#include "kernels/float/depthwise_rows.h"
#include "kernels/float/expansion.h"
#include "kernels/float/matrix.h"

namespace tinsmith::kernels {

// Ring buffer of the most recent rows of a picture. Row y replaces row y − capacity. Each row has columns of
// zeros on both sides.
struct RowRing {
  float* rows = nullptr;
  std::int64_t row_floats = 0;
  std::int32_t capacity = 0;
  std::int64_t begin = 0, end = 0;  // of the picture's part of a row, in floats

  float* row(std::int32_t y) const { return rows + (y % capacity) * row_floats; }
  float* inside(std::int32_t y) const { return row(y) + begin; }
  // Sets the columns of zeros. They stay valid while rows are replaced.
  void clear_border() const {
    for (std::int32_t y = 0; y < capacity; ++y) {
      std::fill(row(y), row(y) + begin, 0.0f);
      std::fill(row(y) + end, row(y) + row_floats, 0.0f);
    }
  }
};

class ExpansionTiles {
 public:
  explicit ExpansionTiles(const ExpansionShape& shape)
      : filter_(shape.filter),
        rows_(shape.filter),
        inputs_(shape.input_channels),
        channels_(shape.expanded()),
        tile_rows_(static_cast<std::int32_t>(std::clamp<std::int64_t>(
            kTile_floats / (filter_.input_width * channels_), 1, filter_.input_height))),
        tile_outputs_(std::max(1, tile_rows_ / filter_.stride_height)),
        ring_rows_(std::max(tile_rows_ + rows_.reach_height,
                            (tile_outputs_ - 1) * filter_.stride_height + rows_.reach_height + 1)) {
    for (std::int32_t begin = 0; begin < filter_.input_height; begin = tile_end(begin))
      gradient_ring_rows_ =
          std::max(gradient_ring_rows_, seen_outputs(tile_end(begin)) - whole_outputs(begin));
  }

  // A worker's memory for one picture.
  struct Memory {
    Memory(const ExpansionTiles& of, BumpAllocator& allocator)
        : input(allocator.take<float>(of.tile_pixels() * of.inputs_ + kReadBeyond)),
          gradients(allocator.take<float>(of.tile_pixels() * of.channels_ + kReadBeyond)),
          products(allocator.take<float>(rounded_up(of.inputs_, kBlockRows) * of.products_stride())),
          gradient_sums(allocator.take<float>(of.channels_)),
          expanded(of.expanded_ring(allocator)),
          output_gradients(of.gradient_ring(allocator)) {}
    float* input;              // x̃ of the rows that were expanded last
    float* gradients;          // g of the same rows
    float* products;           // Σ x̃ gᵀ of a picture, [input, products_stride()]
    float* gradient_sums;      // Σ g of a picture
    RowRing expanded;          // after the activation
    RowRing output_gradients;  // before the batch norm that follows the filter
  };

  std::int32_t rows() const { return tile_rows_; }        // per tile, of the input
  std::int32_t outputs() const { return tile_outputs_; }  // per tile, of the output in the forward pass
  std::int64_t products_stride() const { return rounded_up(channels_, kStrideUnit); }

  std::int32_t tile_end(std::int32_t begin) const {
    return std::min(filter_.input_height, begin + tile_rows_);
  }
  // whole_outputs: number of output rows that read no input row from `end` on. seen_outputs: number of output
  // rows that read any row before `end`. At the last row both return all rows, and for `end` = 0
  // whole_outputs returns 0, whatever the filter reads.
  std::int32_t whole_outputs(std::int32_t end) const {
    if (end == 0 || end == filter_.input_height) return end == 0 ? 0 : filter_.output_height;
    return std::clamp(rows_.first_output(end), 0, filter_.output_height);
  }
  std::int32_t seen_outputs(std::int32_t end) const {
    if (end == filter_.input_height) return filter_.output_height;
    return std::clamp(rows_.last_output(end), 0, filter_.output_height);
  }

 private:
  static constexpr std::int64_t kTile_floats = 6144;  // of the wide side; fills most of a first-level cache

  std::int64_t tile_pixels() const {
    return rounded_up(std::int64_t{tile_rows_} * filter_.input_width, kBlockRows) + kBlockRows;
  }
  RowRing ring(BumpAllocator& allocator, std::int32_t capacity, std::int64_t width, std::int64_t border,
               std::int64_t inside) const {
    return {allocator.take<float>(capacity * width * channels_), width * channels_, capacity,
            border * channels_, (border + inside) * channels_};
  }
  RowRing expanded_ring(BumpAllocator& allocator) const {
    const std::int32_t width = std::max(rows_.padded_width, filter_.padding_left + filter_.input_width);
    return ring(allocator, ring_rows_, width, filter_.padding_left, filter_.input_width);
  }
  RowRing gradient_ring(BumpAllocator& allocator) const {
    return ring(allocator, gradient_ring_rows_, rows_.gradient_width, -rows_.gradient_begin,
                filter_.output_width);
  }

  WindowShape filter_;
  DepthwiseRows rows_;
  std::int64_t inputs_, channels_;  // of the narrow and of the wide side
  std::int32_t tile_rows_, tile_outputs_;
  std::int32_t ring_rows_, gradient_ring_rows_ = 1;
};

}  // namespace tinsmith::kernels
