// The layouts of XML files. Pascal VOC: one for each picture, splits in ImageSets/Main; MaixHub's images/ +
// xml/ + labels.txt too. CVAT 1.1: one file with an <image> for each picture.
#include <algorithm>
#include <cmath>

#include "dataset/import.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/name_list.h"
#include "dataset/layouts/outline.h"
#include "dataset/layouts/xml_file.h"
#include "dataset/text.h"

namespace tinsmith::dataset {
namespace {

// So many files are looked at before a source without VOC files is believed to be one.
constexpr std::size_t kFilesToLookAt = 16;

// The number in a child element; nothing when it is absent or no number.
std::optional<double> child_number(const pugi::xml_node& node, const char* child) {
  return number_of(trimmed(node.child(child).text().get()));
}

std::int32_t child_side(const pugi::xml_node& size, const char* child) {
  return static_cast<std::int32_t>(std::lround(std::clamp(child_number(size, child).value_or(0), 0.0, 1e9)));
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
    if (!annotation) return;  // another program's file
    const char* written = annotation.child("filename").text().get();
    auto index = import_.find_beside(path);
    if (!index) index = import_.find(*written ? written : stem_of(path), path);
    if (!index || !import_.claim(*index, path)) return;
    if (Split& split = import_.picture(*index).split; split == Split::None) split = split_of_folders(path);
    const pugi::xml_node size = annotation.child("size");
    const image::Size stated_size{child_side(size, "width"), child_side(size, "height")};
    for (const pugi::xml_node& object : annotation.children("object"))
      add_object(object, *index, path, stated_size);
  }

 private:
  void add_object(const pugi::xml_node& object, std::size_t index, const std::string& path,
                  image::Size stated_size) {
    const std::string_view name = trimmed(object.child("name").text().get());
    const pugi::xml_node bounds = object.child("bndbox");
    const auto left = child_number(bounds, "xmin"), top = child_number(bounds, "ymin");
    const auto right = child_number(bounds, "xmax"), bottom = child_number(bounds, "ymax");
    if (name.empty() || !left || !top || !right || !bottom) {
      import_.not_understood(index, path,
                             fmt::format("an object has no {}", name.empty() ? "name" : "complete bndbox"));
      return;
    }
    const bool is_difficult = child_number(object, "difficult").value_or(0) != 0;
    import_.add_box(
        index, {import_.class_of(name), {*left, *top, *right - *left, *bottom - *top}, false, is_difficult},
        path, stated_size);
  }

  Import& import_;
};

// Lists of file names without extension: ImageSets/Main/train.txt. "trainval" says less than the other two.
void read_splits(Import& import) {
  for (const bool is_trainval_turn : {false, true}) {
    for (const std::string& path : import.survey().with_extension({"txt"})) {
      if (path.find("ImageSets/") == std::string::npos) continue;
      const bool is_trainval = stem_of(path) == "trainval";
      const std::string stem = lowered(stem_of(path));
      const Split split = is_trainval ? Split::Train : split_of_folders(joined(stem, "x"));
      if (split == Split::None || is_trainval != is_trainval_turn) continue;
      const auto text = import.survey().text_of(path, kLargeLabelFile_bytes);
      if (!text) continue;
      for (const std::string_view line : lines_of(text.value())) {
        const auto words = words_of(line);
        if (words.empty()) continue;
        const auto index = import.find(words[0], path);
        if (index && import.picture(*index).split == Split::None) import.picture(*index).split = split;
      }
    }
  }
}

std::optional<double> attribute_number(const pugi::xml_node& node, const char* attribute) {
  return number_of(trimmed(node.attribute(attribute).value()));
}

std::int32_t attribute_side(const pugi::xml_node& node, const char* attribute) {
  return static_cast<std::int32_t>(
      std::lround(std::clamp(attribute_number(node, attribute).value_or(0), 0.0, 1e9)));
}

// <box xtl ytl xbr ybr>, or the corners of <polygon points="x,y;x,y">.
std::optional<scene::Box> cvat_box_of(const pugi::xml_node& shape) {
  Bounds bounds;
  if (std::string_view(shape.name()) == "box") {
    const auto left = attribute_number(shape, "xtl"), top = attribute_number(shape, "ytl");
    const auto right = attribute_number(shape, "xbr"), bottom = attribute_number(shape, "ybr");
    if (!left || !top || !right || !bottom) return std::nullopt;
    return scene::Box{*left, *top, *right - *left, *bottom - *top};
  }
  for (const std::string_view point : pieces_of(shape.attribute("points").value(), ";")) {
    const auto pair = pieces_of(point, ",");
    const auto x = pair.size() == 2 ? number_of(trimmed(pair[0])) : std::nullopt;
    const auto y = pair.size() == 2 ? number_of(trimmed(pair[1])) : std::nullopt;
    if (!x || !y) return std::nullopt;
    bounds.add(*x, *y);
  }
  return bounds.box();
}

void read_cvat_picture(Import& import, const pugi::xml_node& picture, const std::string& path) {
  const auto index = import.find(picture.attribute("name").value(), path);
  if (!index || !import.claim(*index, path)) return;
  if (const Split split = split_named(picture.attribute("subset").value()); split != Split::None)
    import.picture(*index).split = split;
  for (const pugi::xml_node& shape : picture.children()) {
    const std::string_view kind = shape.name();
    if (kind != "box" && kind != "polygon") continue;
    const auto box = cvat_box_of(shape);
    if (!box) {
      import.not_understood(*index, path,
                            fmt::format("a {} of {} has no corners", kind, import.picture(*index).path));
      continue;
    }
    import.add_box(*index, {import.class_of(shape.attribute("label").value()), *box}, path,
                   {attribute_side(picture, "width"), attribute_side(picture, "height")});
  }
}

}  // namespace

bool recognise_voc(const Survey& survey) {
  const auto files = survey.with_extension({"xml"});
  return std::any_of(
      files.begin(), files.begin() + static_cast<std::ptrdiff_t>(std::min(files.size(), kFilesToLookAt)),
      [&](const std::string& path) {
        const std::string start = survey.start_of(path);
        return start.find("<annotation>") != std::string::npos &&
               (start.find("<filename>") != std::string::npos || start.find("<object>") != std::string::npos);
      });
}

Result<Dataset> read_voc(const Survey& survey, const ReadOptions& options) {
  TRY(Import import, Import::start(survey, options, Task::Detection));
  for (const std::string& name : listed_names(survey)) import.class_of(name);
  const std::size_t listed = import.classes().size();  // these keep the list's order
  read_splits(import);
  VocReader reader(import);
  for (const std::string& path : survey.with_extension({"xml"})) reader.read(path);
  return import.finish("voc", Import::SortFrom{listed});
}

bool recognise_cvat(const Survey& survey) {
  const auto files = survey.with_extension({"xml"});
  return std::any_of(files.begin(), files.end(), [&](const std::string& path) {
    return name_of_file(path) == "annotations.xml" &&
           survey.start_of(path).find("<annotations>") != std::string::npos;
  });
}

Result<Dataset> read_cvat(const Survey& survey, const ReadOptions& options) {
  TRY(Import import, Import::start(survey, options, Task::Detection));
  for (const std::string& path : survey.with_extension({"xml"})) {
    pugi::xml_document document;
    TRY_DONE(read_xml(survey, path, kLargeLabelFile_bytes, document));
    const pugi::xml_node top = document.child("annotations");
    for (const pugi::xml_node& label : top.child("meta").first_child().child("labels").children("label"))
      import.class_of(label.child("name").text().get());
    for (const pugi::xml_node& picture : top.children("image")) read_cvat_picture(import, picture, path);
  }
  return import.finish("cvat", Import::kAsMade);
}

}  // namespace tinsmith::dataset
