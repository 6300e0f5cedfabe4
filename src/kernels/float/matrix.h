// kernels/float/matrix.h — the two products every convolution and dense layer is made of. Row-major, float32.
#pragma once

#include <cstdint>

#include "kernels/float/transform.h"

namespace tinsmith::kernels {

// Rows a register block works on at most; blocks of rows that are a multiple of it leave no part of one idle.
inline constexpr std::int64_t kBlockRows = 12;
// Widest panel of a packed matrix on any machine, in columns. Columns are packed in pieces that begin at
// multiples.
inline constexpr std::int64_t kPackedColumns = 32;

// Widest vector on any machine, in floats.
inline constexpr std::int64_t kStrideUnit = 16;

inline std::int64_t rounded_up(std::int64_t value, std::int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

// A matrix of `depth` rows and `columns` columns as multiply() wants its right side: panels of a few vectors'
// width, each contiguous, the last filled up with zeros.
inline std::int64_t packed_floats(std::int64_t depth, std::int64_t columns) {
  return depth * rounded_up(columns, kPackedColumns);
}
// Packs columns [begin, end); begin is a multiple of kPackedColumns, and end is too or is `columns`. Element
// (i, j) is from[i · row_stride + j · column_stride]. Different pieces may be packed by different threads.
void pack_columns(const float* from, std::int64_t row_stride, std::int64_t column_stride, std::int64_t depth,
                  std::int64_t begin, std::int64_t end, float* packed);

struct Product {
  const float* left =
      nullptr;  // [rows, depth], rows left_stride apart; readable up to a multiple of kBlockRows
  std::int64_t left_stride = 0;
  const float* packed = nullptr;  // [depth, columns]
  const float* bias = nullptr;    // [columns], or none
  Activation activation;
  bool adds = false;    // to what is there (without bias and activation)
  float* to = nullptr;  // [rows, columns], rows to_stride apart
  std::int64_t to_stride = 0;
  std::int64_t rows = 0, depth = 0, columns = 0;
};
// to = activation(left · right + bias), or to += left · right.
void multiply(const Product& product);

// sums[i · sums_stride + j] += Σ over rows of left[row, i] · right[row, j], for i < left_columns, j <
// right_columns. Whole register blocks are read and written: right_stride and sums_stride are multiples of
// kStrideUnit, a row of left is readable up to a multiple of kBlockRows, and sums has
// rounded_up(left_columns, kBlockRows) rows. What stands in right behind its columns is taken for columns too
// (zeros, say).
struct OuterProducts {
  const float* left = nullptr;
  std::int64_t left_stride = 0, left_columns = 0;
  const float* right = nullptr;
  std::int64_t right_stride = 0, right_columns = 0;
  std::int64_t rows = 0;
  float* sums = nullptr;
  std::int64_t sums_stride = 0;
};
void add_outer_products(const OuterProducts& products);

}  // namespace tinsmith::kernels
