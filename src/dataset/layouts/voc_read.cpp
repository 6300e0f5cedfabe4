// Reads Pascal VOC: one XML file per picture, with splits in ImageSets/Main. Also reads MaixHub's images/ +
// xml/ + labels.txt, and the files of labelImg and roLabelImg.
#include <algorithm>
#include <array>
#include <numbers>

#include "dataset/import.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/name_list.h"
#include "dataset/layouts/outline.h"
#include "dataset/layouts/xml_file.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Max number of files that are examined before VOC is ruled out.
constexpr std::size_t kXmlFilesToLookAt = 16;

// Elements of an object that are read, and values that carry no information. Other elements with other values
// are reported as not used.
constexpr std::array<std::string_view, 9> kPlainElements{
    "name", "bndbox", "robndbox", "polygon", "difficult", "attributes", "type", "id", "deleted"};
constexpr std::array<std::string_view, 3> kMeaningless{"", "0", "unspecified"};

template <std::size_t count>
bool is_among(const std::array<std::string_view, count>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<scene::Box> corners_of(const pugi::xml_node& bounds) {
  const auto left = child_number(bounds, "xmin"), top = child_number(bounds, "ymin");
  const auto right = child_number(bounds, "xmax"), bottom = child_number(bounds, "ymax");
  if (!left || !top || !right || !bottom) return std::nullopt;
  return scene::Box{*left, *top, *right - *left, *bottom - *top};
}

// Reads roLabelImg's rotated box: centre, size, and an angle in radians.
std::optional<scene::Box> box_of_rotated(const pugi::xml_node& bounds) {
  const auto x = child_number(bounds, "cx"), y = child_number(bounds, "cy");
  const auto width = child_number(bounds, "w"), height = child_number(bounds, "h");
  const auto angle = child_number(bounds, "angle");
  if (!x || !y || !width || !height || !angle) return std::nullopt;
  return box_around_rotated(*x, *y, *width, *height, *angle * 180 / std::numbers::pi);
}

// Reads <x1>, <y1>, <x2>, … as Roboflow writes them, or <pt> with <x> and <y> as LabelMe does.
std::optional<scene::Box> box_of_polygon(const pugi::xml_node& polygon) {
  Bounds bounds;
  for (const pugi::xml_node& point : polygon.children("pt")) {
    const auto x = child_number(point, "x"), y = child_number(point, "y");
    if (!x || !y) return std::nullopt;
    bounds.add(*x, *y);
  }
  for (int i = 1; polygon.child(fmt::format("x{}", i).c_str()); ++i) {
    const auto x = child_number(polygon, fmt::format("x{}", i).c_str()),
               y = child_number(polygon, fmt::format("y{}", i).c_str());
    if (!x || !y) return std::nullopt;
    bounds.add(*x, *y);
  }
  return bounds.box();
}

class VocReader {
 public:
  explicit VocReader(Import& import) : import_(import) {}

  void read(const std::string& path) {
    pugi::xml_document document;
    if (const auto parsed = read_xml(import_.survey(), path, kSmallLabelFile_bytes, document); !parsed) {
      import_.note(Problem::Kind::BrokenLabel, path, parsed.error().text());
      return;
    }
    const pugi::xml_node annotation = document.child("annotation");
    if (!annotation) return;  // a file of another program
    const char* written = annotation.child("filename").text().get();
    auto index = import_.find_beside(path);
    if (!index) index = import_.find(*written ? written : stem_of(path), path);
    if (!index || !import_.claim(*index, path)) return;
    if (Split& split = import_.picture(*index).split; split == Split::None) split = split_of_folders(path);
    const pugi::xml_node size = annotation.child("size");
    const image::Size stated_size{side_of(child_number(size, "width")),
                                  side_of(child_number(size, "height"))};
    for (const pugi::xml_node& object : annotation.children("object"))
      add_object(object, *index, path, stated_size);
  }

 private:
  void add_object(const pugi::xml_node& object, std::size_t index, const std::string& path,
                  image::Size stated_size) {
    const std::string_view name = trimmed(object.child("name").text().get());
    auto box = corners_of(object.child("bndbox"));
    const char* read_as_box = nullptr;
    if (!box && (box = box_of_rotated(object.child("robndbox")))) read_as_box = "rotated box";
    if (!box && (box = box_of_polygon(object.child("polygon")))) read_as_box = "polygon";
    count_unused(object);
    if (name.empty() || !box)
      return import_.not_understood(
          index, path, fmt::format("an object has no {}", name.empty() ? "name" : "complete bndbox"));
    const bool is_difficult = child_number(object, "difficult").value_or(0) != 0;
    const bool is_added =
        import_.add_box(index, {import_.class_of(name), *box, false, is_difficult}, path, stated_size);
    if (is_added && read_as_box != nullptr) import_.tally().read_as_box(read_as_box);
  }

  void count_unused(const pugi::xml_node& object) {
    for (const pugi::xml_node& element : object.children()) {
      const std::string_view name = element.name();
      if (element.type() != pugi::node_element) continue;
      if (name == "part") import_.tally().not_used("part of an object");
      for (const pugi::xml_node& attribute : element.children("attribute"))
        import_.tally().value_not_used("attribute", attribute.child("name").text().get());
      const bool has_meaning = !is_among(kMeaningless, lowered(trimmed(element.text().get())));
      if (name != "part" && !is_among(kPlainElements, name) && has_meaning)
        import_.tally().value_not_used("element", name);
    }
  }

  Import& import_;
};

// The split of a list in ImageSets/Main, and the order in which lists are applied: "train", then "cup_train"
// (the list of a class; VoTT writes no others), then "trainval", which is the least specific.
struct SplitList {
  Split split = Split::None;
  int turn = 0;
};

SplitList split_list_of(std::string_view path) {
  const std::string stem = lowered(stem_of(path));
  if (path.find("ImageSets/") == std::string_view::npos) return {};
  if (stem == "trainval") return {Split::Train, 2};
  if (const Split whole = split_of_folders(joined(stem, "x")); whole != Split::None) return {whole, 0};
  const std::size_t line = stem.rfind('_');
  if (line == std::string::npos || stem.ends_with("_trainval")) return {};
  return {split_of_folders(joined(stem.substr(line + 1), "x")), 1};
}

// Returns the picture name in a line: "one", "one.jpg -1". Names may have blanks: "one 1" is the picture with
// that name if it exists.
std::string_view listed_name(Import& import, std::string_view line, std::string_view list) {
  line = trimmed(line);
  if (const auto index = import.look_up(line, list)) {
    const std::string written = folded_name(name_of_file(line)), &path = import.picture(*index).path;
    if (written == folded_name(name_of_file(path)) || written == folded_name(stem_of(path))) return line;
  }
  const std::size_t blank = line.find_last_of(" \t");
  if (blank == std::string_view::npos) return line;
  const std::string_view last = line.substr(blank + 1);
  return last == "1" || last == "-1" || last == "0" ? trimmed(line.substr(0, blank)) : line;
}

void read_splits(Import& import) {
  for (int turn = 0; turn < 3; ++turn) {
    for (const std::string& path : import.survey().with_extension({"txt"})) {
      const SplitList list = split_list_of(path);
      if (list.split == Split::None || list.turn != turn) continue;
      const auto text = import.survey().text_of(path, kLargeLabelFile_bytes);
      if (!text) continue;
      for (const std::string_view line : lines_of(text.value())) {
        if (trimmed(line).empty()) continue;
        const auto index = import.find(listed_name(import, line, path), path);
        if (index && import.picture(*index).split == Split::None) import.picture(*index).split = list.split;
      }
    }
  }
}

}  // namespace

bool recognise_voc(const Survey& survey) {
  const auto files = survey.with_extension({"xml"});
  return std::any_of(
      files.begin(), files.begin() + static_cast<std::ptrdiff_t>(std::min(files.size(), kXmlFilesToLookAt)),
      [&](const std::string& path) {
        const std::string start = survey.start_of(path, Survey::kStart_bytes);
        return root_name_in(start) == "annotation" &&
               (start.find("filename>") != std::string::npos || start.find("object>") != std::string::npos ||
                start.find("<object") != std::string::npos);
      });
}

Result<Dataset> read_voc(const Survey& survey, const ReadOptions& options) {
  TRY(Import import, Import::start(survey, options, LabelKind::Boxes));
  for (const std::string& name : listed_names(survey)) import.class_of(name);
  const std::size_t listed = import.classes().size();  // these classes keep the order of the list
  read_splits(import);
  VocReader reader(import);
  for (const std::string& path : survey.with_extension({"xml"})) reader.read(path);
  return import.finish(Import::SortFrom{listed});
}

}  // namespace tinsmith::dataset
