// Reads CSV tables with one row per box or picture. csv_columns.h determines the meaning of the columns; this
// file converts rows to labels. It reads the tables of TensorFlow, VoTT, Edge Impulse, Open Images, MakeSense
// and Roboflow (multi-class), and tables that people write themselves.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "dataset/import.h"
#include "dataset/layouts/csv_columns.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/name_list.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

using Content = CsvColumns::Content;

// Number of rows that determine the meaning of the four numbers.
constexpr std::size_t kRowsThatDecide = 5000;
// If all coordinates of a table are at most this, they are fractions of the picture's sides.
constexpr double kMaxFraction = 2.0;
// A box may exceed the edge by this fraction of the side plus these pixels before its form is doubted.
constexpr double kOverEdge = 0.02, kOverEdge_pixels = 1;

using Four = std::array<double, 4>;

std::string_view columns_of(BoxForm form) {  // for messages
  switch (form) {
    case BoxForm::Corners:
      return "left, top, right, bottom";
    case BoxForm::TopLeft:
      return "left, top, width, height";
    case BoxForm::Centre:
      break;
  }
  return "centre x, centre y, width, height";
}

scene::Box box_of(const Four& numbers, BoxForm form) {
  const auto [a, b, c, d] = numbers;
  if (form == BoxForm::Corners) return {a, b, c - a, d - b};
  if (form == BoxForm::TopLeft) return {a, b, c, d};
  return {a - c / 2, b - d / 2, c, d};
}

bool fits(const scene::Box& box, double width, double height) {
  const double x_over = width * kOverEdge + (width > kMaxFraction ? kOverEdge_pixels : 0);
  const double y_over = height * kOverEdge + (height > kMaxFraction ? kOverEdge_pixels : 0);
  return box.width >= 0 && box.height >= 0 && box.x >= -x_over && box.y >= -y_over &&
         box.right() <= width + x_over && box.bottom() <= height + y_over;
}

class CsvReader {
 public:
  explicit CsvReader(Import& import) : import_(import), listed_(listed_names(import.survey())) {
    // In Open Images, "class-descriptions.csv" maps "/m/01g317" to the name "Person".
    for (const std::string& path : import.survey().with_extension({"csv"})) {
      if (path.find("class-descriptions") == std::string::npos) continue;
      const auto text = import.survey().text_of(path, kLargeLabelFile_bytes);
      if (!text) continue;
      for (const auto& row : parse_csv(text.value()).rows) {
        if (row.size() >= 2) descriptions_[row[0]] = row[1];
      }
    }
  }

  Result<Done> read(const std::string& path, Content wanted) {
    TRY(const std::string text, import_.survey().text_of(path, kLargeLabelFile_bytes));
    table_ = parse_csv(text);
    path_ = path;
    columns_ =
        columns_in(table_, [&](std::string_view cell) { return import_.look_up(cell, path).has_value(); });
    if (columns_.content == Content::Unusable) {
      import_.note(Problem::Kind::BrokenLabel, path, columns_.message);
      return Done{};
    }
    if (columns_.content != wanted) return Done{};
    split_ = split_named(stem_of(path));
    repeated_ = 0;
    if (wanted == Content::Boxes) decide_form();
    find_class_numbers();
    for (number_ = columns_.first_row; number_ < table_.rows.size(); ++number_)
      read_row(table_.rows[number_]);
    report_unused_columns();
    if (repeated_ > 0)
      import_.note(Problem::Kind::Notice, path,
                   fmt::format("{} repeat those of another file; read once", counted(repeated_, "row")));
    return Done{};
  }

 private:
  std::string cell(const std::vector<std::string>& row, std::optional<std::size_t> at) const {
    return at && *at < row.size() ? row[*at] : std::string();
  }

  std::string row_name() const { return fmt::format("row {}", number_ + 1); }

  // Edge Impulse's table has several boxes per row, separated by ';' in every cell.
  std::vector<std::string_view> pieces(const std::string& text) const {
    return table_.separator == ';' ? std::vector<std::string_view>{text} : pieces_of(text, ";");
  }

  // Returns the numbers of a row's boxes; nothing when they are not four each, an empty list without boxes.
  std::optional<std::vector<Four>> numbers_of(const std::vector<std::string>& row) const {
    std::vector<Four> boxes;
    if (columns_.sides.size() == 1) {
      const std::string text = cell(row, columns_.sides[0]);
      if (lowered(text) == "no_box" || lowered(text) == "none") return boxes;
      const auto numbers = numbers_in_cell(text);
      if (!numbers || numbers->size() % 4 != 0) return std::nullopt;
      for (std::size_t i = 0; i < numbers->size(); i += 4)
        boxes.push_back({(*numbers)[i], (*numbers)[i + 1], (*numbers)[i + 2], (*numbers)[i + 3]});
      return boxes;
    }
    for (std::size_t side = 0; side < 4; ++side) {
      const std::string text = cell(row, columns_.sides[side]);
      const auto parts = pieces(text);
      const bool is_empty = trimmed(text).empty();
      if (side == 0) boxes.resize(is_empty ? 0 : parts.size());
      if (boxes.size() != (is_empty ? 0 : parts.size())) return std::nullopt;
      for (std::size_t i = 0; i < boxes.size(); ++i) {
        const auto number = csv_number_of(trimmed(parts[i]));
        if (!number) return std::nullopt;
        boxes[i][side] = *number;
      }
    }
    return boxes;
  }

  // Chooses the form of the numbers by which most boxes are inside their pictures, and whether they are
  // fractions of the sides.
  void decide_form() {
    std::vector<std::pair<Four, image::Size>> boxes;
    double largest = 0;
    for (std::size_t i = columns_.first_row; i < std::min(table_.rows.size(), kRowsThatDecide); ++i) {
      const auto numbers = numbers_of(table_.rows[i]);
      if (!numbers) continue;
      const auto index = import_.look_up(cell(table_.rows[i], columns_.picture), path_);
      for (const Four& four : *numbers) {
        for (const double value : four) largest = std::max(largest, std::abs(value));
        if (index && !import_.is_broken(*index)) boxes.emplace_back(four, import_.picture(*index).size);
      }
    }
    is_relative_ = columns_.is_relative || (largest > 0 && largest <= kMaxFraction);
    form_ = columns_.forms.front();
    std::vector<std::size_t> outside;
    for (const BoxForm form : columns_.forms) {
      outside.push_back(0);
      for (const auto& [four, size] : boxes) {
        const double width = is_relative_ ? 1 : size.width, height = is_relative_ ? 1 : size.height;
        outside.back() += fits(box_of(four, form), width, height) ? 0 : 1;
      }
    }
    const auto best = std::min_element(outside.begin(), outside.end());
    form_ = columns_.forms[static_cast<std::size_t>(best - outside.begin())];
    if (columns_.forms.size() > 1 &&
        (columns_.first_row == 0 || form_ != columns_.forms.front() || columns_.sides.size() == 1))
      import_.note(
          Problem::Kind::Notice, path_,
          fmt::format("{}; the four numbers of a box are read as {}{}",
                      columns_.first_row == 0 ? "it has no header row" : "its header row does not decide it",
                      columns_of(form_), is_relative_ ? ", as fractions of the picture's sides" : ""));
    else if (is_relative_ && !columns_.is_relative)
      import_.note(Problem::Kind::Notice, path_,
                   "its coordinates are read as fractions of the picture's sides");
  }

  // When all classes are numbers, their names come from the name list beside the table. Numbers count from 0,
  // or from 1 if only that fits.
  void find_class_numbers() {
    is_numbered_ = false;
    std::int64_t smallest = kMaxClasses, largest = -1;
    for (std::size_t i = columns_.first_row; i < table_.rows.size(); ++i) {
      const std::string text = cell(table_.rows[i], columns_.class_name);
      if (text.empty()) continue;
      const auto number = whole_number_of(text);
      if (!number || *number < 0) return;
      smallest = std::min(smallest, *number);
      largest = std::max(largest, *number);
    }
    if (listed_.empty() || largest < 0) return;
    first_number_ = smallest > 0 && largest == std::ssize(listed_) ? 1 : 0;
    is_numbered_ = largest - first_number_ < std::ssize(listed_);
    if (!is_numbered_)
      import_.note(Problem::Kind::Notice, path_,
                   fmt::format("its classes are numbers up to {}, but the list of names has {}: the classes "
                               "are named by their numbers",
                               largest, listed_.size()));
    else if (first_number_ == 1)
      import_.note(
          Problem::Kind::Notice, path_,
          "its class numbers are read as starting at 1, because the largest is equal to the number of names");
  }

  scene::ClassIndex class_of(std::string_view written) {
    const auto number = is_numbered_ ? whole_number_of(written) : std::nullopt;
    if (number) return import_.class_of(listed_[static_cast<std::size_t>(*number - first_number_)]);
    const auto described = descriptions_.find(written);
    return import_.class_of(described == descriptions_.end() ? written : std::string_view(described->second));
  }

  void read_row(const std::vector<std::string>& row) {
    const std::string name = cell(row, columns_.picture);
    if (name.empty()) {
      import_.note(Problem::Kind::BrokenLabel, path_, fmt::format("{} has no picture name", row_name()));
      return;
    }
    const auto index = import_.find(name, path_);
    if (!index || import_.is_broken(*index)) return;
    if (repeats_another(row, *index)) {
      ++repeated_;
      return;
    }
    if (!import_.claim(*index, path_)) return;
    give_split(row, import_.picture(*index));
    if (columns_.content == Content::Boxes)
      read_boxes(row, *index);
    else
      read_class(row, *index);
  }

  void give_split(const std::vector<std::string>& row, Picture& picture) const {
    if (split_ != Split::None) picture.split = split_;
    if (const Split named = split_named(lowered(cell(row, columns_.split))); named != Split::None)
      picture.split = named;
    if (picture.split == Split::None) picture.split = split_of_folders(path_);
  }

  // True when another table repeats the row. Tables of all rows are often stored beside tables per split.
  bool repeats_another(const std::vector<std::string>& row, std::size_t index) {
    const Picture& picture = import_.picture(index);
    if (!picture.is_annotated || import_.claimed_by(index) == path_) return false;
    if (columns_.content != Content::Boxes) {
      const std::string name = class_name_of(row);
      return picture.class_index && !name.empty() && class_of(name) == *picture.class_index;
    }
    const auto boxes = boxes_of(row, index);
    return boxes && std::all_of(boxes->begin(), boxes->end(), [&](const scene::LabelledBox& box) {
             return std::find(picture.boxes.begin(), picture.boxes.end(), box) != picture.boxes.end();
           });
  }

  // Returns the row's boxes in pixels; nothing when a number is invalid or each box does not have one class.
  std::optional<std::vector<scene::LabelledBox>> boxes_of(const std::vector<std::string>& row,
                                                          std::size_t index) {
    const auto numbers = numbers_of(row);
    if (!numbers) return std::nullopt;
    const std::string written = cell(row, columns_.class_name);
    std::vector<std::string_view> names =
        columns_.class_name ? pieces(written) : std::vector<std::string_view>{kNameless};
    if (names.size() == 1 && columns_.sides.size() == 1) names.resize(numbers->size(), names[0]);
    if (!columns_.class_name) names.resize(numbers->size(), kNameless);
    if (!numbers->empty() && (names.size() != numbers->size() || trimmed(names[0]).empty()))
      return std::nullopt;
    const image::Size size = import_.picture(index).size;
    const double width = is_relative_ ? size.width : 1, height = is_relative_ ? size.height : 1;
    std::vector<scene::LabelledBox> boxes;
    for (std::size_t i = 0; i < numbers->size(); ++i) {
      const scene::Box box = box_of((*numbers)[i], form_);
      boxes.push_back({class_of(trimmed(names[i])),
                       {box.x * width, box.y * height, box.width * width, box.height * height}});
    }
    return boxes;
  }

  void read_boxes(const std::vector<std::string>& row, std::size_t index) {
    const auto boxes = boxes_of(row, index);
    if (!boxes) {
      import_.not_understood(index, path_,
                             fmt::format("{} has not four numbers and a class for each box", row_name()));
      return;
    }
    const auto side_of = [&](std::optional<std::size_t> column) {
      return static_cast<std::int32_t>(
          std::lround(std::clamp(csv_number_of(cell(row, column)).value_or(0), 0.0, 1e9)));
    };
    for (const scene::LabelledBox& box : *boxes)
      import_.add_box(index, box, path_, {side_of(columns_.picture_width), side_of(columns_.picture_height)});
  }

  // Returns the only class of a picture; empty when it has none or several.
  std::string class_name_of(const std::vector<std::string>& row) const {
    if (columns_.content == Content::OneHot) return one_hot(row);
    std::string name = cell(row, columns_.class_name);
    if (name.starts_with('[') && name.ends_with(']')) {  // MakeSense: "[cup]"
      name = std::string(trimmed(std::string_view(name).substr(1, name.size() - 2)));
      if (name.find(',') != std::string::npos) return "";
    }
    return name;
  }

  std::string one_hot(const std::vector<std::string>& row) const {
    std::string found;
    for (std::size_t i = 0; i < std::min(row.size(), table_.rows[0].size()); ++i) {
      if (i == columns_.picture || i == columns_.split || csv_number_of(row[i]) != 1) continue;
      if (!found.empty()) return "";
      found = table_.rows[0][i];
    }
    return found;
  }

  void read_class(const std::vector<std::string>& row, std::size_t index) {
    Picture& picture = import_.picture(index);
    const std::string name = class_name_of(row);
    if (name.empty()) {
      picture.is_annotated = false;
      import_.note(Problem::Kind::BrokenLabel, path_,
                   fmt::format("{}: it does not give the picture exactly one class", row_name()));
      return;
    }
    const scene::ClassIndex class_index = class_of(name);
    if (picture.class_index && *picture.class_index != class_index)
      import_.not_understood(
          index, path_, fmt::format("{} gives the picture another class than an earlier row", row_name()));
    picture.class_index = class_index;
  }

  void report_unused_columns() {
    for (const std::size_t column : columns_.unused) {
      std::size_t count = 0;
      for (std::size_t i = columns_.first_row; i < table_.rows.size(); ++i)
        count += cell(table_.rows[i], column).empty() ? 0 : 1;
      if (count > 0)
        import_.tally().value_not_used(
            "column", columns_.first_row == 0 ? std::to_string(column + 1) : table_.rows[0][column], count);
    }
    if (columns_.content == Content::Boxes && !columns_.class_name)
      import_.note(Problem::Kind::Notice, path_,
                   fmt::format("it has no class column; all boxes get the class \"{}\"", kNameless));
  }

  Import& import_;
  std::vector<std::string> listed_;
  std::map<std::string, std::string, std::less<>> descriptions_;
  CsvTable table_;
  CsvColumns columns_;
  BoxForm form_ = BoxForm::Corners;
  bool is_relative_ = false, is_numbered_ = false;
  std::int64_t first_number_ = 0;  // number of the first class
  std::string path_;
  Split split_ = Split::None;
  std::size_t number_ = 0, repeated_ = 0;
};

// Determines the columns from a file's start. The last row may be incomplete; it is ignored unless alone.
CsvColumns look_at(const Survey& survey, const PictureIndex& index, const std::string& path) {
  const std::string start = survey.start_of(path, Survey::kStart_bytes);
  CsvTable table = parse_csv(start);
  if (start.size() >= Survey::kStart_bytes - 3 && table.rows.size() > 2) table.rows.pop_back();
  return columns_in(table, [&](std::string_view cell) { return index.find(cell, path).has_value(); });
}

// Returns the tables. Per-split tables come first, so that pictures of a table of all rows keep a split.
std::vector<std::string> table_files(const Survey& survey) {
  std::vector<std::string> files = survey.with_extension({"csv", "tsv"});
  std::stable_partition(files.begin(), files.end(),
                        [](const std::string& path) { return split_named(stem_of(path)) != Split::None; });
  return files;
}

}  // namespace

bool recognise_csv(const Survey& survey) {
  const PictureIndex index(survey.pictures());
  const auto files = table_files(survey);
  return std::any_of(files.begin(), files.end(), [&](const std::string& path) {
    const Content content = look_at(survey, index, path).content;
    return content != Content::None && content != Content::Unusable;
  });
}

std::string why_csv_is_not_read(const Survey& survey, const std::string& path) {
  return look_at(survey, PictureIndex(survey.pictures()), path).message;
}

Result<Dataset> read_csv(const Survey& survey, const ReadOptions& options) {
  const auto files = table_files(survey);
  const PictureIndex index(survey.pictures());
  std::set<Content> contents;
  for (const std::string& path : files) contents.insert(look_at(survey, index, path).content);
  Content wanted = Content::None;  // boxes are preferred to classes
  for (const Content content : {Content::OneHot, Content::Classes, Content::Boxes}) {
    if (contents.contains(content)) wanted = content;
  }
  if (wanted == Content::None)
    return fail(Fault::InvalidInput,
                "no CSV file here has columns for a picture and a class, as in \"filename,class\"");
  TRY(Import import,
      Import::start(survey, options, wanted == Content::Boxes ? LabelKind::Boxes : LabelKind::Classes));
  CsvReader reader(import);
  for (const std::string& path : files) TRY_DONE(reader.read(path, wanted));
  return import.finish(Import::SortFrom{});
}

}  // namespace tinsmith::dataset
