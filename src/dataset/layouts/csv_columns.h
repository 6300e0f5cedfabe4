// dataset/layouts/csv_columns.h — what the columns of a table of labels mean: told by their headings, or, in
// tables without headings, by their values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dataset/layouts/csv_table.h"

namespace tinsmith::dataset {

// How four numbers are a box.
enum class BoxForm : std::uint8_t { Corners, TopLeft, Centre };

struct CsvColumns {
  enum class Content : std::uint8_t {
    None,      // no table of labels
    Boxes,     // a row for each box
    Classes,   // a row for each picture
    OneHot,    // a row for each picture, a column of 0 and 1 for each class
    Unusable,  // it seems to hold boxes, but they cannot be told: `says`
  };
  Content content = Content::None;
  std::string says;
  std::size_t first_row = 1;  // 0 when there are no headings
  std::optional<std::size_t> picture, class_name, split;
  std::optional<std::size_t> picture_width, picture_height;
  std::vector<std::size_t> sides;   // of a box: four columns, or one that holds all four numbers
  std::vector<BoxForm> forms;       // those that `sides` may be, the likeliest first; values decide
  bool is_relative = false;         // parts of the picture's sides for certain; otherwise values decide
  std::vector<std::size_t> unused;  // columns with a heading that nothing is read from
};

// `is_picture`: whether a cell names a picture that is there. Looks at the first rows of the table.
CsvColumns columns_in(const CsvTable& table, const std::function<bool(std::string_view)>& is_picture);

}  // namespace tinsmith::dataset
