// The nodes of version 4 that compute on the CPU: float32, and bytes with fixed-point scales.
#include <algorithm>
#include <cmath>

#include "kpu/node_steps.h"

namespace tinsmith::kpu {
namespace {

// Sizes of two operands that are repeated along axes of size 1, and of their result.
struct Operands {
  Index a, b, out;
};
Result<Operands> operands_of(const v4::Shape& a, const v4::Shape& b, const v4::Shape& out) {
  Operands operands{};
  TRY(operands.a, sizes_of(a, "first input"));
  TRY(operands.b, sizes_of(b, "second input"));
  TRY(operands.out, sizes_of(out, "result"));
  for (std::size_t axis = 0; axis < operands.out.size(); ++axis)
    for (const Index& sizes : {operands.a, operands.b})
      if (sizes[axis] != 1 && sizes[axis] != operands.out[axis])
        return fail(Fault::InvalidInput, "axis {} of an input has size {}, that of the result {}", axis,
                    sizes[axis], operands.out[axis]);
  return operands;
}

std::uint64_t elements(const Index& sizes) {
  return static_cast<std::uint64_t>(count_of(sizes));
}

template <class T>
T combined(v4::BinaryKind kind, T a, T b) {
  switch (kind) {
    case v4::BinaryKind::Add:
      return a + b;
    case v4::BinaryKind::Sub:
      return a - b;
    case v4::BinaryKind::Mul:
      return a * b;
    case v4::BinaryKind::Div:
      return a / b;
    case v4::BinaryKind::Min:
      return std::min(a, b);
    case v4::BinaryKind::Max:
      return std::max(a, b);
  }
  return a;
}

bool is_known(v4::BinaryKind kind) {
  return kind <= v4::BinaryKind::Max;
}

float limited(float value, float min, float max) {
  return std::min(std::max(value, min), max);
}

// The same for bytes: a quotient is rounded. A division by 0, at which the chip has no defined result, gives 0.
std::int64_t combined_integers(v4::BinaryKind kind, std::int64_t a, std::int64_t b) {
  if (kind != v4::BinaryKind::Div) return combined(kind, a, b);
  return b == 0 ? 0 : (a + b / 2) / b;
}

// (value · mul) >> shift, rounded half up.
std::int32_t scaled(std::int64_t value, const v4::FixedPoint& fixed) {
  constexpr std::int64_t kFar = std::int64_t{1} << 31;  // results are limited to 0 … 255 in the end
  const std::int64_t product = value * fixed.mul;
  const std::int64_t half = fixed.shift == 0 ? 0 : std::int64_t{1} << (fixed.shift - 1);
  return static_cast<std::int32_t>(std::clamp((product + half) >> fixed.shift, -kFar, kFar - 1));
}

float reduced(v4::ReduceKind kind, float so_far, float value) {
  switch (kind) {
    case v4::ReduceKind::Min:
      return std::min(so_far, value);
    case v4::ReduceKind::Max:
      return std::max(so_far, value);
    default:
      return so_far + value;
  }
}

float applied(v4::UnaryKind kind, float x) {
  switch (kind) {
    case v4::UnaryKind::Abs:
      return std::fabs(x);
    case v4::UnaryKind::Ceil:
      return std::ceil(x);
    case v4::UnaryKind::Cos:
      return std::cos(x);
    case v4::UnaryKind::Exp:
      return std::exp(x);
    case v4::UnaryKind::Floor:
      return std::floor(x);
    case v4::UnaryKind::Log:
      return std::log(x);
    case v4::UnaryKind::Neg:
      return -x;
    case v4::UnaryKind::Rsqrt:
      return 1.0f / std::sqrt(x);
    case v4::UnaryKind::Sin:
      return std::sin(x);
    case v4::UnaryKind::Square:
      return x * x;
  }
  return x;
}

}  // namespace

Result<Step> step_of(const v4::Binary& binary, Places& places) {
  if (!is_known(binary.kind))
    return fail(Fault::InvalidInput, "its operation {} is unknown", static_cast<std::uint32_t>(binary.kind));
  TRY(const Operands sizes, operands_of(binary.a_shape, binary.b_shape, binary.out_shape));
  TRY(const Slice a, places.range<float>("first input", binary.a, elements(sizes.a)));
  TRY(const Slice b, places.range<float>("second input", binary.b, elements(sizes.b)));
  TRY(const Slice to, places.output<float>("result", binary.output, elements(sizes.out)));
  places.note(binary.output.start, value_of(Element::Float32, sizes.out, true));
  return Step{{},
              [=](State& state) {
                const auto left = state.read<float>(a), right = state.read<float>(b);
                float* out = state.write<float>(to).data();
                for_each_index(sizes.out, [&](const Index& index) {
                  const float value =
                      combined(binary.kind, left[static_cast<std::size_t>(repeated_place(index, sizes.a))],
                               right[static_cast<std::size_t>(repeated_place(index, sizes.b))]);
                  *out++ = limited(value, binary.min, binary.max);
                });
              },
              {},
              to};
}

Result<Step> step_of(const v4::QuantizedBinary& binary, Places& places) {
  constexpr std::int32_t kMaxShift = 62;
  if (!is_known(binary.kind))
    return fail(Fault::InvalidInput, "its operation {} is unknown", static_cast<std::uint32_t>(binary.kind));
  for (const v4::FixedPoint& fixed : {binary.a_fixed, binary.b_fixed, binary.out_fixed})
    if (fixed.shift < 0 || fixed.shift > kMaxShift)
      return fail(Fault::InvalidInput, "it shifts by {}; 0 to {} is possible", fixed.shift, kMaxShift);
  TRY(const Operands sizes, operands_of(binary.a_shape, binary.b_shape, binary.out_shape));
  TRY(const Slice a, places.range<std::uint8_t>("first input", binary.a, elements(sizes.a)));
  TRY(const Slice b, places.range<std::uint8_t>("second input", binary.b, elements(sizes.b)));
  TRY(const Slice to, places.output<std::uint8_t>("result", binary.output, elements(sizes.out)));
  places.note(binary.output.start, value_of(Element::UInt8, sizes.out, true));
  return Step{
      {},
      [=](State& state) {
        const auto left = state.read<std::uint8_t>(a), right = state.read<std::uint8_t>(b);
        std::uint8_t* out = state.write<std::uint8_t>(to).data();
        for_each_index(sizes.out, [&](const Index& index) {
          const std::int64_t one = left[static_cast<std::size_t>(repeated_place(index, sizes.a))] +
                                   std::int64_t{binary.a_fixed.offset};
          const std::int64_t other = right[static_cast<std::size_t>(repeated_place(index, sizes.b))] +
                                     std::int64_t{binary.b_fixed.offset};
          const std::int64_t value =
              combined_integers(binary.kind, scaled(one, binary.a_fixed), scaled(other, binary.b_fixed));
          constexpr std::int64_t kFar = std::int64_t{1} << 31;
          const std::int64_t limited_value = std::clamp(value, -kFar, kFar - 1);
          *out++ = static_cast<std::uint8_t>(std::clamp<std::int64_t>(
              std::int64_t{scaled(limited_value, binary.out_fixed)} + binary.out_fixed.offset, 0, 255));
        });
      },
      {},
      to};
}

Result<Step> step_of(const v4::MatMul& product, Places& places) {
  TRY(const Index a_sizes, sizes_of({1, 1, product.rows, product.columns}, "first input"));
  TRY(const Index b_sizes, sizes_of({1, 1, product.columns, product.b_columns}, "second input"));
  TRY(const Index sizes, sizes_of({1, 1, product.rows, product.b_columns}, "result"));
  TRY(const Slice a, places.range<float>("first input", product.a, elements(a_sizes)));
  TRY(const Slice b, places.range<float>("second input", product.b, elements(b_sizes)));
  TRY(const Slice to, places.output<float>("result", product.output, elements(sizes)));
  places.note(product.output.start, {Element::Float32, {product.rows, product.b_columns}, false});
  return Step{{},
              [=, bias = product.bias, columns = static_cast<std::size_t>(product.columns),
               b_columns = static_cast<std::size_t>(product.b_columns), min = product.min,
               max = product.max](State& state) {
                const auto left = state.read<float>(a), right = state.read<float>(b);
                const auto out = state.write<float>(to);
                for (std::size_t i = 0; i < out.size(); ++i) {
                  float sum = bias[i % b_columns];
                  for (std::size_t k = 0; k < columns; ++k)
                    sum += left[i / b_columns * columns + k] * right[k * b_columns + i % b_columns];
                  out[i] = limited(sum, min, max);
                }
              },
              {},
              to};
}

Result<Step> step_of(const v4::Reduce& reduce, Places& places) {
  if (reduce.kind > v4::ReduceKind::Sum)
    return fail(Fault::InvalidInput, "its operation {} is unknown", static_cast<std::uint32_t>(reduce.kind));
  TRY(const Operands sizes, operands_of(reduce.out_shape, reduce.in_shape, reduce.in_shape));
  TRY(const Slice from, places.range<float>("input", reduce.input, elements(sizes.out)));
  TRY(const Slice to, places.output<float>("result", reduce.output, elements(sizes.a)));
  places.note(reduce.output.start, value_of(Element::Float32, sizes.a, true));
  return Step{{},
              [=](State& state) {
                const float* in = state.read<float>(from).data();
                const auto out = state.write<float>(to);
                std::ranges::fill(out, reduce.initial);
                for_each_index(sizes.out, [&](const Index& index) {
                  float& sum = out[static_cast<std::size_t>(repeated_place(index, sizes.a))];
                  sum = reduced(reduce.kind, sum, *in++);
                });
                if (reduce.kind != v4::ReduceKind::Mean) return;
                // The runtime multiplies by the reciprocal; a division would round differently.
                const float inverse = 1.0f / static_cast<float>(count_of(sizes.out) / count_of(sizes.a));
                for (float& sum : out) sum *= inverse;
              },
              {},
              to};
}

namespace {

// One axis of a window: the input positions of output position `place`.
struct WindowAxis {
  std::int64_t in, before, after, filter, stride, dilation;
  std::int64_t out() const { return (in + before + after - ((filter - 1) * dilation + 1)) / stride + 1; }
};

Result<WindowAxis> window_axis(std::int64_t in, const std::array<std::int32_t, 2>& padding,
                               std::int32_t filter, std::int32_t stride, std::int32_t dilation) {
  const WindowAxis axis{in, padding[0], padding[1], filter, stride, dilation};
  if (axis.before < 0 || axis.after < 0 || axis.before > kmodel::kMainMemory_bytes ||
      axis.after > kmodel::kMainMemory_bytes || filter < 1 || stride < 1 || dilation < 1 ||
      filter > kmodel::kMainMemory_bytes ||
      (axis.filter - 1) * axis.dilation >= in + axis.before + axis.after)
    return fail(Fault::InvalidInput, "its window of {} with stride {} and dilation {} does not fit into {}",
                filter, stride, dilation, in);
  return axis;
}

}  // namespace

Result<Step> step_of(const v4::ReduceWindow& reduce, Places& places) {
  if (reduce.kind > v4::ReduceKind::Sum)
    return fail(Fault::InvalidInput, "its operation {} is unknown", static_cast<std::uint32_t>(reduce.kind));
  TRY(const Index in, sizes_of(reduce.in_shape, "input"));
  TRY(const WindowAxis rows, window_axis(in[2], reduce.padding_height, reduce.filter_height,
                                         reduce.stride_height, reduce.dilation_height));
  TRY(const WindowAxis columns, window_axis(in[3], reduce.padding_width, reduce.filter_width,
                                            reduce.stride_width, reduce.dilation_width));
  const Index out{in[0], in[1], rows.out(), columns.out()};
  TRY(const Slice from, places.range<float>("input", reduce.input, elements(in)));
  TRY(const Slice to, places.output<float>("result", reduce.output, elements(out)));
  places.note(reduce.output.start, value_of(Element::Float32, out, true));
  return Step{
      {},
      [=](State& state) {
        const auto values = state.read<float>(from);
        float* result = state.write<float>(to).data();
        for_each_index(out, [&](const Index& index) {
          float sum = reduce.initial;
          std::int64_t cells = 0;
          for (std::int64_t ky = 0; ky < rows.filter; ++ky)
            for (std::int64_t kx = 0; kx < columns.filter; ++kx) {
              const std::int64_t y = index[2] * rows.stride - rows.before + ky * rows.dilation;
              const std::int64_t x = index[3] * columns.stride - columns.before + kx * columns.dilation;
              if (y < 0 || y >= in[2] || x < 0 || x >= in[3]) continue;
              sum = reduced(reduce.kind, sum,
                            values[static_cast<std::size_t>(place_of({index[0], index[1], y, x}, in))]);
              ++cells;
            }
          if (reduce.kind == v4::ReduceKind::Mean) sum /= static_cast<float>(cells);
          *result++ = limited(sum, reduce.min, reduce.max);
        });
      },
      {},
      to};
}

Result<Step> step_of(const v4::Softmax& softmax, Places& places) {
  TRY(const Index sizes, sizes_of({1, 1, softmax.outer, softmax.inner}, "input"));
  TRY(const Slice from, places.range<float>("input", softmax.input, elements(sizes)));
  TRY(const Slice to, places.output<float>("result", softmax.output, elements(sizes)));
  places.note(softmax.output.start, {Element::Float32, {softmax.outer, softmax.inner}, false});
  return Step{{},
              [=](State& state) {
                const auto in = state.read<float>(from);
                const auto out = state.write<float>(to);
                const auto inner = static_cast<std::size_t>(softmax.inner);
                for (std::size_t row = 0; row < in.size(); row += inner) {
                  const auto values = in.subspan(row, inner);
                  const float max = *std::ranges::max_element(values);
                  float sum = 0;
                  for (std::size_t i = 0; i < inner; ++i) {
                    out[row + i] = std::exp((values[i] - max) * softmax.beta);
                    sum += out[row + i];
                  }
                  for (std::size_t i = 0; i < inner; ++i) out[row + i] /= sum;
                }
              },
              {},
              to};
}

Result<Step> step_of(const v4::Unary& unary, Places& places) {
  if (unary.kind > v4::UnaryKind::Square)
    return fail(Fault::InvalidInput, "its operation {} is unknown", static_cast<std::uint32_t>(unary.kind));
  const std::uint64_t count = unary.output.size_bytes / sizeof(float);
  TRY(const Slice from, places.range<float>("input", unary.input, count));
  TRY(const Slice to, places.output<float>("result", unary.output, count));
  places.note_same_shape(unary.input.start, unary.output.start, Element::Float32, count);
  return Step{{},
              [=](State& state) {
                const auto in = state.read<float>(from);
                const auto out = state.write<float>(to);
                for (std::size_t i = 0; i < out.size(); ++i) out[i] = applied(unary.kind, in[i]);
              },
              {},
              to};
}

}  // namespace tinsmith::kpu
