// Reads Label Studio's exports: JSON (a list of tasks with "data" and "annotations", before
// version 1.0 "completions", each with a "result"), JSON-MIN (a list of flat tasks), one file per
// annotation as in its cloud storage, and one task per line.
// https://labelstud.io/guide/task_format and https://labelstud.io/guide/export
#include <algorithm>
#include <map>
#include <set>

#include "dataset/layouts/gathered_labels.h"
#include "dataset/layouts/json_file.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/outline.h"
#include "dataset/picture_index.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// The program writes fractions of a side in percent.
constexpr double kPercent = 100;

// The meaning of a result's type for the labels of a picture.
struct ResultType {
  std::string_view type;
  std::string_view kind;   // noun for the count of converted shapes; empty: a plain box
  bool has_extent = true;  // false: it has no bounding box
};
constexpr ResultType kRegionTypes[] = {
    {"rectanglelabels", ""},
    {"rectangle", ""},
    {"polygonlabels", "polygon"},
    {"polygon", "polygon"},
    {"ellipselabels", "ellipse"},
    {"ellipse", "ellipse"},
    {"brushlabels", "mask"},
    {"brush", "mask"},
    {"magicwand", "mask"},
    {"bitmasklabels", "bitmask"},
    {"bitmask", "bitmask"},
    {"labels", ""},
    {"keypointlabels", "key point", false},
    {"keypoint", "key point", false},
    {"vectorlabels", "vector", false},
    {"vector", "vector", false},
    {"videorectangle", "video box", false},
};

const ResultType* shape_type(std::string_view type) {
  const auto found = std::find_if(std::begin(kRegionTypes), std::end(kRegionTypes),
                                  [&](const ResultType& row) { return row.type == type; });
  return found == std::end(kRegionTypes) ? nullptr : found;
}

std::vector<std::string> texts_in(JsonObject object, std::string_view key) {
  std::vector<std::string> texts;
  for (const Json value : list_in(object, key)) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) texts.emplace_back(trimmed(text));
  }
  if (const auto single = text_in(object, key)) texts.emplace_back(trimmed(*single));
  return texts;
}

// Returns the class names in the value of a shape: "rectanglelabels", "labels", …. A shape of a tool without
// labels may have its class in "choices".
std::vector<std::string> class_names_in(JsonObject value) {
  for (const auto field : value) {
    if (field.key.ends_with("labels")) return texts_in(value, field.key);
  }
  return texts_in(value, "choices");
}

bool has_numbers(JsonObject value, std::initializer_list<std::string_view> keys) {
  return std::all_of(keys.begin(), keys.end(),
                     [&](std::string_view key) { return number_in(value, key).has_value(); });
}

// Returns a shape that becomes a box, recognised by its value's keys; nothing when it is none or is invalid.
std::optional<GatheredShape> shape_of(JsonObject value, image::Size stated) {
  GatheredShape shape;
  Outline& outline = shape.outline;
  outline.is_relative = true;
  const auto part = [&](std::string_view key) { return number_in(value, key).value_or(0) / kPercent; };
  outline.corner = {part("x"), part("y")};
  outline.rotation_degrees = number_in(value, "rotation").value_or(0);
  if (has_numbers(value, {"x", "y", "width", "height"}) && !has_list(value, "rle")) {
    outline.kind = Outline::Kind::Rectangle;
    outline.width = part("width");
    outline.height = part("height");
  } else if (has_numbers(value, {"x", "y", "radiusX", "radiusY"})) {
    shape.kind = "ellipse";
    outline.kind = Outline::Kind::Ellipse;
    outline.width = part("radiusX");
    outline.height = part("radiusY");
  } else if (has_list(value, "points")) {
    shape.kind = "polygon";
    for (const Json written : list_in(value, "points")) {
      const auto pair = list_of(written);
      const auto x = pair.size() == 2 ? number_of(pair[0]) : std::nullopt;
      const auto y = pair.size() == 2 ? number_of(pair[1]) : std::nullopt;
      if (!x || !y) return std::nullopt;
      outline.points.push_back({*x / kPercent, *y / kPercent});
    }
  } else if (has_list(value, "rle")) {
    shape.kind = "mask";
    outline.is_relative = false;
    Bytes bytes;
    for (const Json written : list_in(value, "rle"))
      bytes.push_back(static_cast<std::byte>(whole_number_of(written).value_or(0)));
    const auto box = box_of_brush(bytes, static_cast<std::uint64_t>(stated.width),
                                  static_cast<std::uint64_t>(stated.height));
    if (!box || !box.value()) return std::nullopt;
    outline.points = {{box.value()->x, box.value()->y}, {box.value()->right(), box.value()->bottom()}};
  } else {
    return std::nullopt;
  }
  shape.class_names = class_names_in(value);
  return shape;
}

image::Size stated_size_in(JsonObject object) {
  const auto side = [&](std::string_view key) {
    return static_cast<std::int32_t>(std::clamp(number_in(object, key).value_or(0), 0.0, 1e9));
  };
  return {side("original_width"), side("original_height")};
}

class LabelStudioReader {
 public:
  explicit LabelStudioReader(const Survey& survey) : index_(survey.pictures()) {
    labels_.question = "question";
  }

  void read(Json root, const std::string& path) {
    path_ = path;
    JsonObject single;
    if (root.get(single) == simdjson::SUCCESS) return read_entry(single);
    for (const Json value : list_of(root)) {
      JsonObject entry;
      if (value.get(entry) == simdjson::SUCCESS) read_entry(entry);
    }
  }

  void note_broken(const std::string& path, std::string message) {
    labels_.problems.push_back({Problem::Kind::BrokenLabel, path, std::move(message)});
  }

  GatheredLabels finish() {
    for (const auto& [count, message] :
         {std::pair(several_,
                    "annotated more than once: the ground truth was read, or else the last annotation"),
          std::pair(cancelled_, "skipped or cancelled by every annotator: unlabelled"),
          std::pair(predicted_, "with predictions of a model but no annotation: unlabelled")}) {
      if (count > 0)
        labels_.problems.push_back(
            {Problem::Kind::Notice, "", fmt::format("{} {}", counted(count, "picture"), message)});
    }
    return std::move(labels_);
  }

 private:
  void read_entry(JsonObject entry) {
    const auto data = object_in(entry, "data");
    const auto inner = object_in(entry, "task");
    if (inner && has_list(entry, "result")) {  // a file with a single annotation
      if (const auto inner_data = object_in(*inner, "data"))
        read_annotations(start_picture(*inner_data, *inner), {entry});
    } else if (data) {
      std::vector<JsonObject> annotations;
      for (const std::string_view key : {"annotations", "completions"}) {
        for (const Json value : list_in(entry, key)) {
          JsonObject annotation;
          if (value.get(annotation) == simdjson::SUCCESS) annotations.push_back(annotation);
        }
      }
      const std::size_t predictions = list_in(entry, "predictions").size();
      if (predictions > 0) labels_.tally.not_used("prediction", predictions);
      if (const std::size_t drafts = list_in(entry, "drafts").size(); drafts > 0)
        labels_.tally.not_used("draft", drafts);
      if (annotations.empty() && predictions > 0) ++predicted_;
      read_annotations(start_picture(*data, entry), annotations);
    } else {
      read_flat(entry);
    }
  }

  // Returns the picture's possible names, taken from the best text: the name of an existing picture, else of
  // any picture, else the first text. `task` may have the name of the uploaded file.
  GatheredPicture start_picture(JsonObject data, JsonObject task) const {
    GatheredPicture picture{.label_file = path_};
    std::vector<std::string> best;
    int best_rank = 0;
    const auto consider = [&](std::string_view text) {
      if (text.empty() || text.size() > 4096) return;
      const auto spellings = spellings_of(text, true);
      const bool is_there = std::any_of(spellings.begin(), spellings.end(), [&](const std::string& spelling) {
        return index_.find(spelling, path_).has_value();
      });
      const bool is_named = std::any_of(spellings.begin(), spellings.end(), [](const std::string& spelling) {
        return is_picture_name(spelling);
      });
      const int rank = is_there && is_named ? 4 : is_named ? 3 : is_there ? 2 : 1;
      if (rank <= best_rank) return;
      best_rank = rank;
      best = spellings;
    };
    for (const auto field : data) {
      std::string_view text;
      if (field.value.get(text) == simdjson::SUCCESS) consider(text);
      for (const Json value : list_of(field.value)) {  // of several pictures in a task, the first is used
        if (value.get(text) == simdjson::SUCCESS) consider(text);
      }
    }
    if (const auto upload = text_in(task, "file_upload"); upload && best_rank < 4) consider(*upload);
    if (best.empty()) best.emplace_back(path_);
    picture.spellings = std::move(best);
    return picture;
  }

  void read_annotations(GatheredPicture picture, const std::vector<JsonObject>& annotations) {
    std::optional<JsonObject> chosen;
    std::size_t usable = 0;
    bool is_ground_truth = false;
    for (const JsonObject annotation : annotations) {
      if (flag_in(annotation, "was_cancelled") || flag_in(annotation, "skipped")) continue;
      ++usable;
      const bool is_better = flag_in(annotation, "ground_truth");
      if (!is_ground_truth || is_better) chosen = annotation;
      is_ground_truth = is_ground_truth || is_better;
    }
    if (usable > 1) ++several_;
    if (!annotations.empty() && usable == 0) ++cancelled_;
    picture.is_labelled = chosen.has_value();
    if (chosen) read_results(*chosen, picture);
    labels_.pictures.push_back(std::move(picture));
  }

  void read_results(JsonObject annotation, GatheredPicture& picture) {
    std::vector<JsonObject> results;
    for (const Json value : list_in(annotation, "result")) {
      JsonObject result;
      if (value.get(result) == simdjson::SUCCESS)
        results.push_back(result);
      else
        picture.broken.emplace_back("a result is not an object");
    }
    // A region may have several results with one id: the shape, its labels, and answers about it.
    std::map<std::string, std::vector<std::string>, std::less<>> names_of_id;
    std::map<std::string, int, std::less<>> shapes_of_id;
    for (const JsonObject result : results) {
      const std::string_view id = text_in(result, "id").value_or("");
      const auto value = object_in(result, "value");
      const auto type = text_in(result, "type").value_or("");
      if (!value || id.empty()) continue;
      if (shape_type(type)) ++shapes_of_id[std::string(id)];
      auto names = class_names_in(*value);
      auto& known = names_of_id[std::string(id)];
      // Labels are preferred to a choice about the region.
      if (!names.empty() && (known.empty() || type.ends_with("labels"))) known = std::move(names);
    }
    std::set<std::string, std::less<>> done;
    for (const JsonObject result : results) {
      const auto value = object_in(result, "value");
      const std::string id(text_in(result, "id").value_or(""));
      const auto type = text_in(result, "type").value_or("");
      if (!value) {
        picture.unused_shapes.emplace_back(type.empty() ? "result" : type);
      } else if (shape_type(type)) {
        if (!id.empty() && !done.insert(id).second) continue;  // this region was read before
        add_shape(*shape_type(type), result, *value, names_of_id[id], picture);
      } else if (type == "choices" && !shapes_of_id.contains(id) && !has_numbers(*value, {"x", "y"})) {
        for (std::string& name : texts_in(*value, "choices"))
          picture.picture_classes.emplace_back(text_in(result, "from_name").value_or("choice"),
                                               std::move(name));
      } else if (type == "choices") {
        labels_.tally.value_not_used("question about a region",
                                     text_in(result, "from_name").value_or("choice"));
      } else {
        picture.unused_shapes.emplace_back(type.empty() ? "result" : type);
      }
    }
  }

  void add_shape(const ResultType& type, JsonObject result, JsonObject value,
                 const std::vector<std::string>& names, GatheredPicture& picture) {
    image::Size stated = stated_size_in(result);
    if (stated.width <= 0 || stated.height <= 0) stated = stated_size_in(value);
    if (stated.width > 0 && stated.height > 0) picture.stated_size = stated;
    auto shape = shape_of(value, stated);
    if (!type.has_extent) {
      picture.unused_shapes.emplace_back(type.kind);
    } else if (!shape) {
      picture.broken.push_back(fmt::format("a {} cannot be read", type.kind.empty() ? "box" : type.kind));
    } else {
      if (shape->class_names.empty()) shape->class_names = names;
      picture.shapes.push_back(std::move(*shape));
    }
  }

  // Reads JSON-MIN: the values of "data" beside "id", "annotation_id", …, and the answers under the names of
  // their tags: a list of shapes, a text, or {"choices": […]}.
  void read_flat(JsonObject entry) {
    GatheredPicture picture = start_picture(entry, entry);
    picture.is_labelled = true;
    bool is_flat = false;
    for (const auto field : entry)
      is_flat =
          is_flat || field.key == "annotation_id" || field.key == "annotator" || field.key == "completion_id";
    for (const auto field : entry) {
      for (const Json item : list_of(field.value)) {
        JsonObject value;
        if (item.get(value) != simdjson::SUCCESS) continue;
        const bool is_choice = has_list(value, "choices") && !has_numbers(value, {"x", "y"});
        if (is_choice) continue;
        const ResultType* type = nullptr;
        for (const auto inner : value) {
          if (const ResultType* known = shape_type(inner.key)) type = known;
        }
        if (type) {
          add_shape(*type, value, value, {}, picture);
          is_flat = true;
        } else {
          labels_.tally.value_not_used("answer", field.key);
        }
      }
      read_flat_choice(field.key, field.value, picture);
    }
    if (is_flat) labels_.pictures.push_back(std::move(picture));
  }

  void read_flat_choice(std::string_view key, Json written, GatheredPicture& picture) {
    static constexpr std::string_view kNoAnswers[] = {"annotator", "created_at", "updated_at",
                                                      "lead_time", "agreement",  "file_upload"};
    if (std::find(std::begin(kNoAnswers), std::end(kNoAnswers), key) != std::end(kNoAnswers)) return;
    JsonObject value;
    std::string_view text;
    if (written.get(value) == simdjson::SUCCESS) {
      for (std::string& name : texts_in(value, "choices"))
        picture.picture_classes.emplace_back(key, std::move(name));
    } else if (written.get(text) == simdjson::SUCCESS && !text.empty()) {
      const auto spellings = spellings_of(text, true);
      if (spellings != picture.spellings && !is_picture_name(text) &&
          text.find('/') == std::string_view::npos)
        picture.picture_classes.emplace_back(key, trimmed(text));
    }
  }

  PictureIndex index_;
  std::string path_;
  GatheredLabels labels_;
  std::size_t several_ = 0, cancelled_ = 0, predicted_ = 0;
};

bool looks_like_label_studio(std::string_view, std::string_view start) {
  const auto has = [&](std::string_view key) {
    return start.find(fmt::format("\"{}\"", key)) != std::string_view::npos;
  };
  const std::string_view text = trimmed(start);
  if (!text.starts_with('[') && !text.starts_with('{')) return false;
  if (has("images") && has("categories")) return false;  // COCO
  const bool is_task = (has("annotations") || has("completions")) && has("data") &&
                       (has("result") || has("predictions") || has("completed_by"));
  const bool is_flat = has("annotation_id") && (has("annotator") || has("lead_time"));
  const bool has_labels = has("rectanglelabels") || has("polygonlabels") || has("ellipselabels") ||
                          has("brushlabels") || has("keypointlabels");
  return is_task || is_flat || (has("from_name") && has("to_name")) || (has("original_width") && has_labels);
}

}  // namespace

bool recognise_label_studio(const Survey& survey) {
  return any_file_like(survey, {"json", "jsonl", "ndjson"}, looks_like_label_studio);
}

Result<Dataset> read_label_studio(const Survey& survey, const ReadOptions& options) {
  LabelStudioReader reader(survey);
  JsonFile file;
  for (const std::string& path : files_like(survey, {"json", "jsonl", "ndjson"}, looks_like_label_studio)) {
    if (const auto root = file.read(survey, path)) {
      reader.read(root.value(), path);
    } else if (extension_of(path) != "json") {
      TRY(const std::string text, survey.text_of(path, kLargeLabelFile_bytes));
      for (const std::string_view line : lines_of(text)) {
        if (trimmed(line).empty()) continue;
        if (const auto entry = file.parse(trimmed(line), path))
          reader.read(entry.value(), path);
        else
          reader.note_broken(path, entry.error().message);
      }
    } else {
      reader.note_broken(path, root.error().message);
    }
  }
  return import_gathered(survey, options, reader.finish());
}

}  // namespace tinsmith::dataset
