// kernels/float/window_blocks.h — gathers the windows of a convolution for one block of output pixels at a time.
#pragma once

#include <algorithm>
#include <cstring>

#include "kernels/float/gather.h"
#include "kernels/float/matrix.h"
#include "kernels/float/workspace.h"

namespace tinsmith::kernels {

// Buffer of the input pixels that consecutive blocks of windows need. Each pixel is read once
// although windows overlap.
class ReadPixels {
 public:
  // `capacity` is a multiple of the pixels that one block needs, so that kept pixels are rarely moved.
  ReadPixels(float* memory, std::int64_t channels, std::int64_t capacity)
      : memory_(memory), channels_(channels), capacity_(capacity) {}

  // Returns the pixels of `range`; calls read(first pixel, pixels, to) for those that are not in the buffer.
  template <class Read>
  const float* over(const PixelRange& range, Read&& read) {
    std::int64_t kept = 0;
    if (range_.begin <= range.begin && range.begin < range_.end && range_.end <= range.end)
      kept = range_.end - range.begin;
    std::int64_t place = kept == 0 ? 0 : place_ + range.begin - range_.begin;
    if (place + range.end - range.begin > capacity_) {
      std::memmove(memory_, memory_ + place * channels_,
                   static_cast<std::size_t>(kept * channels_) * sizeof(float));
      place = 0;
    }
    read(range.begin + kept, range.end - range.begin - kept, memory_ + (place + kept) * channels_);
    range_ = range;
    place_ = place;
    return memory_ + place * channels_;
  }

 private:
  float* memory_;
  std::int64_t channels_, capacity_;
  PixelRange range_;        // the pixels in the buffer
  std::int64_t place_ = 0;  // position of range_.begin in memory_, in pixels
};

// Divides the windows of a shape into blocks of `rows` output pixels, and knows the memory that
// a block needs.
class WindowBlocks {
 public:
  WindowBlocks() = default;  // no windows
  WindowBlocks(const WindowShape& shape, std::int64_t rows)
      : shape_(shape),
        depth_(std::int64_t{shape.filter_height} * shape.filter_width * shape.input_channels),
        stride_(rounded_up(depth_, kStrideUnit)),
        rows_(rows),
        read_pixels_(max_pixels_under()) {}

  struct Memory {
    Memory(const WindowBlocks& of, BumpAllocator& allocator)
        : windows(allocator.take<float>(of.rows_ * of.stride_ + kReadBeyond)),
          pixels(allocator.take<float>(of.capacity() * of.shape_.input_channels + kStrideUnit),
                 of.shape_.input_channels, of.capacity()) {}
    float* windows;  // [rows, stride]
    ReadPixels pixels;
  };

  std::int64_t depth() const { return depth_; }
  std::int64_t stride() const { return stride_; }
  std::int64_t rows() const { return rows_; }

  // Gathers the windows of output pixels [first, first + rows). The input pixels are read with read(first
  // pixel, pixels, to).
  template <class Read>
  void gather(std::int64_t first, std::int64_t rows, Read&& read, Memory& memory) const {
    const PixelRange range = pixels_under(shape_, first, rows);
    // Whole vectors are read, which may extend beyond the last pixel.
    const GatherSource source{memory.pixels.over(range, read), range.begin,
                              (range.end - range.begin) * shape_.input_channels + kStrideUnit};
    gather_windows(shape_, source, first, rows, memory.windows, stride_);
  }
  // Gathers windows of `pixels`, the pixels of all pictures of a batch, without a transform.
  void gather_plain(std::int64_t first, std::int64_t rows, const float* pixels, std::int64_t batch,
                    Memory& memory) const {
    const GatherSource source{pixels, 0, batch * shape_.input_offset(shape_.input_height, 0)};
    gather_windows(shape_, source, first, rows, memory.windows, stride_);
  }

 private:
  std::int64_t capacity() const { return kKeptBlocks * read_pixels_; }
  // Max number of input pixels under a block, wherever in a picture it begins.
  std::int64_t max_pixels_under() const {
    std::int64_t max_pixels = 0;
    for (std::int64_t first = 0; first < std::int64_t{shape_.output_height} * shape_.output_width; ++first) {
      const PixelRange range = pixels_under(shape_, first, rows_);
      max_pixels = std::max(max_pixels, range.end - range.begin);
    }
    return max_pixels;
  }

  WindowShape shape_;
  static constexpr std::int64_t kKeptBlocks = 4;

  std::int64_t depth_ = 0, stride_ = 0, rows_ = 0;
  std::int64_t read_pixels_ = 0;  // max number of input pixels under a block
};

}  // namespace tinsmith::kernels
