#include "kernels/float/gather.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/float/gather.cpp"
// clang-format off: the order of these two matters
#include <hwy/foreach_target.h>
#include "kernels/float/vectors-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {

// Calls visit(row, offset in the window, first input value, pixels) for each run of pixels of a window that
// lie in the picture side by side, and outside(row, offset, pixels) for those that lie outside.
template <class Visit, class Outside>
HWY_INLINE void for_each_run(const WindowShape& shape, std::int64_t first, std::int64_t rows, Visit&& visit,
                             Outside&& outside) {
  const std::int64_t channels = shape.input_channels;
  const std::int64_t picture = std::int64_t{shape.input_height} * shape.input_width * channels;
  const std::int64_t outputs = std::int64_t{shape.output_height} * shape.output_width;
  const bool contiguous = shape.dilation_width == 1;
  std::int64_t image = first / outputs;
  auto y = static_cast<std::int32_t>(first % outputs / shape.output_width);
  auto x = static_cast<std::int32_t>(first % shape.output_width);
  for (std::int64_t row = 0; row < rows; ++row) {
    std::int64_t offset = 0;
    for (std::int32_t i = 0; i < shape.filter_height; ++i) {
      const std::int32_t source_row = shape.input_row(y, i);
      if (source_row < 0 || source_row >= shape.input_height) {
        outside(row, offset, shape.filter_width);
        offset += shape.filter_width * channels;
        continue;
      }
      for (std::int32_t j = 0; j < shape.filter_width;) {
        const std::int32_t column = shape.input_column(x, j);
        const bool inside = column >= 0 && column < shape.input_width;
        std::int32_t pixels = 1;
        if (contiguous && inside) pixels = std::min(shape.filter_width - j, shape.input_width - column);
        if (inside)
          visit(row, offset, image * picture + shape.input_offset(source_row, column), pixels);
        else
          outside(row, offset, 1);
        offset += pixels * channels;
        j += pixels;
      }
    }
    if (++x == shape.output_width) {
      x = 0;
      if (++y == shape.output_height) {
        y = 0;
        ++image;
      }
    }
  }
}

// Runs of few floats (a 3x3 filter over a colour picture has 9) are copied by a loop: a call costs more.
HWY_INLINE void copy(const float* from, std::int64_t count, float* to) {
  for_channels(count,
               [&](std::int64_t i, auto lanes) HWY_ATTR { lanes.store(lanes.load(from + i), to + i); });
}
HWY_INLINE void clear(float* to, std::int64_t count) {
  for_channels(count, [&](std::int64_t i, auto lanes) HWY_ATTR { lanes.store(hn::Zero(kTag), to + i); });
}

void gather_windows(const WindowShape& shape, const ValueTransform& transform, const float* input,
                    std::int64_t first, std::int64_t rows, float* to, std::int64_t to_stride) {
  const std::int64_t channels = shape.input_channels;
  const std::int64_t depth = shape.filter_height * shape.filter_width * channels;
  const ActivationVectors activation(transform.activation);
  const auto outside = [&](std::int64_t row, std::int64_t offset, std::int32_t pixels)
                           HWY_ATTR { clear(to + row * to_stride + offset, pixels * channels); };
  if (transform.is_identity()) {
    for_each_run(
        shape, first, rows,
        [&](std::int64_t row, std::int64_t offset, std::int64_t source, std::int32_t pixels)
            HWY_ATTR { copy(input + source, pixels * channels, to + row * to_stride + offset); },
        outside);
  } else {
    with_flags(transform.scale != nullptr, true, [&](auto scales, auto) HWY_ATTR {
      for_each_run(
          shape, first, rows,
          [&](std::int64_t row, std::int64_t offset, std::int64_t source, std::int32_t pixels) HWY_ATTR {
            for (std::int32_t pixel = 0; pixel < pixels; ++pixel) {
              const float* from = input + source + pixel * channels;
              float* target = to + row * to_stride + offset + pixel * channels;
              for_channels(channels, [&](std::int64_t channel, auto lanes) HWY_ATTR {
                auto v = lanes.load(from + channel);
                if constexpr (scales)
                  v = hn::MulAdd(v, lanes.load(transform.scale + channel),
                                 lanes.load(transform.shift + channel));
                lanes.store(activation.value(v), target + channel);
              });
            }
          },
          outside);
    });
  }
  for (std::int64_t row = 0; row < rows; ++row) clear(to + row * to_stride + depth, to_stride - depth);
}

void scatter_windows(const WindowShape& shape, const float* from, std::int64_t from_stride,
                     std::int64_t first, std::int64_t rows, float* input_gradient) {
  for_each_run(
      shape, first, rows,
      [&](std::int64_t row, std::int64_t offset, std::int64_t target, std::int32_t pixels) HWY_ATTR {
        const float* source = from + row * from_stride + offset;
        float* to = input_gradient + target;
        for_channels(pixels * std::int64_t{shape.input_channels}, [&](std::int64_t i, auto lanes) HWY_ATTR {
          lanes.store(hn::Add(lanes.load(to + i), lanes.load(source + i)), to + i);
        });
      },
      [](std::int64_t, std::int64_t, std::int32_t) {});
}

}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(gather_windows);
HWY_EXPORT(scatter_windows);

void gather_windows(const WindowShape& shape, const ValueTransform& transform, const float* input,
                    std::int64_t first, std::int64_t rows, float* to, std::int64_t to_stride) {
  HWY_DYNAMIC_DISPATCH(gather_windows)(shape, transform, input, first, rows, to, to_stride);
}

void scatter_windows(const WindowShape& shape, const float* from, std::int64_t from_stride,
                     std::int64_t first, std::int64_t rows, float* input_gradient) {
  HWY_DYNAMIC_DISPATCH(scatter_windows)(shape, from, from_stride, first, rows, input_gradient);
}

}  // namespace tinsmith::kernels
#endif
