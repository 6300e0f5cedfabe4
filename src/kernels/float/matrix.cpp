#include "kernels/float/matrix.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/float/matrix.cpp"
// clang-format off: the order of these two matters
#include <hwy/foreach_target.h>
#include "kernels/float/vectors-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {

// A register block has R x V vectors of sums, V vectors of the right side and one broadcast value of the
// left. R · V is 12 with the 16 registers of AVX2 and SSE4, and 24 with the 32 of AVX-512 and NEON (12 if
// V is 1, because more rows would mostly be unused). Blocks that are three vectors wide need the fewest
// loads per multiplication.
inline constexpr int kMaxVectors = 3;
#if HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON
inline constexpr int kRowsOf[kMaxVectors + 1] = {0, 12, 12, 8};
#else
inline constexpr int kRowsOf[kMaxVectors + 1] = {0, 12, 6, 4};
#endif
static_assert(kBlockRows % kRowsOf[1] == 0 && kBlockRows % kRowsOf[2] == 0 && kBlockRows % kRowsOf[3] == 0);

// Divides columns into panels of three and two vectors; a panel of one vector only if there are
// no more columns.
struct Panels {
  explicit Panels(std::int64_t columns)
      : vectors((columns + kLanes - 1) / kLanes),
        count(vectors == 0 ? 0 : (vectors + kMaxVectors - 1) / kMaxVectors),
        threes(vectors == 1 ? 0 : count - (count * kMaxVectors - vectors)) {}
  std::int64_t vectors, count;
  std::int64_t threes;  // number of panels with three vectors; they come first
  std::int64_t begin(std::int64_t panel) const { return (2 * panel + std::min(panel, threes)) * kLanes; }
  int vectors_of(std::int64_t panel) const { return vectors == 1 ? 1 : panel < threes ? 3 : 2; }
};

// Calls body(first column, number of vectors as a compile-time constant) for each panel.
template <class Body>
HWY_INLINE void for_panels(std::int64_t columns, Body&& body) {
  const Panels panels(columns);
  for (std::int64_t panel = 0; panel < panels.count; ++panel) {
    const std::int64_t begin = panels.begin(panel);
    switch (panels.vectors_of(panel)) {
      case 3:
        body(begin, std::integral_constant<int, 3>{});
        break;
      case 2:
        body(begin, std::integral_constant<int, 2>{});
        break;
      default:
        body(begin, std::integral_constant<int, 1>{});
    }
  }
}

std::int64_t panel_count(std::int64_t columns) {
  return Panels(columns).count;
}

void pack_panel(const MatrixView& matrix, std::int64_t panel, float* packed) {
  const Panels panels(matrix.columns);
  const std::int64_t begin = panels.begin(panel), panel_width = panels.vectors_of(panel) * kLanes;
  const std::int64_t width = std::min(panel_width, matrix.columns - begin);
  float* to = packed + begin * matrix.depth;
  for (std::int64_t i = 0; i < matrix.depth; ++i, to += panel_width) {
    const float* from = matrix.from + i * matrix.row_stride + begin * matrix.column_stride;
    for (std::int64_t j = 0; j < width; ++j) to[j] = from[j * matrix.column_stride];
    std::fill(to + width, to + panel_width, 0.0f);
  }
}

// Number of rows of the product that are prefetched before they are written.
inline constexpr std::int64_t kRowsAhead = 24;

// Prefetches the data that is read after a product, one part on each call of ask().
class Upcoming {
 public:
  Upcoming(const Product& product, std::int64_t times)
      : at_(product.next),
        end_(product.next + product.next_floats),
        part_(rounded_up(product.next_floats / std::max<std::int64_t>(1, times) + 1, kStrideUnit)) {}
  HWY_INLINE void ask() {
    for (std::int64_t i = 0; i < part_ && at_ < end_; i += kStrideUnit, at_ += kStrideUnit)
      __builtin_prefetch(at_);
  }

 private:
  const float *at_, *end_;
  std::int64_t part_;
};

// The operations on a vector of sums before it is stored.
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

// Stores R x V sums, of which the first `rows` and `columns` are used. Written without lambdas, and with one
// path through memory for partial vectors, because the sums have to stay in registers.
template <int R, int V>
HWY_INLINE void store_block(const Product& product, const Ending& ending, const Vector (&sums)[R][V],
                            std::int64_t row, std::int64_t column) {
  const std::int64_t rows = std::min<std::int64_t>(R, product.rows - row);
#pragma GCC unroll 3
  for (int v = 0; v < V; ++v) {
    const std::int64_t first = column + v * kLanes;
    const std::int64_t columns = std::min<std::int64_t>(kLanes, product.columns - first);
    float* to = product.to + row * product.to_stride + first;
    if (columns == kLanes) {
      const auto bias = product.bias != nullptr ? hn::LoadU(kTag, product.bias + first) : hn::Zero(kTag);
#pragma GCC unroll 12
      for (int i = 0; i < R; ++i)
        if (i < rows) ending.store(sums[i][v], bias, Whole{}, to + i * product.to_stride);
    } else if (columns > 0) {
      const Part lanes{static_cast<std::size_t>(columns)};
      const auto bias = product.bias != nullptr ? lanes.load(product.bias + first) : hn::Zero(kTag);
      HWY_ALIGN float spilled[R * kLanes];
#pragma GCC unroll 12
      for (int i = 0; i < R; ++i) hn::Store(sums[i][v], kTag, spilled + i * kLanes);
#pragma GCC unroll 1
      for (std::int64_t i = 0; i < rows; ++i)
        ending.store(hn::Load(kTag, spilled + i * kLanes), bias, lanes, to + i * product.to_stride);
    }
  }
}

// Multiplies one panel of the right side with all rows of the left.
template <int R, int V>
HWY_NOINLINE void multiply_panel(const Product& product, std::int64_t column) {
  const Ending ending(product);
  const std::int64_t stride = product.left_stride;
  // Every third or fourth row has a pointer, and the others are a few strides after it, so that the pointers
  // fit into registers.
  constexpr int kStep = R % 3 == 0 ? 3 : 4;
  const float* const panel_begin = product.packed + column * product.depth;
  Upcoming upcoming(product, (product.rows + R - 1) / R);
  for (std::int64_t row = 0; row < product.rows; row += R) {
    Vector sums[R][V];
#pragma GCC unroll 12
    for (int i = 0; i < R; ++i)
#pragma GCC unroll 3
      for (int v = 0; v < V; ++v) sums[i][v] = hn::Zero(kTag);
    const float* left[R / kStep];
#pragma GCC unroll 4
    for (int i = 0; i < R / kStep; ++i) left[i] = product.left + (row + kStep * i) * stride;
    const float* panel = panel_begin;
    const float* ahead = product.to + (row + kRowsAhead) * product.to_stride + column;
#pragma GCC unroll 12
    for (int i = 0; i < R; ++i) __builtin_prefetch(ahead + i * product.to_stride, 1);
    if (column == 0) upcoming.ask();
    for (std::int64_t k = 0; k < product.depth; ++k) {
      Vector right[V];
#pragma GCC unroll 3
      for (int v = 0; v < V; ++v) right[v] = hn::LoadU(kTag, panel + v * kLanes);
      panel += V * kLanes;
#pragma GCC unroll 12
      for (int i = 0; i < R; ++i) {
        const auto value = hn::Set(kTag, left[i / kStep][(i % kStep) * stride]);
#pragma GCC unroll 3
        for (int v = 0; v < V; ++v) sums[i][v] = hn::MulAdd(value, right[v], sums[i][v]);
      }
#pragma GCC unroll 4
      for (int i = 0; i < R / kStep; ++i) ++left[i];
    }
    store_block<R, V>(product, ending, sums, row, column);
  }
}

void multiply(const Product& product) {
  for_panels(product.columns, [&](std::int64_t column, auto vectors) HWY_ATTR {
    constexpr int kVectors = decltype(vectors)::value;
    multiply_panel<kRowsOf[kVectors], kVectors>(product, column);
  });
}

// Multiplies one panel of the right side with all of the left; the panel stays in the first-level cache.
template <int R, int V>
HWY_NOINLINE void add_outer_panel(const OuterProducts& products, std::int64_t column) {
  for (std::int64_t first = 0; first < products.left_columns; first += R) {
    Vector sums[R][V];
    float* to = products.sums + first * products.sums_stride + column;
#pragma GCC unroll 12
    for (int i = 0; i < R; ++i)
#pragma GCC unroll 3
      for (int v = 0; v < V; ++v) sums[i][v] = hn::Zero(kTag);
    if (products.adds) {
#pragma GCC unroll 12
      for (int i = 0; i < R; ++i)
#pragma GCC unroll 3
        for (int v = 0; v < V; ++v) sums[i][v] = hn::LoadU(kTag, to + i * products.sums_stride + v * kLanes);
    }
    const float* left = products.left + first;
    const float* right = products.right + column;
    for (std::int64_t row = 0; row < products.rows; ++row) {
      Vector values[V];
#pragma GCC unroll 3
      for (int v = 0; v < V; ++v) values[v] = hn::LoadU(kTag, right + v * kLanes);
#pragma GCC unroll 12
      for (int i = 0; i < R; ++i) {
        const auto value = hn::Set(kTag, left[i]);
#pragma GCC unroll 3
        for (int v = 0; v < V; ++v) sums[i][v] = hn::MulAdd(value, values[v], sums[i][v]);
      }
      left += products.left_stride;
      right += products.right_stride;
    }
#pragma GCC unroll 12
    for (int i = 0; i < R; ++i)
#pragma GCC unroll 3
      for (int v = 0; v < V; ++v) hn::StoreU(sums[i][v], kTag, to + i * products.sums_stride + v * kLanes);
  }
}

void add_outer_products(const OuterProducts& products) {
  for_panels(products.right_columns, [&](std::int64_t column, auto vectors) HWY_ATTR {
    constexpr int kVectors = decltype(vectors)::value;
    add_outer_panel<kRowsOf[kVectors], kVectors>(products, column);
  });
}

}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(panel_count);
HWY_EXPORT(pack_panel);
HWY_EXPORT(multiply);
HWY_EXPORT(add_outer_products);

std::int64_t panel_count(std::int64_t columns) {
  return HWY_DYNAMIC_DISPATCH(panel_count)(columns);
}

void pack_panel(const MatrixView& matrix, std::int64_t panel, float* packed) {
  HWY_DYNAMIC_DISPATCH(pack_panel)(matrix, panel, packed);
}

void multiply(const Product& product) {
  HWY_DYNAMIC_DISPATCH(multiply)(product);
}

void add_outer_products(const OuterProducts& products) {
  HWY_DYNAMIC_DISPATCH(add_outer_products)(products);
}

}  // namespace tinsmith::kernels
#endif
