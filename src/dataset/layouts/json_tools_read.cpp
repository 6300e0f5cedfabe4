// JSON of labelling programs: VoTT ("assets"), Create ML (a list of "image" and "annotations").
#include <algorithm>
#include <cmath>

#include "dataset/import.h"
#include "dataset/layouts/json_file.h"
#include "dataset/layouts/layouts.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

bool any_json_says(const Survey& survey, std::initializer_list<std::string_view> keys) {
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

// A box from four keys; nothing when one is no number.
std::optional<scene::Box> box_in(JsonObject object, std::string_view x, std::string_view y) {
  const auto left = number_in(object, x), top = number_in(object, y);
  const auto width = number_in(object, "width"), height = number_in(object, "height");
  if (!left || !top || !width || !height) return std::nullopt;
  return scene::Box{*left, *top, *width, *height};
}

// What the three layouts share: find the picture, claim it, give it the file's split.
std::optional<std::size_t> labelled_picture(Import& import, std::string_view name, const std::string& path) {
  const auto index = import.find(name, path);
  if (!index || !import.claim(*index, path)) return std::nullopt;
  Split& split = import.picture(*index).split;
  if (const Split named = split_named(stem_of(path)); named != Split::None) split = named;
  if (split == Split::None) split = split_of_folders(path);
  return index;
}

using ReadFile = void (*)(Import& import, Json root, const std::string& path);

Result<Dataset> read_each(const Survey& survey, const ReadOptions& options, std::string_view format,
                          ReadFile read) {
  TRY(Import import, Import::start(survey, options, Task::Detection));
  JsonFile file;
  for (const std::string& path : survey.with_extension({"json"})) {
    const auto root = file.read(survey, path);
    if (root)
      read(import, root.value(), path);
    else
      import.note(Problem::Kind::BrokenLabel, path, root.error().says);
  }
  return import.finish(format, Import::SortFrom{});
}

// VoTT 2: {"asset": {"name", "size", "state"}, "regions": [{"tags", "boundingBox"}]}; state 0 is "not looked
// at".
void read_vott_asset(Import& import, JsonObject entry, const std::string& path) {
  const auto asset = object_in(entry, "asset");
  const auto name = asset ? text_in(*asset, "name") : std::nullopt;
  const auto regions = list_in(entry, "regions");
  if (!name || (regions.empty() && whole_number_in(*asset, "state").value_or(0) == 0)) return;
  const auto index = labelled_picture(import, *name, path);
  if (!index) return;
  const auto size = object_in(*asset, "size");
  const image::Size stated =
      size ? image::Size{side_in(*size, "width"), side_in(*size, "height")} : image::Size{};
  for (const Json value : regions) {
    JsonObject region;
    if (value.get(region) != simdjson::SUCCESS) continue;
    const auto bounds = object_in(region, "boundingBox");
    const auto box = bounds ? box_in(*bounds, "left", "top") : std::nullopt;
    const auto tags = list_in(region, "tags");
    if (!box || tags.empty())
      import.note(Problem::Kind::BrokenLabel, path,
                  fmt::format("a region of {} has no {}; it was left out", *name, box ? "tag" : "box"));
    if (!box) continue;
    for (const Json tag : tags) {  // several tags on one region are several boxes
      std::string_view text;
      if (tag.get(text) == simdjson::SUCCESS)
        import.add_box(*index, {import.class_of(text), *box}, path, stated);
    }
  }
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

// One of {"label", "coordinates": {x, y: the centre, width, height}}.
void add_createml_box(Import& import, JsonObject annotation, std::size_t index, const std::string& path) {
  const auto label = text_in(annotation, "label");
  const auto place = object_in(annotation, "coordinates");
  if (label && place) {
    if (const auto box = box_in(*place, "x", "y")) {
      import.add_box(index,
                     {import.class_of(*label),
                      { box->x - box->width / 2,
                        box->y - box->height / 2,
                        box->width,
                        box->height }},
                     path);
      return;
    }
  }
  import.note(Problem::Kind::BrokenLabel, path,
              fmt::format("an annotation of {} has no {}; it was left out", import.picture(index).path,
                          label ? "box" : "label"));
}

// Create ML: [{"image", "annotations": […]}]
void read_createml_file(Import& import, Json root, const std::string& path) {
  for (const Json value : list_of(root)) {
    JsonObject entry;
    if (value.get(entry) != simdjson::SUCCESS) continue;
    const auto name = text_in(entry, "image");
    if (!name || !has_list(entry, "annotations")) continue;
    const auto index = labelled_picture(import, *name, path);
    if (!index) continue;
    for (const Json written : list_in(entry, "annotations")) {
      JsonObject annotation;
      if (written.get(annotation) == simdjson::SUCCESS) add_createml_box(import, annotation, *index, path);
    }
  }
}

}  // namespace

bool recognise_vott_json(const Survey& survey) {
  return any_json_says(survey, {"assets", "asset"}) || any_json_says(survey, {"asset", "regions"});
}
Result<Dataset> read_vott_json(const Survey& survey, const ReadOptions& options) {
  return read_each(survey, options, "vott-json", read_vott_file);
}

bool recognise_createml(const Survey& survey) {
  return any_json_says(survey, {"image", "annotations", "coordinates"});
}
Result<Dataset> read_createml(const Survey& survey, const ReadOptions& options) {
  return read_each(survey, options, "createml", read_createml_file);
}

}  // namespace tinsmith::dataset
