#include "dataset/layouts/csv_columns.h"

#include <algorithm>
#include <array>

#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

constexpr std::size_t kRowsToLookAt = 200;
constexpr std::size_t kHeadings = static_cast<std::size_t>(Heading::Count);

bool is_split_word(std::string_view cell) {
  return split_named(cell) != Split::None || cell == "UNASSIGNED";
}

// Finds the columns of a table with headings.
class HeadedColumns {
 public:
  explicit HeadedColumns(const CsvTable& table) : table_(table), headings_(table.rows[0]) {
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      if (const auto meaning = heading_of(headings_[i])) {
        auto& place = at_[static_cast<std::size_t>(*meaning)];
        if (!place) place = i;
      }
    }
    // In "x0, y0, x1, y1" the corners are counted from 0, so x1 is the right side.
    const auto named = [&](std::string_view name) -> std::optional<std::size_t> {
      for (std::size_t i = 0; i < headings_.size(); ++i) {
        const std::string letters = letters_of(headings_[i]);
        if (letters == name || letters == "bbox" + std::string(name)) return i;
      }
      return std::nullopt;
    };
    if (named("x0") && named("x1") && named("y0") && named("y1") && !at(Heading::Right)) {
      place(Heading::Left) = named("x0");
      place(Heading::Top) = named("y0");
      place(Heading::Right) = named("x1");
      place(Heading::Bottom) = named("y1");
    }
  }

  CsvColumns columns(const std::function<bool(std::string_view)>& is_picture) {
    columns_.picture = at(Heading::Picture);
    if (!columns_.picture) columns_.picture = column_of_pictures(is_picture);
    columns_.class_name = at(Heading::ClassName) ? at(Heading::ClassName) : at(Heading::ClassNumber);
    if (!columns_.class_name) columns_.class_name = column_called_name();
    if (const auto split = at(Heading::Split)) {
      if (all_cells(*split, is_split_word)) columns_.split = split;
    }
    find_sides();
    columns_.picture_width = at(Heading::PictureWidth);
    columns_.picture_height = at(Heading::PictureHeight);
    if (!uses_width_ && !columns_.picture_width) {
      columns_.picture_width = at(Heading::Width);
      columns_.picture_height = at(Heading::Height);
    }
    if (columns_.picture) decide_content();
    list_unused();
    return columns_;
  }

 private:
  std::optional<std::size_t>& place(Heading meaning) { return at_[static_cast<std::size_t>(meaning)]; }
  std::optional<std::size_t> at(Heading meaning) const { return at_[static_cast<std::size_t>(meaning)]; }

  template <class Test>
  bool all_cells(std::size_t column, Test test) const {
    bool is_any = false;
    for (std::size_t i = 1; i < std::min(table_.rows.size(), kRowsToLookAt); ++i) {
      const auto& row = table_.rows[i];
      if (column >= row.size() || row[column].empty()) continue;
      if (!test(row[column])) return false;
      is_any = true;
    }
    return is_any;
  }

  std::optional<std::size_t> column_of_pictures(
      const std::function<bool(std::string_view)>& is_picture) const {
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      if (all_cells(i, [&](std::string_view cell) { return is_picture_name(cell) || is_picture(cell); }))
        return i;
    }
    return std::nullopt;
  }

  // "name" is the name of the picture in some tables and of the class in others.
  std::optional<std::size_t> column_called_name() const {
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      const std::string letters = letters_of(headings_[i]);
      if ((letters == "name" || letters == "type") && i != columns_.picture) return i;
    }
    return std::nullopt;
  }

  void find_sides() {
    const auto either = [&](Heading a, Heading b) { return at(a) ? at(a) : at(b); };
    const auto width = either(Heading::BoxWidth, Heading::Width);
    const auto height = either(Heading::BoxHeight, Heading::Height);
    const auto take = [&](std::initializer_list<std::optional<std::size_t>> sides,
                          std::vector<BoxForm> forms) {
      if (!columns_.sides.empty()) return;
      if (!std::all_of(sides.begin(), sides.end(), [](const auto& side) { return side.has_value(); })) return;
      for (const auto& side : sides) columns_.sides.push_back(*side);
      columns_.forms = std::move(forms);
      uses_width_ = columns_.sides.size() == 4 && columns_.sides[2] == at(Heading::Width);
    };
    const auto left = either(Heading::Left, Heading::X), top = either(Heading::Top, Heading::Y);
    take({left, top, at(Heading::Right), at(Heading::Bottom)}, {BoxForm::Corners});
    take({at(Heading::CentreX), at(Heading::CentreY), width, height}, {BoxForm::Centre});
    take({at(Heading::Left), at(Heading::Top), width, height}, {BoxForm::TopLeft});
    take({at(Heading::X), at(Heading::Y), width, height}, {BoxForm::TopLeft, BoxForm::Centre});
    take({at(Heading::WholeBox)}, {BoxForm::TopLeft, BoxForm::Corners, BoxForm::Centre});
    // Tables of Open Images.
    columns_.is_relative =
        !columns_.sides.empty() && at(Heading::Picture) && headings_[*at(Heading::Picture)] == "ImageID";
  }

  void decide_content() {
    using Content = CsvColumns::Content;
    if (!columns_.sides.empty()) {
      columns_.content = Content::Boxes;
      return;
    }
    std::string found;
    for (const Heading meaning :
         {Heading::Left, Heading::Top, Heading::Right, Heading::Bottom, Heading::X, Heading::Y,
          Heading::CentreX, Heading::CentreY, Heading::BoxWidth, Heading::BoxHeight}) {
      if (at(meaning)) found += fmt::format("{}`{}`", found.empty() ? "" : ", ", headings_[*at(meaning)]);
    }
    if (!found.empty()) {
      columns_.content = Content::Unusable;
      columns_.message = fmt::format(
          "its columns {} look like boxes, but four are needed, such as xmin, ymin, xmax, ymax "
          "or x, y, width, height",
          found);
    } else if (const auto column = column_of_outlines()) {
      columns_.content = Content::Unusable;
      columns_.message = fmt::format(
          "its column `{}` contains several numbers per cell, like an outline or a mask; write its bounding "
          "box into four columns, such as xmin, ymin, xmax, ymax",
          headings_[*column]);
    } else if (columns_.class_name) {
      const bool is_json = all_cells(*columns_.class_name, [](std::string_view cell) {
        return cell.starts_with("[{") || cell.starts_with('{');
      });
      columns_.content = is_json ? Content::Unusable : Content::Classes;
      if (is_json)
        columns_.message = fmt::format("its column `{}` contains JSON; export the labels as JSON",
                                       headings_[*columns_.class_name]);
    } else if (is_one_hot()) {
      columns_.content = Content::OneHot;
    }
  }

  // Finds a column without a known heading in which every cell has at least the four numbers of a box.
  std::optional<std::size_t> column_of_outlines() const {
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      if (i == columns_.picture || i == columns_.class_name || i == columns_.split) continue;
      const auto is_outline = [](std::string_view cell) {
        const auto numbers = numbers_in_cell(cell);
        return numbers && numbers->size() >= 4;
      };
      if (all_cells(i, is_outline)) return i;
    }
    return std::nullopt;
  }

  bool is_one_hot() const {
    std::size_t classes = 0;
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      if (i == columns_.picture || i == columns_.split) continue;
      ++classes;
      const auto is_bit = [](std::string_view cell) {
        return cell == "0" || cell == "1" || cell == "0.0" || cell == "1.0";
      };
      if (!all_cells(i, is_bit)) return false;
    }
    return classes >= 2;
  }

  void list_unused() {
    if (columns_.content == CsvColumns::Content::OneHot) return;
    std::vector<std::size_t> used = columns_.sides;
    for (const auto& column : {columns_.picture, columns_.class_name, columns_.split, columns_.picture_width,
                               columns_.picture_height}) {
      if (column) used.push_back(*column);
    }
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      if (!headings_[i].empty() && std::find(used.begin(), used.end(), i) == used.end())
        columns_.unused.push_back(i);
    }
  }

  const CsvTable& table_;
  const std::vector<std::string>& headings_;
  std::array<std::optional<std::size_t>, kHeadings> at_{};
  bool uses_width_ = false;
  CsvColumns columns_;
};

// Finds the columns of a table without headings.
class BareColumns {
 public:
  BareColumns(const CsvTable& table, const std::function<bool(std::string_view)>& is_picture)
      : table_(table) {
    for (const auto& row : table.rows) column_count_ = std::max(column_count_, row.size());
    for (std::size_t i = 0; i < column_count_; ++i) kinds_.push_back(kind_of(i, is_picture));
  }

  CsvColumns columns() {
    columns_.first_row = 0;
    std::vector<std::size_t> numbers, texts;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (kinds_[i] == Kind::Picture && !columns_.picture) columns_.picture = i;
      if (kinds_[i] == Kind::Split && !columns_.split) columns_.split = i;
      if (kinds_[i] == Kind::Number) numbers.push_back(i);
      if (kinds_[i] == Kind::Text) texts.push_back(i);
    }
    if (!columns_.picture || texts.size() > 1) return columns_;
    if (!texts.empty()) columns_.class_name = texts[0];
    decide(numbers);
    return columns_;
  }

 private:
  enum class Kind { Empty, Number, Picture, Split, Text };

  Kind kind_of(std::size_t column, const std::function<bool(std::string_view)>& is_picture) const {
    bool is_number = true, is_name = true, is_there = true, is_split = true, is_any = false;
    for (std::size_t i = 0; i < std::min(table_.rows.size(), kRowsToLookAt); ++i) {
      const auto& row = table_.rows[i];
      if (column >= row.size() || row[column].empty()) continue;
      is_any = true;
      is_number = is_number && csv_number_of(row[column]).has_value();
      is_name = is_name && is_picture_name(row[column]);
      is_there = is_there && !is_number && is_picture(row[column]);
      is_split = is_split && is_split_word(row[column]) && split_named(lowered(row[column])) != Split::None;
    }
    if (!is_any) return Kind::Empty;
    return is_name || is_there ? Kind::Picture
           : is_number         ? Kind::Number
           : is_split          ? Kind::Split
                               : Kind::Text;
  }

  double number_at(std::size_t row, std::size_t column) const {
    return column < table_.rows[row].size() ? csv_number_of(table_.rows[row][column]).value_or(0) : 0;
  }

  // True when the two columns can be the picture's size, with boxes in the other four columns.
  bool may_be_size(std::size_t width, std::size_t height, const std::vector<std::size_t>& others) const {
    for (std::size_t row = 0; row < std::min(table_.rows.size(), kRowsToLookAt); ++row) {
      const double sides[] = {number_at(row, width), number_at(row, height)};
      for (std::size_t i = 0; i < others.size(); ++i) {
        if (number_at(row, others[i]) > sides[i % 2] || sides[i % 2] < 2) return false;
      }
    }
    return true;
  }

  bool is_whole(std::size_t column) const {
    for (std::size_t row = 0; row < std::min(table_.rows.size(), kRowsToLookAt); ++row) {
      const double value = number_at(row, column);
      if (value < 0 || value != static_cast<double>(static_cast<std::int64_t>(std::min(value, 1e9))))
        return false;
    }
    return true;
  }

  // True when the four columns of a box are adjacent, except for empty ones.
  bool is_together(const std::vector<std::size_t>& numbers) const {
    for (std::size_t i = numbers.front(); i < numbers.back(); ++i) {
      const bool is_number = std::find(numbers.begin(), numbers.end(), i) != numbers.end();
      if (!is_number && kinds_[i] != Kind::Empty) return false;
    }
    return true;
  }

  void take_size(std::vector<std::size_t>& numbers) {
    if (numbers.size() != 6 && numbers.size() != 7) return;
    const std::size_t last = numbers.size() - 1;
    const std::vector<std::size_t> head(numbers.begin(), numbers.begin() + 4),
        tail(numbers.end() - 4, numbers.end());
    if (may_be_size(numbers[last - 1], numbers[last], head)) {
      columns_.picture_width = numbers[last - 1];
      columns_.picture_height = numbers[last];
      numbers.resize(last - 1);
    } else if (may_be_size(numbers[0], numbers[1], tail)) {
      columns_.picture_width = numbers[0];
      columns_.picture_height = numbers[1];
      numbers.erase(numbers.begin(), numbers.begin() + 2);
    }
  }

  // Next to coordinates in pixels, a column of values up to 1 is a score and is not used.
  void drop_score(std::vector<std::size_t>& numbers) {
    const auto largest = [&](std::size_t column) {
      double most = 0;
      for (std::size_t row = 0; row < std::min(table_.rows.size(), kRowsToLookAt); ++row)
        most = std::max(most, number_at(row, column));
      return most;
    };
    for (const std::size_t at : {numbers.size() - 1, std::size_t{0}}) {
      const bool is_score = largest(numbers[at]) <= 1 && largest(numbers[1]) > 1 && largest(numbers[2]) > 1;
      if (!is_score || numbers.size() == 4) continue;
      columns_.unused.push_back(numbers[at]);
      numbers.erase(numbers.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }

  void decide(std::vector<std::size_t> numbers) {
    using Content = CsvColumns::Content;
    take_size(numbers);
    if (numbers.size() == 5 && !columns_.class_name) {  // the class number is before or after the box
      const bool is_last = is_whole(numbers[4]);
      columns_.class_name = is_last ? numbers[4] : numbers[0];
      numbers.erase(is_last ? numbers.begin() + 4 : numbers.begin());
    }
    if (numbers.size() == 5 && columns_.class_name) drop_score(numbers);
    if (numbers.size() == 4 && is_together(numbers)) {
      columns_.content = Content::Boxes;
      columns_.sides = numbers;
      // The tables of keras-retinanet and TensorFlow have corners; those of MakeSense begin with the class.
      const bool is_before_class = columns_.class_name && *columns_.class_name > numbers[3];
      const bool is_after_size = columns_.picture_width && *columns_.picture_width < numbers[0];
      columns_.forms = is_before_class || is_after_size || columns_.split
                           ? std::vector{BoxForm::Corners, BoxForm::TopLeft, BoxForm::Centre}
                           : std::vector{BoxForm::TopLeft, BoxForm::Corners, BoxForm::Centre};
    } else if (numbers.empty() && columns_.class_name) {
      columns_.content = Content::Classes;
    } else if (numbers.size() == 1) {
      columns_.content = Content::Classes;
      if (!columns_.class_name) columns_.class_name = numbers[0];
    } else if (!numbers.empty()) {
      columns_.content = Content::Unusable;
      columns_.message = fmt::format(
          "it has no header row, and {} numbers per row; a box has four. Add a header row, such as "
          "filename,xmin,ymin,xmax,ymax,class",
          numbers.size());
    }
  }

  const CsvTable& table_;
  std::size_t column_count_ = 0;
  std::vector<Kind> kinds_;
  CsvColumns columns_;
};

}  // namespace

CsvColumns columns_in(const CsvTable& table, const std::function<bool(std::string_view)>& is_picture) {
  if (table.rows.empty()) return {};
  const auto& first = table.rows[0];
  const bool has_heading = std::any_of(first.begin(), first.end(), [](const std::string& cell) {
    return heading_of(cell) == Heading::Picture;
  });
  const bool has_value = std::any_of(first.begin(), first.end(), [&](const std::string& cell) {
    return is_picture_name(cell) || csv_number_of(cell).has_value();
  });
  if (has_value && !has_heading) return BareColumns(table, is_picture).columns();
  return HeadedColumns(table).columns(is_picture);
}

}  // namespace tinsmith::dataset
