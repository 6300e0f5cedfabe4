#include "kernels/float/matrix.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/float/matrix.cpp"
// clang-format off: the order of these two matters
#include <hwy/foreach_target.h>
#include "kernels/float/vectors-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {

// A register block is kRows x 2 vectors of sums, two vectors of the right side and one repeated value of the
// left: 27 of AVX-512's and NEON's 32 registers, 15 of the 16 that AVX2 and SSE4 have.
#if HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON
inline constexpr int kRows = 12;
#else
inline constexpr int kRows = 6;
#endif
static_assert(kBlockRows % kRows == 0);
inline constexpr std::int64_t kPanel = 2 * kLanes;
static_assert(kPackedColumns % kPanel == 0);

void pack_columns(const float* from, std::int64_t row_stride, std::int64_t column_stride, std::int64_t depth,
                  std::int64_t begin, std::int64_t end, float* packed) {
  for (std::int64_t first = begin; first < end; first += kPanel) {
    const std::int64_t width = std::min(kPanel, end - first);
    float* panel = packed + first * depth;
    for (std::int64_t i = 0; i < depth; ++i) {
      const float* source = from + i * row_stride + first * column_stride;
      float* target = panel + i * kPanel;
      for (std::int64_t j = 0; j < width; ++j) target[j] = source[j * column_stride];
      for (std::int64_t j = width; j < kPanel; ++j) target[j] = 0;
    }
  }
}

// What becomes of one vector of sums before it is stored.
struct Ending {
  explicit Ending(const Product& product)
      : activation(product.activation), activates(!product.activation.is_none()), adds(product.adds) {}
  template <class Lanes>
  HWY_INLINE void store(Vector value, Vector bias, Lanes lanes, float* to) const {
    value = hn::Add(value, bias);
    if (activates) value = activation.value(value);
    if (adds) value = hn::Add(lanes.load(to), value);
    lanes.store(value, to);
  }
  ActivationVectors activation;
  bool activates, adds;
};

// Stores kRows x kVectors sums, of which the first `rows` and `columns` are wanted. Written without lambdas
// and with one way for parts of a vector, over memory: the sums have to stay in registers.
template <int kVectors>
HWY_INLINE void store_block(const Product& product, const Vector (&sums)[kRows][kVectors], std::int64_t row,
                            std::int64_t column) {
  const Ending ending(product);
  const std::int64_t rows = std::min<std::int64_t>(kRows, product.rows - row);
#pragma GCC unroll 2
  for (int v = 0; v < kVectors; ++v) {
    const std::int64_t first = column + v * kLanes;
    const std::int64_t columns = std::min<std::int64_t>(kLanes, product.columns - first);
    float* to = product.to + row * product.to_stride + first;
    if (columns == kLanes) {
      const auto bias = product.bias != nullptr ? hn::LoadU(kTag, product.bias + first) : hn::Zero(kTag);
#pragma GCC unroll 12
      for (int i = 0; i < kRows; ++i)
        if (i < rows) ending.store(sums[i][v], bias, Whole{}, to + i * product.to_stride);
    } else if (columns > 0) {
      const Part lanes{static_cast<std::size_t>(columns)};
      const auto bias = product.bias != nullptr ? lanes.load(product.bias + first) : hn::Zero(kTag);
      HWY_ALIGN float spilled[kRows * kLanes];
#pragma GCC unroll 12
      for (int i = 0; i < kRows; ++i) hn::Store(sums[i][v], kTag, spilled + i * kLanes);
#pragma GCC unroll 1
      for (std::int64_t i = 0; i < rows; ++i)
        ending.store(hn::Load(kTag, spilled + i * kLanes), bias, lanes, to + i * product.to_stride);
    }
  }
}

template <int kVectors>
HWY_NOINLINE void multiply_block(const Product& product, std::int64_t row, std::int64_t column) {
  Vector sums[kRows][kVectors];
#pragma GCC unroll 12
  for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) sums[i][v] = hn::Zero(kTag);

  // Every third row has a pointer, the others are one or two strides behind: few enough for the registers.
  const std::int64_t stride = product.left_stride;
  const float* left[kRows / 3];
#pragma GCC unroll 4
  for (int i = 0; i < kRows / 3; ++i) left[i] = product.left + (row + 3 * i) * stride;
  const float* panel = product.packed + column * product.depth;
  for (std::int64_t k = 0; k < product.depth; ++k) {
    Vector right[kVectors];
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) right[v] = hn::LoadU(kTag, panel + v * kLanes);
    panel += kPanel;
#pragma GCC unroll 12
    for (int i = 0; i < kRows; ++i) {
      const auto value = hn::Set(kTag, left[i / 3][(i % 3) * stride]);
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) sums[i][v] = hn::MulAdd(value, right[v], sums[i][v]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < kRows / 3; ++i) ++left[i];
  }
  store_block<kVectors>(product, sums, row, column);
}

void multiply(const Product& product) {
  for (std::int64_t column = 0; column < product.columns; column += kPanel)
    for (std::int64_t row = 0; row < product.rows; row += kRows)
      if (product.columns - column > kLanes)
        multiply_block<2>(product, row, column);
      else
        multiply_block<1>(product, row, column);
}

template <int kVectors>
HWY_NOINLINE void add_outer_block(const OuterProducts& products, std::int64_t i0, std::int64_t j0) {
  Vector sums[kRows][kVectors];
  float* to = products.sums + i0 * products.sums_stride + j0;
#pragma GCC unroll 12
  for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v)
      sums[i][v] = hn::LoadU(kTag, to + i * products.sums_stride + v * kLanes);

  const float* left = products.left + i0;
  const float* right = products.right + j0;
  for (std::int64_t row = 0; row < products.rows; ++row) {
    Vector values[kVectors];
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) values[v] = hn::LoadU(kTag, right + v * kLanes);
#pragma GCC unroll 12
    for (int i = 0; i < kRows; ++i) {
      const auto value = hn::Set(kTag, left[i]);
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) sums[i][v] = hn::MulAdd(value, values[v], sums[i][v]);
    }
    left += products.left_stride;
    right += products.right_stride;
  }
#pragma GCC unroll 12
  for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v)
      hn::StoreU(sums[i][v], kTag, to + i * products.sums_stride + v * kLanes);
}

void add_outer_products(const OuterProducts& products) {
  for (std::int64_t i = 0; i < products.left_columns; i += kRows)
    for (std::int64_t j = 0; j < products.right_columns; j += kPanel)
      if (products.right_columns - j > kLanes)
        add_outer_block<2>(products, i, j);
      else
        add_outer_block<1>(products, i, j);
}

}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(pack_columns);
HWY_EXPORT(multiply);
HWY_EXPORT(add_outer_products);

void pack_columns(const float* from, std::int64_t row_stride, std::int64_t column_stride, std::int64_t depth,
                  std::int64_t begin, std::int64_t end, float* packed) {
  HWY_DYNAMIC_DISPATCH(pack_columns)(from, row_stride, column_stride, depth, begin, end, packed);
}

void multiply(const Product& product) {
  HWY_DYNAMIC_DISPATCH(multiply)(product);
}

void add_outer_products(const OuterProducts& products) {
  HWY_DYNAMIC_DISPATCH(add_outer_products)(products);
}

}  // namespace tinsmith::kernels
#endif
