// kernels/float/matrix.h — the two matrix products of convolutions and dense layers. Row-major, float32.
#pragma once

#include <cstdint>

#include "kernels/float/transform.h"

namespace tinsmith::kernels {

// The number of rows of every register block divides this number, so blocks of rows that are a multiple of it
// leave no register block partly unused.
inline constexpr std::int64_t kBlockRows = 24;

// The widest vector on any machine, in floats.
inline constexpr std::int64_t kStrideUnit = 16;

inline std::int64_t rounded_up(std::int64_t value, std::int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

// The number of floats of a matrix of `depth` rows and `columns` columns in the format that multiply() needs
// for its right side: panels of a few vectors' width, each contiguous, the last one padded with zeros.
inline std::int64_t packed_floats(std::int64_t depth, std::int64_t columns) {
  return depth * rounded_up(columns, kStrideUnit);
}
// The number of those panels on this machine.
std::int64_t panel_count(std::int64_t columns);
// pack_panel packs one panel. Element (i, j) of the matrix is from[i · row_stride + j · column_stride].
// Different threads may pack different panels.
struct MatrixView {
  const float* from = nullptr;
  std::int64_t row_stride = 0, column_stride = 0;
  std::int64_t depth = 0, columns = 0;
};
void pack_panel(const MatrixView& matrix, std::int64_t panel, float* packed);

struct Product {
  // [rows, depth], rows left_stride apart; must be readable up to a multiple of kBlockRows rows
  const float* left = nullptr;
  std::int64_t left_stride = 0;
  const float* packed = nullptr;  // [depth, columns]
  const float* bias = nullptr;    // [columns], or nullptr
  Activation activation;
  bool adds = false;    // true: adds to `to`; false: overwrites it
  float* to = nullptr;  // [rows, columns], rows to_stride apart
  std::int64_t to_stride = 0;
  std::int64_t rows = 0, depth = 0, columns = 0;
  const float* next = nullptr;  // data that the caller reads afterwards; prefetched meanwhile; nullptr: none
  std::int64_t next_floats = 0;
};
// to = activation(left · right + bias), or to += the same.
void multiply(const Product& product);

// sums[i · sums_stride + j] += Σ over rows of left[row, i] · right[row, j], for i < left_columns, j <
// right_columns. Whole register blocks are read and written. Rows of left and right must therefore be
// readable for kReadBeyond floats after their columns (usually the next row), and sums must have
// rounded_up(left_columns, kBlockRows) rows with a sums_stride of at least rounded_up(right_columns,
// kStrideUnit). The extra elements of sums are overwritten with arbitrary values.
inline constexpr std::int64_t kReadBeyond = 64;
struct OuterProducts {
  const float* left = nullptr;
  std::int64_t left_stride = 0, left_columns = 0;
  const float* right = nullptr;
  std::int64_t right_stride = 0, right_columns = 0;
  std::int64_t rows = 0;
  bool adds = true;  // true: adds to sums; false: overwrites them
  float* sums = nullptr;
  std::int64_t sums_stride = 0;
};
void add_outer_products(const OuterProducts& products);

}  // namespace tinsmith::kernels
