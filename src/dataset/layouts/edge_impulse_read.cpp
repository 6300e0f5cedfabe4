// Reads Edge Impulse: info.labels (JSON, or one JSON per line) and bounding_boxes.labels, at the top and
// in each folder.
#include <algorithm>

#include "dataset/import.h"
#include "dataset/layouts/json_file.h"
#include "dataset/layouts/layouts.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Keys of a box that are read, or that do not describe what it shows.
bool is_known(std::string_view key) {
  constexpr std::string_view kKeys[] = {"label", "x", "y", "width", "height", "addedByHand"};
  return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

class EdgeImpulseReader {
 public:
  EdgeImpulseReader(Import& import, bool has_boxes) : import_(import), has_boxes_(has_boxes) {}

  Result<Done> read_info(const std::string& path) {
    TRY(const std::string text, import_.survey().text_of(path, kLargeLabelFile_bytes));
    JsonFile file;
    if (text.substr(0, text.find('\n')).find("\"__ndjson\"") == std::string::npos) {
      TRY(const Json root, file.parse(text, path));
      JsonObject top;
      if (root.get(top) != simdjson::SUCCESS) return fail(Fault::Corrupt, "{} is not a list of files", path);
      for (const Json value : list_in(top, "files")) read_entry(value, path);
      return Done{};
    }
    for (const std::string_view line : lines_of(text)) {
      if (trimmed(line).empty()) continue;
      const auto root = file.parse(line, path);
      JsonObject outer;
      Json item;
      if (!root)
        import_.note(Problem::Kind::BrokenLabel, path, root.error().message);
      else if (root.value().get(outer) != simdjson::SUCCESS)
        import_.note(Problem::Kind::BrokenLabel, path, "a line is not an object; it was left out");
      else if (outer["__item"].get(item) == simdjson::SUCCESS)
        read_entry(item, path);
    }
    return Done{};
  }

  Result<Done> read_boxes(const std::string& path) {
    JsonFile file;
    TRY(const Json root, file.read(import_.survey(), path));
    JsonObject top;
    const auto boxes = root.get(top) == simdjson::SUCCESS ? object_in(top, "boundingBoxes") : std::nullopt;
    if (!boxes) return fail(Fault::Corrupt, "{} has no \"boundingBoxes\"", path);
    for (const auto field : *boxes) {
      const auto index = import_.find(field.key, path);
      if (!index) continue;
      Picture& picture = import_.picture(*index);
      if (picture.is_annotated && !picture.boxes.empty()) continue;  // info.labels has the boxes already
      picture.is_annotated = true;
      if (is_list(field.value))
        add_boxes(list_of(field.value), *index, path);
      else
        import_.not_understood(*index, path, fmt::format("the boxes of {} are not a list", picture.path));
    }
    return Done{};
  }

 private:
  void read_entry(Json value, const std::string& path) {
    JsonObject entry;
    const auto name = value.get(entry) == simdjson::SUCCESS ? text_in(entry, "path") : std::nullopt;
    if (!name)
      return import_.note(Problem::Kind::BrokenLabel, path,
                          "an entry is not an object with a path; it was left out");
    if (!is_picture_name(*name)) return import_.tally().not_used("file that holds sounds or sensor readings");
    const auto index = import_.find(*name, path);
    if (!index) return;
    Picture& picture = import_.picture(*index);
    if (const Split split = split_named(text_in(entry, "category").value_or("")); split != Split::None)
      picture.split = split;
    if (picture.is_annotated) return;  // the info.labels of another folder has the same picture
    if (has_boxes_) {
      if (!has_list(entry, "boundingBoxes")) return;
      picture.is_annotated = true;
      add_boxes(list_in(entry, "boundingBoxes"), *index, path);
      return;
    }
    const auto label = object_in(entry, "label");
    const auto text = label ? text_in(*label, "label") : std::nullopt;
    if (!text) return;  // "unlabeled"
    picture.class_index = import_.class_of(*text);
    picture.is_annotated = true;
  }

  void add_boxes(const std::vector<Json>& boxes, std::size_t index, const std::string& path) {
    for (const Json value : boxes) {
      JsonObject box;
      if (value.get(box) != simdjson::SUCCESS) {
        import_.not_understood(index, path,
                               fmt::format("a box of {} is not an object", import_.picture(index).path));
        continue;
      }
      for (const auto field : box) {
        if (!is_known(field.key)) import_.tally().value_not_used("key", field.key);
      }
      const auto label = text_in(box, "label");
      const auto x = number_in(box, "x"), y = number_in(box, "y");
      const auto width = number_in(box, "width"), height = number_in(box, "height");
      if (label && x && y && width && height) {
        import_.add_box(index, {import_.class_of(*label), {*x, *y, *width, *height}}, path);
      } else {
        import_.not_understood(index, path,
                               fmt::format("a box of {} has no {}", import_.picture(index).path,
                                           label ? "complete x, y, width, height" : "label"));
      }
    }
  }

  Import& import_;
  bool has_boxes_;
};

// Sorts outer folders first, because the list at the top contains everything.
std::vector<std::string> from_the_top(std::vector<std::string> paths) {
  std::stable_sort(paths.begin(), paths.end(), [](const std::string& a, const std::string& b) {
    return parts_of(a).size() < parts_of(b).size();
  });
  return paths;
}

bool holds_boxes(const Survey& survey, const std::string& path) {
  const auto text = survey.text_of(path, kLargeLabelFile_bytes);
  const std::size_t at = text ? text.value().find("\"boundingBoxes\"") : std::string::npos;
  return at != std::string::npos;
}

}  // namespace

bool recognise_edge_impulse(const Survey& survey) {
  return !survey.named({"info.labels", "bounding_boxes.labels"}).empty();
}

Result<Dataset> read_edge_impulse(const Survey& survey, const ReadOptions& options) {
  const auto infos = from_the_top(survey.named({"info.labels"})),
             boxes = survey.named({"bounding_boxes.labels"});
  const bool has_boxes =
      !boxes.empty() || std::any_of(infos.begin(), infos.end(),
                                    [&](const std::string& path) { return holds_boxes(survey, path); });
  TRY(Import import, Import::start(survey, options, has_boxes ? LabelKind::Boxes : LabelKind::Classes));
  EdgeImpulseReader reader(import, has_boxes);
  for (const std::string& path : infos) TRY_DONE(reader.read_info(path));
  for (const std::string& path : boxes) TRY_DONE(reader.read_boxes(path));
  return import.finish(Import::SortFrom{});
}

}  // namespace tinsmith::dataset
