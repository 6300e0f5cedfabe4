// Reads the JSON of two labelling programs: VoTT ("assets") and Create ML (a list of
// "image" and "annotations").
#include <algorithm>
#include <cmath>

#include "dataset/import.h"
#include "dataset/layouts/json_file.h"
#include "dataset/layouts/layouts.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

bool any_json_has(const Survey& survey, std::initializer_list<std::string_view> keys) {
  const auto files = survey.with_extension({"json"});
  const auto end = files.begin() + static_cast<std::ptrdiff_t>(std::min(files.size(), kFilesToLookAt));
  return std::any_of(files.begin(), end, [&](const std::string& path) {
    const std::string start = survey.start_of(path, 16 << 10);
    return std::all_of(keys.begin(), keys.end(), [&](std::string_view key) {
      return start.find(fmt::format("\"{}\"", key)) != std::string::npos;
    });
  });
}

std::int32_t side_in(JsonObject object, std::string_view key) {
  return static_cast<std::int32_t>(std::lround(std::clamp(number_in(object, key).value_or(0), 0.0, 1e9)));
}

// Reads a box from four keys. Returns nothing when a value is not a number.
std::optional<scene::Box> box_in(JsonObject object, std::string_view x, std::string_view y) {
  const auto left = number_in(object, x), top = number_in(object, y);
  const auto width = number_in(object, "width"), height = number_in(object, "height");
  if (!left || !top || !width || !height) return std::nullopt;
  return scene::Box{*left, *top, *width, *height};
}

void count_unknown(Import& import, JsonObject object, bool (*is_known)(std::string_view key)) {
  for (const auto field : object) {
    if (!is_known(field.key) && !field.value.is_null()) import.tally().value_not_used("key", field.key);
  }
}

// Finds the picture, claims it, and gives it the split of the file.
std::optional<std::size_t> labelled_picture(Import& import, std::string_view name, const std::string& path) {
  const auto index = import.find(name, path);
  if (!index || !import.claim(*index, path)) return std::nullopt;
  Split& split = import.picture(*index).split;
  if (const Split named = split_named(stem_of(path)); named != Split::None) split = named;
  if (split == Split::None) split = split_of_folders(path);
  return index;
}

using ReadFile = void (*)(Import& import, Json root, const std::string& path);

Result<Dataset> read_each(const Survey& survey, const ReadOptions& options, ReadFile read) {
  TRY(Import import, Import::start(survey, options, LabelKind::Boxes));
  JsonFile file;
  for (const std::string& path : survey.with_extension({"json"})) {
    const auto root = file.read(survey, path);
    if (root)
      read(import, root.value(), path);
    else
      import.note(Problem::Kind::BrokenLabel, path, root.error().message);
  }
  return import.finish(Import::SortFrom{});
}

// Keys of a region that are read, or that add no information to those.
bool is_known_of_region(std::string_view key) {
  return key == "id" || key == "type" || key == "tags" || key == "boundingBox" || key == "points";
}

// Adds a region {"type", "tags", "boundingBox"}. Several tags on one region make several boxes.
void add_vott_region(Import& import, Json written, std::size_t index, const std::string& path,
                     image::Size stated) {
  const std::string& picture = import.picture(index).path;
  JsonObject region;
  if (written.get(region) != simdjson::SUCCESS)
    return import.not_understood(index, path, fmt::format("a region of {} is not an object", picture));
  const std::string type = lowered(text_in(region, "type").value_or(""));
  if (type == "point") return import.shape_not_used(index, "point");
  const auto bounds = object_in(region, "boundingBox");
  const auto box = bounds ? box_in(*bounds, "left", "top") : std::nullopt;
  std::vector<std::string> tags;
  for (const Json tag : list_in(region, "tags")) {
    if (std::string text = text_of(tag); !text.empty()) tags.push_back(std::move(text));
  }
  if (!box || tags.empty())
    return import.not_understood(index, path,
                                 fmt::format("a region of {} has no {}", picture, box ? "tag" : "box"));
  count_unknown(import, region, is_known_of_region);
  if (type == "polygon" || type == "polyline") import.tally().read_as_box(type);
  for (const std::string& tag : tags) import.add_box(index, {import.class_of(tag), *box}, path, stated);
}

// Reads VoTT 2: {"asset": {"name", "size", "state"}, "regions": […]}. State 0 means that nobody looked
// at the picture.
void read_vott_asset(Import& import, JsonObject entry, const std::string& path) {
  const auto asset = object_in(entry, "asset");
  const auto name = asset ? text_in(*asset, "name") : std::nullopt;
  if (!name) return import.note(Problem::Kind::BrokenLabel, path, "an asset has no name; it was left out");
  const auto regions = list_in(entry, "regions");
  if (regions.empty() && whole_number_in(*asset, "state").value_or(0) == 0) return;
  const auto index = labelled_picture(import, *name, path);
  if (!index) return;
  const auto size = object_in(*asset, "size");
  const image::Size stated =
      size ? image::Size{side_in(*size, "width"), side_in(*size, "height")} : image::Size{};
  for (const Json value : regions) add_vott_region(import, value, *index, path, stated);
}

void read_vott_file(Import& import, Json root, const std::string& path) {
  JsonObject top;
  if (root.get(top) != simdjson::SUCCESS) return;
  if (object_in(top, "asset")) return read_vott_asset(import, top, path);
  const auto assets = object_in(top, "assets");
  if (!assets) return;
  for (const auto field : *assets) {
    JsonObject entry;
    if (field.value.get(entry) == simdjson::SUCCESS) read_vott_asset(import, entry, path);
  }
}

// The keys of Create ML, followed by the keys that older programs use.
constexpr std::string_view kPictureKeys[] = {"image", "imagefilename"};
constexpr std::string_view kAnnotationsKeys[] = {"annotations", "annotation"};

std::optional<std::string_view> picture_name_in(JsonObject entry) {
  for (const std::string_view key : kPictureKeys) {
    if (const auto name = text_in(entry, key)) return name;
  }
  return std::nullopt;
}

std::optional<std::vector<Json>> annotations_in(JsonObject entry) {
  for (const std::string_view key : kAnnotationsKeys) {
    if (has_list(entry, key)) return list_in(entry, key);
  }
  return std::nullopt;
}

bool is_known_of_annotation(std::string_view key) {
  return key == "label" || key == "coordinates";
}

// Adds a box {"label", "coordinates": {x, y: the centre, width, height}}.
void add_createml_box(Import& import, Json written, std::size_t index, const std::string& path) {
  const std::string& picture = import.picture(index).path;
  JsonObject annotation;
  if (written.get(annotation) != simdjson::SUCCESS)
    return import.not_understood(index, path, fmt::format("an annotation of {} is not an object", picture));
  Json label;
  const std::string name = annotation["label"].get(label) == simdjson::SUCCESS ? text_of(label) : "";
  const auto place = object_in(annotation, "coordinates");
  const std::optional<scene::Box> box = place ? box_in(*place, "x", "y") : std::nullopt;
  if (name.empty() || !place || !box)
    return import.not_understood(
        index, path, fmt::format("an annotation of {} has no {}", picture, name.empty() ? "label" : "box"));
  count_unknown(import, annotation, is_known_of_annotation);
  const auto [x, y, width, height] = box.value();
  import.add_box(index, {import.class_of(name), { x - width / 2, y - height / 2, width, height }}, path);
}

// Reads Create ML: [{"image", "annotations": […]}].
void read_createml_file(Import& import, Json root, const std::string& path) {
  for (const Json value : list_of(root)) {
    JsonObject entry;
    const bool is_object = value.get(entry) == simdjson::SUCCESS;
    const auto name = is_object ? picture_name_in(entry) : std::nullopt;
    const auto annotations = is_object ? annotations_in(entry) : std::nullopt;
    if (!name || !annotations) {
      import.note(Problem::Kind::BrokenLabel, path,
                  "an entry has no \"image\" or no list \"annotations\"; it was left out");
      continue;
    }
    const auto index = labelled_picture(import, *name, path);
    if (!index) continue;
    for (const Json written : *annotations) add_createml_box(import, written, *index, path);
  }
}

}  // namespace

bool recognise_vott_json(const Survey& survey) {
  return any_json_has(survey, {"assets", "asset"}) || any_json_has(survey, {"asset", "regions"});
}
Result<Dataset> read_vott_json(const Survey& survey, const ReadOptions& options) {
  return read_each(survey, options, read_vott_file);
}

bool recognise_createml(const Survey& survey) {
  return any_json_has(survey, {"image", "annotations", "coordinates"}) ||
         any_json_has(survey, {"imagefilename", "annotation", "coordinates"});
}
Result<Dataset> read_createml(const Survey& survey, const ReadOptions& options) {
  return read_each(survey, options, read_createml_file);
}

}  // namespace tinsmith::dataset
