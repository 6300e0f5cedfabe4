// CSV: a row for each box or picture, told apart by the names of its columns. TensorFlow's, VoTT's, Edge
// Impulse's, Open Images' and Roboflow's multi-class tables.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "dataset/import.h"
#include "dataset/layouts/csv_table.h"
#include "dataset/layouts/layouts.h"
#include "dataset/text.h"

namespace tinsmith::dataset {
namespace {

enum class Column : std::uint8_t { Picture, Class, Left, Top, Right, Bottom, Width, Height, Count };
constexpr std::size_t kColumns = static_cast<std::size_t>(Column::Count);

struct ColumnName {
  std::string_view name;  // lower case
  Column column;
};
constexpr ColumnName kColumnNames[] = {
    {"filename", Column::Picture}, {"file_name", Column::Picture}, {"image", Column::Picture},
    {"imageid", Column::Picture},  {"image_id", Column::Picture},  {"image_path", Column::Picture},
    {"path", Column::Picture},     {"file", Column::Picture},      {"class", Column::Class},
    {"label", Column::Class},      {"labelname", Column::Class},   {"class_name", Column::Class},
    {"classes", Column::Class},    {"category", Column::Class},    {"xmin", Column::Left},
    {"ymin", Column::Top},         {"xmax", Column::Right},        {"ymax", Column::Bottom},
    {"x_min", Column::Left},       {"y_min", Column::Top},         {"x_max", Column::Right},
    {"y_max", Column::Bottom},     {"width", Column::Width},       {"height", Column::Height},
};

enum class Shape { Unknown, Boxes, Classes, OneHot };

struct Header {
  Shape shape = Shape::Unknown;
  std::array<std::optional<std::size_t>, kColumns> at{};
  bool is_relative = false;  // Open Images: parts of the picture's sides
  std::size_t cells = 0;
  std::optional<std::size_t> operator[](Column column) const { return at[static_cast<std::size_t>(column)]; }
};

Header header_of(const std::vector<std::string>& row, std::string_view path) {
  Header header;
  header.cells = row.size();
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string name = lowered(row[i]);
    for (const ColumnName& known : kColumnNames) {
      auto& place = header.at[static_cast<std::size_t>(known.column)];
      if (known.name == name && !place) place = i;
    }
    if (name == "imageid") header.is_relative = true;
  }
  const bool has_box =
      header[Column::Left] && header[Column::Top] && header[Column::Right] && header[Column::Bottom];
  if (!header[Column::Picture]) return header;
  if (header[Column::Class])
    header.shape = has_box ? Shape::Boxes : Shape::Classes;
  else if (name_of_file(path) == "_classes.csv")
    header.shape = Shape::OneHot;
  return header;
}

Header look_at(const Survey& survey, const std::string& path) {
  const std::string start = survey.start_of(path);
  const CsvTable table = parse_csv(start.substr(0, start.find('\n')));
  return table.rows.empty() ? Header{} : header_of(table.rows[0], path);
}

class CsvReader {
 public:
  explicit CsvReader(Import& import) : import_(import) {
    // Open Images: "class-descriptions.csv" gives "/m/01g317" the name "Person".
    for (const std::string& path : import.survey().with_extension({"csv"})) {
      if (path.find("class-descriptions") == std::string::npos) continue;
      const auto text = import.survey().text_of(path, kLargeLabelFile_bytes);
      if (!text) continue;
      for (const auto& row : parse_csv(text.value()).rows) {
        if (row.size() >= 2) descriptions_[row[0]] = row[1];
      }
    }
  }

  Result<Done> read(const std::string& path, Shape wanted) {
    TRY(const std::string text, import_.survey().text_of(path, kLargeLabelFile_bytes));
    table_ = parse_csv(text);
    if (table_.rows.empty()) return Done{};
    header_ = header_of(table_.rows[0], path);
    if (header_.shape != wanted) return Done{};
    path_ = path;
    split_ = split_named(stem_of(path));
    for (number_ = 1; number_ < table_.rows.size(); ++number_) read_row(table_.rows[number_]);
    return Done{};
  }

 private:
  std::string cell(const std::vector<std::string>& row, Column column) const {
    const auto at = header_[column];
    return at && *at < row.size() ? row[*at] : std::string();
  }

  void note(std::string_view what) {
    import_.note(Problem::Kind::BrokenLabel, path_, fmt::format("row {}: {}", number_ + 1, what));
  }

  void read_row(const std::vector<std::string>& row) {
    const std::string name = cell(row, Column::Picture);
    if (name.empty()) return note("it names no picture");
    const auto index = import_.find(name, path_);
    if (!index || !import_.claim(*index, path_)) return;
    Picture& picture = import_.picture(*index);
    if (split_ != Split::None) picture.split = split_;
    if (picture.split == Split::None) picture.split = split_of_folders(path_);
    if (header_.shape == Shape::Boxes) return read_boxes(row, *index);
    const auto class_name = header_.shape == Shape::OneHot ? one_hot(row) : cell(row, Column::Class);
    if (class_name.empty()) {
      picture.is_annotated = false;
      return note("it gives the picture not exactly one class");
    }
    picture.class_index = import_.class_of(class_name);
  }

  std::string one_hot(const std::vector<std::string>& row) const {
    std::string found;
    for (std::size_t i = 0; i < std::min(row.size(), table_.rows[0].size()); ++i) {
      if (i == header_[Column::Picture] || row[i] != "1") continue;
      if (!found.empty()) return "";
      found = table_.rows[0][i];
    }
    return found;
  }

  // Edge Impulse's table holds several boxes in a row, ';' between them in every cell.
  std::vector<std::string_view> pieces(const std::string& text) const {
    return table_.separator == ';' ? std::vector<std::string_view>{text} : pieces_of(text, ";");
  }

  void read_boxes(const std::vector<std::string>& row, std::size_t index) {
    const std::string texts[] = {cell(row, Column::Class), cell(row, Column::Left), cell(row, Column::Top),
                                 cell(row, Column::Right), cell(row, Column::Bottom)};
    if (std::all_of(std::begin(texts), std::end(texts), [](const std::string& text) { return text.empty(); }))
      return;  // looked at, holds nothing
    const auto names = pieces(texts[0]);
    std::vector<std::vector<std::string_view>> sides;
    for (std::size_t side = 1; side < std::size(texts); ++side) {
      sides.push_back(pieces(texts[side]));
      if (sides.back().size() != names.size() || names.empty())
        return note("class and corners are not equally many");
    }
    const image::Size size = import_.picture(index).size;
    const double width = header_.is_relative ? size.width : 1, height = header_.is_relative ? size.height : 1;
    const auto side_of = [&](Column column) {
      return static_cast<std::int32_t>(
          std::lround(std::clamp(csv_number_of(cell(row, column)).value_or(0), 0.0, 1e9)));
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto left = csv_number_of(sides[0][i]), top = csv_number_of(sides[1][i]);
      const auto right = csv_number_of(sides[2][i]), bottom = csv_number_of(sides[3][i]);
      if (!left || !top || !right || !bottom) {
        note("a corner is not a number");
        continue;
      }
      const auto described = descriptions_.find(std::string(names[i]));
      const scene::ClassIndex class_index =
          import_.class_of(described == descriptions_.end() ? names[i] : std::string_view(described->second));
      import_.add_box(
          index,
          {class_index, {*left * width, *top * height, (*right - *left) * width, (*bottom - *top) * height}},
          path_, {side_of(Column::Width), side_of(Column::Height)});
    }
  }

  Import& import_;
  std::map<std::string, std::string> descriptions_;
  CsvTable table_;
  Header header_;
  std::string path_;
  Split split_ = Split::None;
  std::size_t number_ = 0;
};

}  // namespace

bool recognise_csv(const Survey& survey) {
  const auto files = survey.with_extension({"csv"});
  return std::any_of(files.begin(), files.end(),
                     [&](const std::string& path) { return look_at(survey, path).shape != Shape::Unknown; });
}

Result<Dataset> read_csv(const Survey& survey, const ReadOptions& options) {
  const auto files = survey.with_extension({"csv"});
  Shape wanted = Shape::Unknown;  // boxes say more than classes
  for (const Shape shape : {Shape::Boxes, Shape::Classes, Shape::OneHot}) {
    const bool is_there = std::any_of(files.begin(), files.end(), [&](const std::string& path) {
      return look_at(survey, path).shape == shape;
    });
    if (is_there && wanted == Shape::Unknown) wanted = shape;
  }
  if (wanted == Shape::Unknown)
    return fail(Fault::InvalidInput,
                "no CSV file here has columns for a picture and a class, as in \"filename,class\"");
  TRY(Import import,
      Import::start(survey, options, wanted == Shape::Boxes ? Task::Detection : Task::Classification));
  CsvReader reader(import);
  for (const std::string& path : files) TRY_DONE(reader.read(path, wanted));
  return import.finish("csv", Import::SortFrom{});
}

}  // namespace tinsmith::dataset
