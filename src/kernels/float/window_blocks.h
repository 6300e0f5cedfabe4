// kernels/float/window_blocks.h — the windows of a convolution, a block of output pixels at a time.
#pragma once

#include <algorithm>
#include <cstring>

#include "kernels/float/gather.h"
#include "kernels/float/matrix.h"
#include "kernels/float/workspace.h"

namespace tinsmith::kernels {

// The pixels that blocks of windows look at, one block after the other, as they are read: each once, although
// windows overlap.
class ReadPixels {
 public:
  ReadPixels(float* memory, std::int64_t channels) : memory_(memory), channels_(channels) {}

  // read(first pixel, pixels, to)
  template <class Read>
  const float* over(const PixelRange& range, Read&& read) {
    std::int64_t kept = 0;
    if (range_.begin <= range.begin && range.begin < range_.end && range_.end <= range.end) {
      kept = range_.end - range.begin;
      std::memmove(memory_, memory_ + (range.begin - range_.begin) * channels_,
                   static_cast<std::size_t>(kept * channels_) * sizeof(float));
    }
    read(range.begin + kept, range.end - range.begin - kept, memory_ + kept * channels_);
    range_ = range;
    return memory_;
  }

 private:
  float* memory_;
  std::int64_t channels_;
  PixelRange range_;  // that is there
};

// How the windows of a shape are cut into blocks of `rows` output pixels, and the memory that a block needs.
class WindowBlocks {
 public:
  WindowBlocks() = default;  // none
  WindowBlocks(const WindowShape& shape, std::int64_t rows)
      : shape_(shape),
        depth_(std::int64_t{shape.filter_height} * shape.filter_width * shape.input_channels),
        stride_(rounded_up(depth_, kStrideUnit)),
        rows_(rows),
        read_floats_(most_pixels_under() * shape.input_channels + kStrideUnit) {}  // whole vectors are read

  struct Memory {
    Memory(const WindowBlocks& of, Cutter& cutter)
        : windows(cutter.take<float>(of.rows_ * of.stride_ + kReadBeyond)),
          pixels(cutter.take<float>(of.read_floats_), of.shape_.input_channels) {}
    float* windows;  // [rows, stride]
    ReadPixels pixels;
  };

  std::int64_t depth() const { return depth_; }
  std::int64_t stride() const { return stride_; }
  std::int64_t rows() const { return rows_; }

  // The windows of output pixels [first, first + rows) of pixels that are read with
  // read(first pixel, pixels, to).
  template <class Read>
  void gather(std::int64_t first, std::int64_t rows, Read&& read, Memory& memory) const {
    const PixelRange range = pixels_under(shape_, first, rows);
    const GatherSource source{memory.pixels.over(range, read), range.begin, read_floats_};
    gather_windows(shape_, source, first, rows, memory.windows, stride_);
  }
  // Of `pixels` of all pictures of a batch, as they are.
  void gather_plain(std::int64_t first, std::int64_t rows, const float* pixels, std::int64_t batch,
                    Memory& memory) const {
    const GatherSource source{pixels, 0, batch * shape_.input_offset(shape_.input_height, 0)};
    gather_windows(shape_, source, first, rows, memory.windows, stride_);
  }

 private:
  // Under a block that begins anywhere in a picture.
  std::int64_t most_pixels_under() const {
    std::int64_t most = 0;
    for (std::int64_t first = 0; first < std::int64_t{shape_.output_height} * shape_.output_width; ++first) {
      const PixelRange range = pixels_under(shape_, first, rows_);
      most = std::max(most, range.end - range.begin);
    }
    return most;
  }

  WindowShape shape_;
  std::int64_t depth_ = 0, stride_ = 0, rows_ = 0, read_floats_ = 0;
};

}  // namespace tinsmith::kernels
