// dataset/layouts/csv_table.h — tables of comma-separated values, and what their headings say (RFC 4180; also
// ';', '|' or tabs between cells).
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
  std::vector<std::vector<std::string>> rows;  // cells trimmed; empty lines left out
};

// The separator is what a first line "sep=;" says, else the commonest of ',', ';', tab and '|' on the first
// line. A quote that is never closed ends with the text.
CsvTable parse_csv(std::string_view text);

// '.' or ',' before decimals; nothing when it is no number.
std::optional<double> csv_number_of(std::string_view cell);

// The numbers of a cell that holds several: "[1, 2, 3, 4]", "1 2 3 4; 5 6 7 8". Nothing when it holds
// anything else.
std::optional<std::vector<double>> numbers_in_cell(std::string_view cell);

// What a column's heading says. Left … Bottom are sides; X and Y are a corner or the centre; Width and Height
// are the box's or the picture's; WholeBox has all four numbers in a cell.
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

// The meaning of a heading by its letters and digits alone: "X_Min", "x min" and "xmin" are the same, and so
// are "bbox_x" and "x". Nothing for other words.
std::optional<Heading> heading_of(std::string_view cell);

// Its letters and digits, in lower case.
std::string letters_of(std::string_view cell);

}  // namespace tinsmith::dataset
