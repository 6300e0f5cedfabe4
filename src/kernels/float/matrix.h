// kernels/float/matrix.h — the two products every convolution and dense layer is made of. Row-major, float32.
#pragma once

#include <cstdint>

#include "kernels/float/transform.h"

namespace tinsmith::kernels {

// Register blocks of every size have a number of rows that divides this one: blocks of rows that are a
// multiple of it leave no part of one idle.
inline constexpr std::int64_t kBlockRows = 24;

// Widest vector on any machine, in floats.
inline constexpr std::int64_t kStrideUnit = 16;

inline std::int64_t rounded_up(std::int64_t value, std::int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

// A matrix of `depth` rows and `columns` columns as multiply() wants its right side: panels of a few vectors'
// width, each contiguous, the last filled up with zeros.
inline std::int64_t packed_floats(std::int64_t depth, std::int64_t columns) {
  return depth * rounded_up(columns, kStrideUnit);
}
// How many panels that are, on this machine.
std::int64_t panel_count(std::int64_t columns);
// Packs one of them. Element (i, j) of the matrix is from[i · row_stride + j · column_stride]. Different
// panels may be packed by different threads.
struct MatrixView {
  const float* from = nullptr;
  std::int64_t row_stride = 0, column_stride = 0;
  std::int64_t depth = 0, columns = 0;
};
void pack_panel(const MatrixView& matrix, std::int64_t panel, float* packed);

struct Product {
  const float* left =
      nullptr;  // [rows, depth], rows left_stride apart; readable up to a multiple of kBlockRows
  std::int64_t left_stride = 0;
  const float* packed = nullptr;  // [depth, columns]
  const float* bias = nullptr;    // [columns], or none
  Activation activation;
  bool adds = false;    // to what is there
  float* to = nullptr;  // [rows, columns], rows to_stride apart
  std::int64_t to_stride = 0;
  std::int64_t rows = 0, depth = 0, columns = 0;
  const float* next = nullptr;  // what the caller reads after this, asked for from memory meanwhile; or none
  std::int64_t next_floats = 0;
};
// to = activation(left · right + bias), or to += the same.
void multiply(const Product& product);

// sums[i · sums_stride + j] += Σ over rows of left[row, i] · right[row, j], for i < left_columns, j <
// right_columns. Whole register blocks are read and written: rows of left and right are readable kReadBeyond
// floats beyond their columns (the next row, mostly); sums has rounded_up(left_columns, kBlockRows) rows and
// sums_stride is at least rounded_up(right_columns, kStrideUnit). What lies beyond is used up by this.
inline constexpr std::int64_t kReadBeyond = 64;
struct OuterProducts {
  const float* left = nullptr;
  std::int64_t left_stride = 0, left_columns = 0;
  const float* right = nullptr;
  std::int64_t right_stride = 0, right_columns = 0;
  std::int64_t rows = 0;
  bool adds = true;  // to what is in sums; otherwise overwrites it
  float* sums = nullptr;
  std::int64_t sums_stride = 0;
};
void add_outer_products(const OuterProducts& products);

}  // namespace tinsmith::kernels
