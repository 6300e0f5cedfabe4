// dataset/layouts/csv_columns.h — determines the meaning of the columns of a label table.
//
// The meaning follows from the headings or, in tables without headings, from the values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dataset/layouts/csv_table.h"

namespace tinsmith::dataset {

// The meaning of the four numbers of a box.
enum class BoxForm : std::uint8_t { Corners, TopLeft, Centre };

struct CsvColumns {
  enum class Content : std::uint8_t {
    None,      // not a label table
    Boxes,     // one row per box
    Classes,   // one row per picture
    OneHot,    // one row per picture, one column of 0 and 1 per class
    Unusable,  // seems to contain boxes that cannot be read; `message` gives the reason
  };
  Content content = Content::None;
  std::string message;
  std::size_t first_row = 1;  // 0 when the table has no headings
  std::optional<std::size_t> picture, class_name, split;
  std::optional<std::size_t> picture_width, picture_height;
  std::vector<std::size_t> sides;   // of a box: four columns, or one with all four numbers
  std::vector<BoxForm> forms;       // possible meanings of `sides`, most likely first; the values decide
  bool is_relative = false;         // certainly fractions of the picture's sides; else the values decide
  std::vector<std::size_t> unused;  // columns that have a heading but are not read
};

// Determines the columns from the first rows of the table. `is_picture` returns whether a cell names
// an existing picture.
CsvColumns columns_in(const CsvTable& table, const std::function<bool(std::string_view)>& is_picture);

}  // namespace tinsmith::dataset
