// Reads lists of pictures with their labels, one picture per line: "images/a.png 0", "a.png cup", "0 a.png",
// MXNet's "17 0 a.png", and keras-yolo3's "a.png 10,20,30,40,0 …" (corners and class of each box). The names
// of numbered classes are in a .yaml or in a name list.
#include <algorithm>
#include <map>
#include <set>

#include "dataset/import.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/name_list.h"
#include "dataset/layouts/yolo_names.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

constexpr std::size_t kListsToLookAt = 200;
constexpr std::size_t kLinesToLookAt = 50;
constexpr std::string_view kSeparators = " \t,;|";

struct ListedBox {
  scene::Box box;
  std::string class_name;
};

struct ListedPicture {
  std::string_view path;
  std::string class_name;  // empty when there are boxes or no label
  std::vector<ListedBox> boxes;
};

std::string_view unquoted(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  return trimmed(text);
}

// Parses "10,20,30,40,0": the corners and the class.
std::optional<std::vector<ListedBox>> boxes_in(std::string_view text) {
  std::vector<ListedBox> boxes;
  for (const std::string_view word : words_of(text)) {
    const auto cells = pieces_of(word, ",");
    if (cells.size() != 5) return std::nullopt;
    double sides[4];
    for (std::size_t i = 0; i < 4; ++i) {
      const auto number = number_of(cells[i]);
      if (!number) return std::nullopt;
      sides[i] = *number;
    }
    boxes.push_back({{sides[0], sides[1], sides[2] - sides[0], sides[3] - sides[1]}, std::string(cells[4])});
  }
  return boxes;
}

// Returns the class in the text beside a picture. Nothing when the text is something else,
// such as coordinates.
std::optional<std::string> class_in(std::string_view text) {
  std::string_view label = unquoted(text);
  if (label.ends_with('"') || label.ends_with('\'')) label.remove_suffix(1);  // closes a quote after the path
  const auto words = pieces_of(label, kSeparators);
  const auto numbers = std::count_if(words.begin(), words.end(),
                                     [](std::string_view word) { return number_of(word).has_value(); });
  if (words.empty() || (words.size() > 1 && numbers > 0)) return std::nullopt;
  const auto number = number_of(label);
  if (number && *number == static_cast<double>(static_cast<std::int64_t>(std::clamp(*number, -1e9, 1e9))))
    return std::to_string(static_cast<std::int64_t>(*number));  // "1.000000"
  return number ? std::nullopt : std::optional(std::string(label));
}

// Parses "0 a.png", "17 0 a.png", and "cup\ta.png" with a tab. Any other line is the name of a picture
// that has blanks.
ListedPicture labelled_before(std::string_view line, std::string_view path) {
  const bool has_tabs = line.find('\t') != std::string_view::npos;
  const auto words = pieces_of(line, has_tabs ? "\t" : kSeparators);
  if (words.size() < 2 || words.size() > 3) return {path, "", {}};
  const std::string_view label = words[words.size() - 2];
  const bool is_plain = number_of(trimmed(label)).has_value() || (has_tabs && words.size() == 2);
  auto name = class_in(label);
  if (!is_plain || !name || (words.size() == 3 && !number_of(trimmed(words[0])))) return {path, "", {}};
  return {words.back(), std::move(*name), {}};
}

// Returns nothing when the line does not list a labelled picture.
std::optional<ListedPicture> picture_in(std::string_view line) {
  line = trimmed(line);
  // The path may have blanks. It ends after the first picture extension that a separator follows.
  for (std::size_t dot = line.find('.'); dot != std::string_view::npos; dot = line.find('.', dot + 1)) {
    const std::size_t end = std::min(line.find_first_of(std::string(kSeparators) + "\"'", dot), line.size());
    std::string_view path = line.substr(0, end);
    if (path.starts_with('"') || path.starts_with('\'')) path.remove_prefix(1);
    if (!is_picture_name(path)) continue;
    std::string_view rest = line.substr(end);
    rest.remove_prefix(std::min(rest.find_first_not_of(std::string(kSeparators) + "\"'"), rest.size()));
    if (!rest.empty()) {
      if (auto boxes = boxes_in(rest)) return ListedPicture{path, "", std::move(*boxes)};
      if (auto name = class_in(rest)) return ListedPicture{path, std::move(*name), {}};
      return std::nullopt;
    }
    return labelled_before(line, path);
  }
  return std::nullopt;
}

enum class ListKind { None, Classes, Boxes };

ListKind kind_of(std::string_view text, bool is_cut_off) {
  auto lines = lines_of(text);
  if (is_cut_off && lines.size() > 1) lines.pop_back();
  std::size_t classes = 0, boxes = 0, bare = 0;
  for (const std::string_view line : lines) {
    if (trimmed(line).empty() || line.starts_with('#')) continue;
    const auto picture = picture_in(line);
    if (!picture) return ListKind::None;
    (!picture->boxes.empty() ? boxes : !picture->class_name.empty() ? classes : bare) += 1;
    if (classes + boxes + bare == kLinesToLookAt) break;
  }
  if (boxes > 0 && classes == 0) return ListKind::Boxes;
  return classes > 0 && boxes == 0 && bare == 0 ? ListKind::Classes : ListKind::None;
}

// VOC's lists in ImageSets state whether a picture contains a class, 1 or -1. This is not the class
// of a picture.
bool may_be_list(const std::string& path) {
  return !is_name_list(path) && path.find("ImageSets/") == std::string::npos;
}

struct List {
  std::string path;
  ListKind kind = ListKind::None;
};

std::vector<List> lists_in(const Survey& survey) {
  const PictureIndex index(survey.pictures());
  std::vector<List> lists;
  std::size_t looked_at = 0;
  for (const std::string& path : survey.with_extension({"txt", "lst", "list"})) {
    if (!may_be_list(path) || index.find_beside(path)) continue;
    if (++looked_at > kListsToLookAt) break;
    const std::string start = survey.start_of(path);
    const ListKind kind = kind_of(start, start.size() >= 4000);
    if (kind != ListKind::None) lists.push_back({path, kind});
  }
  // Lists of a split come first. A picture that a list of everything repeats then keeps its split.
  std::stable_partition(lists.begin(), lists.end(),
                        [](const List& list) { return split_named(stem_of(list.path)) != Split::None; });
  return lists;
}

class ListReader {
 public:
  ListReader(Import& import, const YoloSetup& setup) : import_(import), setup_(setup) {}

  Result<Done> gather(const List& list) {
    TRY(std::string text, import_.survey().text_of(list.path, kLargeLabelFile_bytes));
    texts_.push_back(std::move(text));
    for (const std::string_view line : lines_of(texts_.back())) {
      const auto picture = picture_in(line);
      if (!picture) continue;
      note_class(picture->class_name);
      for (const ListedBox& box : picture->boxes) note_class(box.class_name);
    }
    return Done{};
  }

  // Creates the classes after all labels were read: numbers get their names, in numerical order.
  void make_classes() {
    const auto& names = setup_.names;
    std::set<std::int64_t> numbers;
    for (const std::string& name : written_) {
      if (const auto number = whole_number_of(name)) numbers.insert(*number);
    }
    are_numbers_ = !numbers.empty() && numbers.size() == written_.size();
    if (!are_numbers_) {
      for (const std::string& name : written_) import_.class_of(name);
      return;
    }
    const auto last = static_cast<std::int64_t>(names.size());
    first_ = *numbers.begin() == 1 && *numbers.rbegin() == last && !names.contains(last) ? 1 : 0;
    for (const auto& [number, name] : names) class_of_number_[number + first_] = import_.class_of(name);
    for (const std::int64_t number : numbers) {
      if (names.empty()) class_of_number_[number] = import_.class_of(std::to_string(number));
    }
    if (first_ == 1)
      import_.note(
          Problem::Kind::Notice, "",
          "the class numbers are read as starting at 1, because the largest is equal to the number of names");
    if (names.empty())
      import_.note(Problem::Kind::Notice, "",
                   "there is no list of class names (a .yaml with names, classes.txt); the classes are named "
                   "by their numbers");
  }

  void read(const List& list, std::size_t number) {
    Split split = split_named(stem_of(list.path));
    for (const SplitRule& rule : setup_.rules) {
      if (split == Split::None && name_of_file(rule.path) == name_of_file(list.path)) split = rule.split;
    }
    if (split == Split::None) split = split_of_folders(list.path);
    std::size_t line_number = 0, repeated = 0;
    for (const std::string_view line : lines_of(texts_[number])) {
      ++line_number;
      if (trimmed(line).empty() || line.starts_with('#')) continue;
      const auto listed = picture_in(line);
      if (!listed) {
        import_.note(Problem::Kind::BrokenLabel, list.path,
                     fmt::format("line {} is not a picture and its label: {}", line_number, shown(line)));
        continue;
      }
      const auto index = import_.find(listed->path, list.path);
      if (!index || import_.is_broken(*index)) continue;
      if (repeats_another(*listed, *index, list)) {
        ++repeated;
        continue;
      }
      if (!import_.claim(*index, list.path)) continue;
      if (split != Split::None) import_.picture(*index).split = split;
      if (list.kind == ListKind::Boxes)
        for (const ListedBox& box : listed->boxes) add_box(box, *index, list.path, line_number);
      else
        give_class(*listed, *index, list.path, line_number);
    }
    if (repeated > 0)
      import_.note(Problem::Kind::Notice, list.path,
                   fmt::format("{} repeat those of another list; read once", counted(repeated, "line")));
  }

 private:
  void note_class(const std::string& name) {
    if (!name.empty()) written_.insert(name);
  }

  // Returns nothing for a number beyond the name list.
  std::optional<scene::ClassIndex> class_of(const std::string& name) {
    const auto number = are_numbers_ ? whole_number_of(name) : std::nullopt;
    if (!number) return import_.class_of(name);
    const auto known = class_of_number_.find(*number);
    return known == class_of_number_.end() ? std::nullopt : std::optional(known->second);
  }

  void without_name(const std::string& number, std::size_t index, const std::string& path,
                    std::size_t line_number) {
    import_.not_understood(
        index, path,
        fmt::format(
            "line {} has the class number {}; {} named, starting at {}", line_number, number,
            setup_.names.size() == 1 ? "1 class is" : fmt::format("{} classes are", setup_.names.size()),
            first_));
  }

  void add_box(const ListedBox& box, std::size_t index, const std::string& path, std::size_t line_number) {
    if (const auto class_index = class_of(box.class_name))
      import_.add_box(index, {*class_index, box.box}, path);
    else
      without_name(box.class_name, index, path, line_number);
  }

  bool repeats_another(const ListedPicture& listed, std::size_t index, const List& list) {
    const Picture& picture = import_.picture(index);
    if (!picture.is_annotated || import_.claimed_by(index) == list.path) return false;
    if (list.kind == ListKind::Classes) return picture.class_index == class_of(listed.class_name);
    return std::all_of(listed.boxes.begin(), listed.boxes.end(), [&](const ListedBox& box) {
      const auto class_index = class_of(box.class_name);
      if (!class_index) return false;
      const scene::LabelledBox wanted{*class_index, box.box};
      return std::find(picture.boxes.begin(), picture.boxes.end(), wanted) != picture.boxes.end();
    });
  }

  void give_class(const ListedPicture& listed, std::size_t index, const std::string& path,
                  std::size_t line_number) {
    Picture& picture = import_.picture(index);
    if (listed.class_name.empty()) {
      picture.is_annotated = picture.class_index.has_value();
      return;
    }
    const auto class_index = class_of(listed.class_name);
    if (!class_index) return without_name(listed.class_name, index, path, line_number);
    if (picture.class_index && *picture.class_index != class_index)
      import_.not_understood(
          index, path,
          fmt::format("line {} gives the picture another class than an earlier line", line_number));
    picture.class_index = class_index;
  }

  Import& import_;
  const YoloSetup& setup_;
  std::vector<std::string> texts_;
  std::set<std::string> written_;
  bool are_numbers_ = false;
  std::int64_t first_ = 0;  // number of the first class
  std::map<std::int64_t, scene::ClassIndex> class_of_number_;
};

}  // namespace

bool recognise_image_list(const Survey& survey) {
  return !lists_in(survey).empty();
}

Result<Dataset> read_image_list(const Survey& survey, const ReadOptions& options) {
  std::vector<List> lists = lists_in(survey);
  if (lists.empty())
    return fail(Fault::InvalidInput,
                "no list here has a picture and its class on each line, as in \"images/a.png 0\"");
  // Boxes are preferred to classes.
  const bool has_boxes =
      std::any_of(lists.begin(), lists.end(), [](const List& list) { return list.kind == ListKind::Boxes; });
  std::erase_if(lists, [&](const List& list) { return has_boxes != (list.kind == ListKind::Boxes); });
  const YoloSetup setup = read_yolo_setup(survey);
  TRY(Import import, Import::start(survey, options, has_boxes ? LabelKind::Boxes : LabelKind::Classes));
  for (const Problem& problem : setup.problems) import.note(problem.kind, problem.path, problem.message);
  ListReader reader(import, setup);
  for (const List& list : lists) TRY_DONE(reader.gather(list));
  reader.make_classes();
  for (std::size_t i = 0; i < lists.size(); ++i) reader.read(lists[i], i);
  return import.finish(Import::kAsMade);
}

}  // namespace tinsmith::dataset
