#include "kernels/float/gather.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/float/gather.cpp"
// clang-format off: the order of these two matters
#include <hwy/foreach_target.h>
#include "kernels/float/vectors-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {

// Iterates over output pixels.
struct Walk {
  const WindowShape& shape;
  std::int64_t image;
  std::int32_t y, x;

  Walk(const WindowShape& of, std::int64_t first) : shape(of) {
    const std::int64_t outputs = std::int64_t{shape.output_height} * shape.output_width;
    image = first / outputs;
    y = static_cast<std::int32_t>(first % outputs / shape.output_width);
    x = static_cast<std::int32_t>(first % shape.output_width);
  }
  void next() { skip(1); }
  // Moves `columns` pixels forward, at most to the beginning of the next row.
  void skip(std::int32_t columns) {
    x += columns;
    if (x < shape.output_width) return;
    x = 0;
    if (++y < shape.output_height) return;
    y = 0;
    ++image;
  }
  // Returns whether all pixels of the window are in the picture and each of its rows is contiguous.
  bool is_inside() const {
    return shape.dilation_width == 1 && shape.holds(shape.input_row(y, 0), shape.input_column(x, 0)) &&
           shape.holds(shape.input_row(y, shape.filter_height - 1),
                       shape.input_column(x, shape.filter_width - 1));
  }
  // Returns the offset of the window's first pixel, in floats of the batch.
  std::int64_t begin() const {
    return image * shape.input_height * shape.input_width * shape.input_channels +
           shape.input_offset(shape.input_row(y, 0), shape.input_column(x, 0));
  }
};

// For a window that is partly outside the picture: calls visit(offset in the window, first input value,
// pixels) for each contiguous run of pixels inside, and outside(offset, pixels) for those outside.
template <class Visit, class Outside>
HWY_INLINE void for_each_run(const Walk& walk, Visit&& visit, Outside&& outside) {
  const WindowShape& shape = walk.shape;
  const std::int64_t channels = shape.input_channels;
  const std::int64_t picture = walk.image * shape.input_height * shape.input_width * channels;
  std::int64_t offset = 0;
  for (std::int32_t i = 0; i < shape.filter_height; ++i) {
    const std::int32_t source_row = shape.input_row(walk.y, i);
    if (source_row < 0 || source_row >= shape.input_height) {
      outside(offset, shape.filter_width);
      offset += shape.filter_width * channels;
      continue;
    }
    for (std::int32_t j = 0; j < shape.filter_width;) {
      const std::int32_t column = shape.input_column(walk.x, j);
      const bool inside = column >= 0 && column < shape.input_width;
      std::int32_t pixels = 1;
      if (shape.dilation_width == 1 && inside)
        pixels = std::min(shape.filter_width - j, shape.input_width - column);
      if (inside)
        visit(offset, picture + shape.input_offset(source_row, column), pixels);
      else
        outside(offset, 1);
      offset += pixels * channels;
      j += pixels;
    }
  }
}

HWY_INLINE void copy(const float* from, std::int64_t count, float* to) {
  for_channels(count,
               [&](std::int64_t i, auto lanes) HWY_ATTR { lanes.store(lanes.load(from + i), to + i); });
}
HWY_INLINE void clear(float* to, std::int64_t count) {
  for_channels(count, [&](std::int64_t i, auto lanes) HWY_ATTR { lanes.store(hn::Zero(kTag), to + i); });
}
// Returns the first output column whose window extends beyond the right edge of the picture.
std::int64_t first_beyond(const WindowShape& shape) {
  const std::int32_t reach = (shape.filter_width - 1) * shape.dilation_width;
  const std::int32_t last_begin = shape.input_width - 1 - reach + shape.padding_left;
  return last_begin < 0 ? 0 : std::min(shape.output_width, last_begin / shape.stride_width + 1);
}

// Consecutive windows that are inside the picture. Whole vectors are read and written, up to one beyond the
// end of a row; what follows in memory is written later. kVectors is the number of vectors per window row;
// 0: any number.
struct InsideWindows {
  const float* from;
  std::int64_t step;  // from one window to the next
  std::int64_t line;  // from one row of a window to the next
  std::int32_t lines;
  std::int64_t run;  // floats per row of a window
  std::int64_t count;
};
template <int kVectors>
HWY_INLINE void copy_inside(const InsideWindows& windows, float* to, std::int64_t to_stride) {
  for (std::int64_t window = 0; window < windows.count; ++window) {
    const float* from = windows.from + window * windows.step;
    float* target = to + window * to_stride;
    for (std::int32_t i = 0; i < windows.lines; ++i) {
      if constexpr (kVectors > 0) {
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v)
          hn::StoreU(hn::LoadU(kTag, from + v * kLanes), kTag, target + v * kLanes);
      } else {
        for (std::int64_t j = 0; j < windows.run; j += kLanes)
          hn::StoreU(hn::LoadU(kTag, from + j), kTag, target + j);
      }
      from += windows.line;
      target += windows.run;
    }
  }
}
HWY_INLINE void copy_inside(const InsideWindows& windows, float* to, std::int64_t to_stride) {
  switch ((windows.run + kLanes - 1) / kLanes) {
    case 1:
      return copy_inside<1>(windows, to, to_stride);
    case 2:
      return copy_inside<2>(windows, to, to_stride);
    case 3:
      return copy_inside<3>(windows, to, to_stride);
    case 4:
      return copy_inside<4>(windows, to, to_stride);
    default:
      return copy_inside<0>(windows, to, to_stride);
  }
}

void gather_windows(const WindowShape& shape, const GatherSource& source, std::int64_t first,
                    std::int64_t rows, float* to, std::int64_t to_stride) {
  const std::int64_t channels = shape.input_channels;
  const std::int64_t origin = source.first_pixel * channels;
  InsideWindows inside{nullptr,
                       shape.stride_width * channels,
                       std::int64_t{shape.dilation_height} * shape.input_width * channels,
                       shape.filter_height,
                       shape.filter_width * channels,
                       0};
  const std::int64_t reach = (inside.lines - 1) * inside.line + inside.run + kLanes;  // of a window
  const std::int64_t beyond = first_beyond(shape);
  Walk walk(shape, first);
  for (std::int64_t row = 0; row < rows;) {
    float* target = to + row * to_stride;
    if (walk.is_inside()) {
      const std::int64_t begin = walk.begin() - origin;
      const std::int64_t readable = (source.readable - reach - begin) / inside.step + 1;
      inside.from = source.pixels + begin;
      inside.count = std::min({rows - row, beyond - walk.x, begin + reach <= source.readable ? readable : 0});
      if (inside.count > 0) {
        copy_inside(inside, target, to_stride);
        row += inside.count;
        walk.skip(static_cast<std::int32_t>(inside.count));
        continue;
      }
    }
    for_each_run(
        walk,
        [&](std::int64_t offset, std::int64_t value, std::int32_t pixels)
            HWY_ATTR { copy(source.pixels + value - origin, pixels * channels, target + offset); },
        [&](std::int64_t offset, std::int32_t pixels)
            HWY_ATTR { clear(target + offset, pixels * channels); });
    ++row;
    walk.next();
  }
}

HWY_INLINE void add(const float* from, std::int64_t count, float* to) {
  for_channels(count, [&](std::int64_t i, auto lanes) HWY_ATTR {
    lanes.store(hn::Add(lanes.load(to + i), lanes.load(from + i)), to + i);
  });
}

void scatter_windows(const WindowShape& shape, const float* from, std::int64_t from_stride,
                     std::int64_t first, std::int64_t rows, float* input_gradient) {
  const std::int64_t channels = shape.input_channels, run = shape.filter_width * channels;
  const std::int64_t line = std::int64_t{shape.dilation_height} * shape.input_width * channels;
  Walk walk(shape, first);
  for (std::int64_t row = 0; row < rows; ++row, walk.next()) {
    const float* source = from + row * from_stride;
    if (walk.is_inside()) {
      float* to = input_gradient + walk.begin();
      for (std::int32_t i = 0; i < shape.filter_height; ++i) add(source + i * run, run, to + i * line);
      continue;
    }
    for_each_run(
        walk,
        [&](std::int64_t offset, std::int64_t target, std::int32_t pixels)
            HWY_ATTR { add(source + offset, pixels * channels, input_gradient + target); },
        [](std::int64_t, std::int32_t) {});
  }
}

}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(gather_windows);
HWY_EXPORT(scatter_windows);

PixelRange pixels_under(const WindowShape& shape, std::int64_t first, std::int64_t rows) {
  const std::int64_t outputs = std::int64_t{shape.output_height} * shape.output_width;
  const std::int64_t last = first + rows - 1;
  const auto line_of = [&](std::int64_t pixel, std::int32_t filter_row) {
    const auto y = static_cast<std::int32_t>(pixel % outputs / shape.output_width);
    const std::int64_t line = std::clamp(shape.input_row(y, filter_row), 0, shape.input_height - 1);
    return pixel / outputs * shape.input_height + line;
  };
  return {line_of(first, 0) * shape.input_width,
          (line_of(last, shape.filter_height - 1) + 1) * shape.input_width};
}

void gather_windows(const WindowShape& shape, const GatherSource& source, std::int64_t first,
                    std::int64_t rows, float* to, std::int64_t to_stride) {
  HWY_DYNAMIC_DISPATCH(gather_windows)(shape, source, first, rows, to, to_stride);
}

void scatter_windows(const WindowShape& shape, const float* from, std::int64_t from_stride,
                     std::int64_t first, std::int64_t rows, float* input_gradient) {
  HWY_DYNAMIC_DISPATCH(scatter_windows)(shape, from, from_stride, first, rows, input_gradient);
}

}  // namespace tinsmith::kernels
#endif
