// Reads labelme JSON, one file per picture: {"imagePath", "imageData", "imageWidth",
// "imageHeight", "flags", "shapes": [{"label", "points": [[x, y], …], "shape_type", "flags"}]}.
// The picture is a file beside it, or base64 text inside it ("imageData", which the program writes
// by default). https://github.com/wkentaro/labelme
#include <algorithm>
#include <cmath>
#include <set>

#include "base/base64.h"
#include "dataset/layouts/gathered_labels.h"
#include "dataset/layouts/json_file.h"
#include "dataset/layouts/layouts.h"
#include "dataset/picture_index.h"
#include "files/embedded.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

struct ShapeType {
  std::string_view name;
  std::string_view kind;  // noun for the count of converted shapes; empty: a plain box
  bool has_extent = true;
};
constexpr ShapeType kShapeTypes[] = {
    {"rectangle", ""},
    {"polygon", "polygon"},
    {"circle", "circle"},
    {"mask", "mask"},
    {"line", "line"},
    {"linestrip", "line"},
    {"rotation", "rotated box"},
    {"oriented_rectangle", "rotated box"},
    {"ellipse", "ellipse"},
    {"cuboid", "cuboid"},
    {"point", "point", false},
    {"points", "point group", false},
};

std::vector<scene::Point> points_in(JsonObject shape) {
  std::vector<scene::Point> points;
  for (const Json written : list_in(shape, "points")) {
    const auto pair = list_of(written);
    const auto x = pair.size() >= 2 ? number_of(pair[0]) : std::nullopt;
    const auto y = pair.size() >= 2 ? number_of(pair[1]) : std::nullopt;
    if (!x || !y) return {};
    points.push_back({*x, *y});
  }
  return points;
}

void add_shape(JsonObject written, GatheredPicture& picture, ReadingTally& tally) {
  const std::string_view type = text_in(written, "shape_type").value_or("polygon");
  const auto known = std::find_if(std::begin(kShapeTypes), std::end(kShapeTypes),
                                  [&](const ShapeType& row) { return row.name == type; });
  if (known != std::end(kShapeTypes) && !known->has_extent) {
    picture.unused_shapes.emplace_back(known->kind);
    return;
  }
  Json written_label;
  const std::string label =
      written["label"].get(written_label) == simdjson::SUCCESS ? text_of(written_label) : "";
  auto points = points_in(written);
  if (label.empty() || points.size() < 2) {
    picture.broken.push_back(
        fmt::format("a {} has {}", shown(type), !label.empty() ? "too few points" : "no label"));
    return;
  }
  if (const auto flags = object_in(written, "flags")) {
    for (const auto flag : *flags) {
      if (flag_in(*flags, flag.key)) tally.value_not_used("flag of a shape", flag.key);
    }
  }
  GatheredShape shape{.class_names = {label},
                      .kind = std::string(known == std::end(kShapeTypes) ? type : known->kind),
                      .outline = {}};
  if (type == "circle" && points.size() == 2) {  // the centre, and a point on the circle
    shape.outline.kind = Outline::Kind::Ellipse;
    shape.outline.corner = points[0];
    shape.outline.width = shape.outline.height =
        std::hypot(points[1].x - points[0].x, points[1].y - points[0].y);
  } else if (type == "mask" && points.size() == 2) {  // the first and the last pixel of the mask's box
    points[1] = {points[1].x + 1, points[1].y + 1};
  }
  shape.outline.points = std::move(points);
  picture.shapes.push_back(std::move(shape));
}

// Finds pictures that exist only inside label files.
class InsidePictures {
 public:
  explicit InsidePictures(const Survey& survey) : survey_(survey), index_(survey.pictures()) {}

  // Returns the path of the picture that `path` labels: a file, or else the path given to the picture
  // inside the label file. Returns nothing when there is neither; `message` then has the reason if the picture
  // inside is invalid.
  std::optional<std::string> picture_of(const std::string& path, JsonObject top, std::string& message) {
    const auto written = text_in(top, "imagePath");
    auto found = written ? index_.find(*written, path) : std::nullopt;
    if (!found) found = index_.find_beside(path);
    const auto data = text_in(top, "imageData");
    const bool is_inside = data && !data->empty();
    if (found && (!is_inside || taken_.insert(*found).second)) return survey_.pictures()[*found];
    if (!is_inside) return std::nullopt;
    std::string slashed(written.value_or(""));
    std::replace(slashed.begin(), slashed.end(), '\\', '/');
    std::string name(name_of_file(slashed));
    if (!is_picture_name(name)) name = fmt::format("{}.png", stem_of(path));
    std::string shown_path = joined(folder_of(path), name);
    for (int copy = 2; survey_.source()->find(shown_path) || !paths_.insert(shown_path).second; ++copy)
      shown_path = joined(folder_of(path), fmt::format("{}_{}", copy, name));
    if (!embed(path, *data, shown_path)) {
      message = "the picture inside it (imageData) is not base64";
      return std::nullopt;
    }
    return shown_path;
  }

  std::size_t count() const { return embedded_.size(); }
  std::shared_ptr<const Source> source() {
    if (embedded_.empty()) return survey_.source();
    return with_embedded(survey_.source(), std::move(embedded_), std::move(held_), true);
  }

 private:
  bool embed(const std::string& path, std::string_view data, const std::string& shown_path) {
    if (data.starts_with("data:")) data.remove_prefix(std::min(data.size(), data.find(',') + 1));
    if (const auto size = size_of_base64(data)) {
      const auto bytes = survey_.source()->read(path);
      const std::string_view stored = bytes ? as_text(bytes.value()) : std::string_view();
      // Finds the position of the text in the file, byte for byte. The first text after the key may be
      // a different one.
      for (std::size_t at = stored.find(data.substr(0, 64)); at != std::string_view::npos;
           at = stored.find(data.substr(0, 64), at + 1)) {
        if (stored.substr(at, data.size()) != data) continue;
        embedded_.push_back({shown_path, path, at, *size, true});
        return true;
      }
    }
    std::string plain;  // the text has line breaks or escaped characters
    for (const char c : data) {
      if (c != '\n' && c != '\r' && c != ' ') plain += c;
    }
    if (!size_of_base64(plain)) return false;
    held_[shown_path] = decoded_base64(plain);
    embedded_.push_back({shown_path, shown_path, 0, held_[shown_path].size()});
    return true;
  }

  const Survey& survey_;
  PictureIndex index_;
  std::set<std::size_t> taken_;
  std::set<std::string> paths_;
  std::vector<Embedded> embedded_;
  std::map<std::string, Bytes> held_;
};

bool looks_like_labelme(std::string_view, std::string_view start) {
  const auto has = [&](std::string_view key) { return start.find(key) != std::string_view::npos; };
  return (has("\"imagePath\"") && (has("\"shapes\"") || has("\"imageData\""))) ||
         (has("\"flags\"") && (has("\"shapes\"") || has("\"imageData\"")));
}

void read_file(const std::string& path, JsonObject top, InsidePictures& inside, GatheredLabels& labels) {
  GatheredPicture picture;
  picture.label_file = path;
  picture.is_labelled = true;
  std::string message;
  const auto found = inside.picture_of(path, top, message);
  if (!message.empty()) {
    labels.problems.push_back({Problem::Kind::BrokenPicture, path, message});
    return;
  }
  picture.spellings.emplace_back(found ? *found
                                       : std::string(text_in(top, "imagePath").value_or(stem_of(path))));
  const auto side = [&](std::string_view key) {
    return static_cast<std::int32_t>(std::lround(std::clamp(number_in(top, key).value_or(0), 0.0, 1e9)));
  };
  picture.stated_size = {side("imageWidth"), side("imageHeight")};
  for (const Json value : list_in(top, "shapes")) {
    JsonObject shape;
    if (value.get(shape) == simdjson::SUCCESS)
      add_shape(shape, picture, labels.tally);
    else
      picture.broken.emplace_back("a shape is not an object");
  }
  if (const auto flags = object_in(top, "flags")) {
    for (const auto flag : *flags) {
      if (flag_in(*flags, flag.key)) picture.picture_classes.emplace_back("flags", flag.key);
    }
  }
  labels.pictures.push_back(std::move(picture));
}

}  // namespace

bool recognise_labelme(const Survey& survey) {
  return any_file_like(survey, {"json"}, looks_like_labelme);
}

Result<Dataset> read_labelme(const Survey& survey, const ReadOptions& options) {
  GatheredLabels labels;
  labels.question = "flag";
  InsidePictures inside(survey);
  JsonFile file;
  for (const std::string& path : survey.with_extension({"json"})) {
    const auto root = file.read(survey, path);
    JsonObject top;
    if (!root)
      labels.problems.push_back({Problem::Kind::BrokenLabel, path, root.error().message});
    else if (root.value().get(top) == simdjson::SUCCESS &&
             (has_list(top, "shapes") || text_in(top, "imageData")))
      read_file(path, top, inside, labels);
  }
  if (inside.count() > 0)
    labels.problems.push_back(
        {Problem::Kind::Notice, "",
         fmt::format("{} read from inside the label files", counted(inside.count(), "picture"))});
  if (inside.count() == 0) return import_gathered(survey, options, std::move(labels));
  const Survey pictures(inside.source());
  return import_gathered(pictures, options, std::move(labels));
}

}  // namespace tinsmith::dataset
