// dataset/layouts/csv_table.h — parses tables of comma-separated values and recognises their headings.
//
// The format is RFC 4180. Cells may also be separated by ';', '|' or tabs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::dataset {

struct CsvTable {
  char separator = ',';
  std::vector<std::vector<std::string>> rows;  // cells are trimmed; empty lines are left out
};

// Parses a table. The separator is the one in a first line "sep=;", else the most frequent of ',', ';', tab
// and '|' in the first line. A quote that is never closed extends to the end of the text.
CsvTable parse_csv(std::string_view text);

// Parses a number with '.' or ',' as the decimal separator; nothing when the cell is not a number.
std::optional<double> csv_number_of(std::string_view cell);

// Parses a cell with several numbers: "[1, 2, 3, 4]", "1 2 3 4; 5 6 7 8". Returns nothing when the cell
// contains anything else.
std::optional<std::vector<double>> numbers_in_cell(std::string_view cell);

// The meaning of a column heading. Left … Bottom are sides. X and Y are a corner or the centre. Width and
// Height are those of the box or of the picture. WholeBox is a cell with all four numbers.
enum class Heading : std::uint8_t {
  Picture,
  ClassName,
  ClassNumber,
  Split,
  Left,
  Top,
  Right,
  Bottom,
  X,
  Y,
  CentreX,
  CentreY,
  Width,
  Height,
  BoxWidth,
  BoxHeight,
  PictureWidth,
  PictureHeight,
  WholeBox,
  Count
};

// Returns the meaning of a heading. Only its letters and digits count: "X_Min", "x min" and "xmin" are equal,
// and so are "bbox_x" and "x". Returns nothing for unknown headings.
std::optional<Heading> heading_of(std::string_view cell);

// Returns the letters and digits of the cell, in lower case.
std::string letters_of(std::string_view cell);

}  // namespace tinsmith::dataset
