// Reads YOLO txt: one text file per picture, with the same name, beside the picture, or in labels/ when the
// picture is in images/. A line is "class x y width height" (centre; fractions of the picture's sides) or
// "class x1 y1 x2 y2 x3 y3 …" (a polygon).
#include <algorithm>

#include "dataset/import.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/name_list.h"
#include "dataset/layouts/outline.h"
#include "dataset/layouts/yolo_names.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

constexpr std::size_t kTextFilesToLookAt = 200;
// Max absolute coordinate, as a fraction of the picture's side. Labels may be slightly beyond the edge; more
// than this is another unit.
constexpr double kMaxPart = 2.0;

struct YoloLine {
  std::int64_t class_number = 0;
  scene::Box box;  // fractions of the picture's sides; top-left corner
  bool is_outline = false;
  const char* unused = nullptr;  // name of the values that follow the box
};

std::optional<YoloLine> line_of(std::string_view text, bool has_key_points) {
  const auto words = words_of(text);
  if (words.size() < 5) return std::nullopt;
  const auto class_number = number_of(words[0]);
  if (!class_number || *class_number < 0 || *class_number > kMaxClasses ||
      *class_number != static_cast<int>(*class_number))
    return std::nullopt;
  std::vector<double> values;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto value = number_of(words[i]);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  YoloLine line{static_cast<std::int64_t>(*class_number), {}};
  const bool is_box = has_key_points || values.size() <= 5;  // the fifth value is a detector's score
  if (!is_box && values.size() % 2 != 0) return std::nullopt;
  if (is_box) {
    if (values.size() > 4) line.unused = has_key_points ? "key points" : "score";
    line.box = {values[0] - values[2] / 2, values[1] - values[3] / 2, values[2], values[3]};
    values.resize(4);
  } else {
    Bounds bounds;
    for (std::size_t i = 0; i < values.size(); i += 2) bounds.add(values[i], values[i + 1]);
    line.box = *bounds.box();
    line.is_outline = true;
  }
  const bool is_relative = std::all_of(values.begin(), values.end(),
                                       [](double value) { return value >= -kMaxPart && value <= kMaxPart; });
  return is_relative ? std::optional(line) : std::nullopt;
}

// True for a line of numbers that may be a label in any unit and with any separator. read_lines reports what
// is wrong with it.
bool looks_like_label(std::string_view text) {
  const auto words = pieces_of(text, " \t\r\n,;");
  return words.size() >= 5 && std::all_of(words.begin(), words.end(),
                                          [](std::string_view word) { return number_of(word).has_value(); });
}

std::string_view first_line_of(std::string_view text) {
  for (const std::string_view line : lines_of(text)) {
    if (!trimmed(line).empty()) return trimmed(line);
  }
  return {};
}

// True for the start of a list of pictures, with lines such as "data/obj_train_data/1.jpg".
bool is_picture_list(std::string_view start) {
  return is_picture_name(first_line_of(start));
}

class YoloReader {
 public:
  YoloReader(Import& import, YoloSetup setup) : import_(import), setup_(std::move(setup)) {
    for (const Problem& problem : setup_.problems) import_.note(problem.kind, problem.path, problem.message);
    for (const auto& [number, name] : setup_.names) class_of_number_[number] = import_.class_of(name);
  }

  void read(const std::string& path) {
    if (is_name_list(path)) return;
    const auto text = import_.survey().text_of(path, kSmallLabelFile_bytes);
    if (!text) {
      import_.note(Problem::Kind::BrokenLabel, path, text.error().message);
    } else if (is_picture_list(text.value().substr(0, 4096))) {
      lists_.push_back(path);
    } else if (const auto index = import_.find_beside(path)) {
      if (import_.claim(*index, path)) read_lines(text.value(), *index, path);
    } else if (line_of(first_line_of(text.value()), setup_.has_key_points)) {
      import_.note_missing(stem_of(path), path);
    }
  }

  Result<Dataset> finish() {
    find_first_number();
    for (const Labelled& line : lines_) add(line);
    for (const std::string& path : lists_) read_list(path);
    for (const SplitRule& rule : setup_.rules) apply(rule);
    if (!setup_.names.empty()) return import_.finish(Import::kAsMade);
    name_by_number();
    return import_.finish(Import::kAsMade);
  }

 private:
  struct Labelled {
    YoloLine line;
    std::size_t picture;
    std::string label_file;
  };

  void read_lines(std::string_view text, std::size_t index, const std::string& path) {
    std::size_t number = 0;
    for (const std::string_view written : lines_of(text)) {
      ++number;
      if (trimmed(written).empty()) continue;
      const auto line = line_of(written, setup_.has_key_points);
      if (!line) {
        import_.not_understood(
            index, path,
            fmt::format("line {} is not \"class x y width height\" with fractions from 0 to 1: {}", number,
                        shown(written)));
        continue;
      }
      if (line->unused != nullptr) import_.tally().value_not_used("column", line->unused);
      smallest_number_ = std::min(smallest_number_, line->class_number);
      largest_number_ = std::max(largest_number_, line->class_number);
      lines_.push_back({*line, index, path});
    }
  }

  // Class numbers count from 0. They count from 1 when none is 0 and the largest equals the number of names,
  // which are numbered without a gap.
  void find_first_number() {
    const auto count = static_cast<std::int64_t>(setup_.names.size());
    if (count == 0 || smallest_number_ < 1 || largest_number_ != count ||
        setup_.names.rbegin()->first != count - 1)
      return;
    first_number_ = 1;
    import_.note(Problem::Kind::Notice, "",
                 "the class numbers are read as starting at 1, because none is 0 and the largest is equal to "
                 "the number of names");
  }

  void add(const Labelled& labelled) {
    const auto& [line, index, path] = labelled;
    scene::ClassIndex class_index = static_cast<scene::ClassIndex>(line.class_number);
    if (!setup_.names.empty()) {
      const auto known = class_of_number_.find(line.class_number - first_number_);
      if (known == class_of_number_.end()) {
        import_.not_understood(
            index, path,
            fmt::format("a box has the class number {}; {} named, starting at 0", line.class_number,
                        setup_.names.size() == 1 ? "1 class is"
                                                 : fmt::format("{} classes are", setup_.names.size())));
        return;
      }
      class_index = known->second;
    }
    if (import_.add_relative_box(index, {class_index, line.box}, path) && line.is_outline)
      import_.tally().read_as_box("polygon");
  }

  // Without a name list, the numbers are the class names.
  void name_by_number() {
    for (std::int64_t number = 0; number <= largest_number_; ++number)
      import_.class_of(std::to_string(number));
    import_.note(Problem::Kind::Notice, "classes.txt",
                 "there is no list of class names (data.yaml, obj.names or classes.txt); the classes are "
                 "named by their numbers");
  }

  void read_list(const std::string& path) {
    Split split = split_named(stem_of(path));
    for (const SplitRule& rule : setup_.rules) {
      if (split == Split::None && name_of_file(rule.path) == name_of_file(path)) split = rule.split;
    }
    const auto text = import_.survey().text_of(path, kLargeLabelFile_bytes);
    if (split == Split::None || !text) return;
    for (const std::string_view line : lines_of(text.value())) {
      if (trimmed(line).empty()) continue;
      if (const auto index = import_.find(trimmed(line), path)) import_.picture(*index).split = split;
    }
  }

  // Applies the rule to the pictures whose path contains the folders of the rule, adjacent and in that order.
  void apply(const SplitRule& rule) {
    if (rule.path.empty() || rule.path.ends_with(".txt")) return;
    const std::string wanted = "/" + rule.path + "/";
    for (std::size_t i = 0; i < import_.picture_count(); ++i) {
      Picture& picture = import_.picture(i);
      if (picture.split != Split::None) continue;
      if (("/" + std::string(folder_of(picture.path)) + "/").find(wanted) != std::string::npos)
        picture.split = rule.split;
    }
  }

  Import& import_;
  YoloSetup setup_;
  std::map<std::int64_t, scene::ClassIndex> class_of_number_;
  std::vector<std::string> lists_;
  std::vector<Labelled> lines_;
  std::int64_t smallest_number_ = kMaxClasses + 1, largest_number_ = -1;
  std::int64_t first_number_ = 0;  // number of the first class
};

}  // namespace

bool recognise_yolo(const Survey& survey) {
  for (const std::string& path : survey.with_extension({"yaml", "yml"})) {
    if (is_yolo_yaml(survey, path) && !survey.with_extension({"txt"}).empty()) return true;
  }
  const PictureIndex index(survey.pictures());
  std::size_t looked_at = 0;
  for (const std::string& path : survey.with_extension({"txt"})) {
    if (is_name_list(path) || !index.find_beside(path)) continue;
    if (looks_like_label(first_line_of(survey.start_of(path)))) return true;
    if (++looked_at == kTextFilesToLookAt) break;
  }
  return false;
}

Result<Dataset> read_yolo(const Survey& survey, const ReadOptions& options) {
  TRY(Import import, Import::start(survey, options, LabelKind::Boxes));
  YoloReader reader(import, read_yolo_setup(survey));
  for (const std::string& path : survey.with_extension({"txt"})) reader.read(path);
  return reader.finish();
}

}  // namespace tinsmith::dataset
