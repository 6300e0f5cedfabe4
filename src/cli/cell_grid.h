// cli/cell_grid.h — what a terminal shows, cell by cell, and the bytes that make it show that.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "image/draw.h"

namespace tinsmith::cli {

// 0xRRGGBB, or the colour that the person has chosen for the terminal.
using CellColour = std::uint32_t;
inline constexpr CellColour kUsualColour = 0xFFFFFFFF;
CellColour cell_colour(image::Colour colour);

struct Cell {
  std::string text = " ";  // one character; empty: the second half of a wide character before it
  CellColour ink = kUsualColour, paper = kUsualColour;
  friend bool operator==(const Cell&, const Cell&) = default;
};

// The number of columns that a text needs: Chinese characters are two columns wide, combining ones have none (Unicode's
// East Asian Width, by utf8proc). Bytes that are no UTF-8 count as one each.
std::int32_t columns_of(std::string_view text);

// The size in which a picture fills a window, keeping its shape: a column is one pixel, a row two. Neither side is 0.
image::Size fitted(image::Size picture, std::int32_t columns, std::int32_t rows);

class CellGrid {
 public:
  CellGrid() = default;
  CellGrid(std::int32_t columns, std::int32_t rows);

  std::int32_t columns() const { return columns_; }
  std::int32_t rows() const { return rows_; }
  const Cell& at(std::int32_t column, std::int32_t row) const;

  // Draws an RGB picture with one pixel per column and two per row, with its upper left corner at a cell: the upper half
  // of each cell is a half block in the colour of the upper pixel. What is outside of the grid is left out.
  void draw(const image::Image& picture, std::int32_t column, std::int32_t row);
  // Writes a text, which ends at the right edge.
  void write(std::int32_t column, std::int32_t row, std::string_view text, CellColour ink = kUsualColour,
             CellColour paper = kUsualColour);

  // The bytes that turn a terminal that shows `before` into one that shows this. A grid of another size stands for one that
  // shows nothing.
  std::string bytes_after(const CellGrid& before, bool has_true_colours) const;

 private:
  Cell& cell(std::int32_t column, std::int32_t row);

  std::int32_t columns_ = 0, rows_ = 0;
  std::vector<Cell> cells_;
};

// The number of a colour among the 256 that terminals have had since xterm: a cube of 6 × 6 × 6, and 24 greys.
std::int32_t nearest_of_256(CellColour colour);

}  // namespace tinsmith::cli
