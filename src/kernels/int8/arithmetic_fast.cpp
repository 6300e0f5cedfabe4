// The formulas of arithmetic_reference.h with one value per lane. The last, partial vector of a row is computed in
// a separate buffer.
#include "kernels/int8/arithmetic_fast.h"

#include <array>
#include <cstring>

#include "kernels/int8/lane_scales.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/int8/arithmetic_fast.cpp"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "kernels/int8/requantize-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {
#if HWY_TARGET == HWY_SCALAR  // no vectors: the plain loops are equally fast

void add(const SumInt8& sum, const Broadcast& shape, const std::int8_t* left, const std::int8_t* right,
         std::int8_t* output) {
  add_reference(sum, shape, left, right, output);
}
void multiply(const ProductInt8& product, const Broadcast& shape, const std::int8_t* left,
              const std::int8_t* right, std::int8_t* output) {
  multiply_reference(product, shape, left, right, output);
}

#else
namespace {

using Int8s = hn::Rebind<std::int8_t, Int32s>;

// Loads `count` values (at most a vector of them), or one value into every lane if step is 0.
HWY_INLINE VectorInt32 load(const std::int8_t* from, std::int64_t step, std::size_t count) {
  const Int32s d;
  const Int8s bytes;
  if (step == 0) return hn::Set(d, std::int32_t{*from});
  if (count == hn::Lanes(d)) return hn::PromoteTo(d, hn::LoadU(bytes, from));
  HWY_ALIGN std::int8_t part[HWY_MAX_BYTES] = {};
  std::memcpy(part, from, count);
  return hn::PromoteTo(d, hn::Load(bytes, part));
}

HWY_INLINE void store(VectorInt32 values, const OutputRange& range, std::size_t count, std::int8_t* to) {
  const Int32s d;
  const Int8s bytes;
  const auto clamped =
      hn::Min(hn::Max(hn::Add(values, hn::Set(d, range.zero_point)), hn::Set(d, range.minimum)),
              hn::Set(d, range.maximum));
  if (count == hn::Lanes(d)) return hn::StoreU(hn::DemoteTo(bytes, clamped), bytes, to);
  HWY_ALIGN std::int8_t part[HWY_MAX_BYTES];
  hn::Store(hn::DemoteTo(bytes, clamped), bytes, part);
  std::memcpy(to, part, count);
}

// Stores combine(left values, right values) for every output value.
template <class Combine>
HWY_INLINE void walk(const Broadcast& shape, const OutputRange& range, const std::int8_t* left,
                     const std::int8_t* right, std::int8_t* output, const Combine& combine) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(Int32s()));
  for_each_row(shape, [&](std::int64_t left_offset, std::int64_t right_offset, std::int64_t output_offset) {
    for (std::int64_t i = 0; i < shape.sizes.back(); i += lanes) {
      const auto count = static_cast<std::size_t>(std::min(lanes, shape.sizes.back() - i));
      const auto a = load(left + left_offset + i * shape.left_steps.back(), shape.left_steps.back(), count);
      const auto b =
          load(right + right_offset + i * shape.right_steps.back(), shape.right_steps.back(), count);
      store(combine(a, b), range, count, output + output_offset + i);
    }
  });
}

}  // namespace

void add(const SumInt8& sum, const Broadcast& shape, const std::int8_t* left, const std::int8_t* right,
         std::int8_t* output) {
  const Int32s d;
  const VectorScale left_scale = same_scale(sum.left), right_scale = same_scale(sum.right);
  const VectorScale result_scale = same_scale(sum.result);
  const auto left_zero_point = hn::Set(d, sum.left_zero_point),
             right_zero_point = hn::Set(d, sum.right_zero_point);
  walk(shape, sum.output, left, right, output, [&](VectorInt32 a, VectorInt32 b) {
    a = scaled(hn::ShiftLeft<kSumExtraBits>(hn::Sub(a, left_zero_point)), left_scale);
    b = scaled(hn::ShiftLeft<kSumExtraBits>(hn::Sub(b, right_zero_point)), right_scale);
    return scaled(sum.subtract ? hn::Sub(a, b) : hn::Add(a, b), result_scale);
  });
}

void multiply(const ProductInt8& product, const Broadcast& shape, const std::int8_t* left,
              const std::int8_t* right, std::int8_t* output) {
  const Int32s d;
  const VectorScale scale = same_scale(product.multiplier);
  const auto left_zero_point = hn::Set(d, product.left_zero_point);
  const auto right_zero_point = hn::Set(d, product.right_zero_point);
  walk(shape, product.output, left, right, output, [&](VectorInt32 a, VectorInt32 b) {
    return scaled(hn::Mul(hn::Sub(a, left_zero_point), hn::Sub(b, right_zero_point)), scale);
  });
}

#endif
}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(add);
HWY_EXPORT(multiply);

namespace {
constexpr std::int64_t kMaxDifference = 255;  // max difference of two int8 values
}

bool suits_vectors(const SumInt8& sum) {
  constexpr std::int64_t kMax = kMaxDifference << kSumExtraBits;
  return sum.rounding == Rounding::Double &&
         fit_vectors(std::array{kMax, kMax, kMax}, std::array{sum.left, sum.right, sum.result});
}

bool suits_vectors(const ProductInt8& product) {
  return product.rounding == Rounding::Double &&
         fit_vectors(std::array{kMaxDifference * kMaxDifference}, std::array{product.multiplier});
}

void add_fast(const SumInt8& sum, const Broadcast& shape, const std::int8_t* left, const std::int8_t* right,
              std::int8_t* output) {
  HWY_DYNAMIC_DISPATCH(add)(sum, shape, left, right, output);
}

void multiply_fast(const ProductInt8& product, const Broadcast& shape, const std::int8_t* left,
                   const std::int8_t* right, std::int8_t* output) {
  HWY_DYNAMIC_DISPATCH(multiply)(product, shape, left, right, output);
}

}  // namespace tinsmith::kernels
#endif
