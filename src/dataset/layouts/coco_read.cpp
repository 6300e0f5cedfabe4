// Reads COCO JSON: one file, or one per split, each with "images", "annotations" and "categories".
#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <map>
#include <set>

#include "dataset/import.h"
#include "dataset/layouts/json_file.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/outline.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// An id: an integer, also as text ("3") or as 3.0, or any other text.
struct Id {
  bool is_text = false;
  std::int64_t number = 0;
  std::string text;
  friend auto operator<=>(const Id&, const Id&) = default;
};

std::optional<Id> id_in(JsonObject object, std::string_view key) {
  if (const auto number = whole_number_in(object, key)) return Id{false, *number, ""};
  std::uint64_t large = 0;  // beyond 2^63, for example a hash
  if (object[key].get(large) == simdjson::SUCCESS) return Id{true, 0, std::to_string(large)};
  const auto text = text_in(object, key);
  if (!text || trimmed(*text).empty()) return std::nullopt;
  return Id{true, 0, std::string(trimmed(*text))};
}

std::string text_of(const Id& id) {
  return id.is_text ? shown(id.text) : std::to_string(id.number);
}

struct Category {
  Id id;
  std::string name, parent;
};

struct Annotation {
  std::size_t picture = 0;
  Id category;
  scene::LabelledBox box;
  image::Size stated_size;
};

// The contents of one file, with its pictures already found.
struct CocoFile {
  std::string path;
  std::vector<Category> categories;
  std::vector<Annotation> annotations;
};

// A box, and the name of the shape it was computed from, unless it was a box.
struct ShapeBox {
  scene::Box box;
  const char* read_from = nullptr;
};

bool looks_like_coco(std::string_view start) {
  const auto has = [&](std::string_view key) { return start.find(key) != std::string_view::npos; };
  if (!trimmed(start).starts_with('{')) return false;
  return (has("\"images\"") && (has("\"file_name\"") || has("\"annotations\""))) || has("\"category_id\"") ||
         has("\"supercategory\"") || has("\"licenses\"");
}

std::vector<std::string> coco_files(const Survey& survey) {
  std::vector<std::string> files = survey.with_extension({"json"});
  std::erase_if(files, [&](const std::string& path) {
    return !path.ends_with("_annotations.coco.json") && !looks_like_coco(survey.start_of(path));
  });
  return files;
}

// Parses [x, y, width, height], or [centre x, centre y, width, height, degrees] as Detectron2
// writes rotated boxes.
std::optional<ShapeBox> box_of_numbers(const std::vector<Json>& numbers, double degrees) {
  std::vector<double> values;
  for (const Json value : numbers) {
    if (is_list(value) && numbers.size() == 1) return box_of_numbers(list_of(value), degrees);
    const auto number = number_of(value);
    if (!number || values.size() == 5) return std::nullopt;
    values.push_back(*number);
  }
  if (values.size() == 5)
    return ShapeBox{box_around_rotated(values[0], values[1], values[2], values[3], values[4]), "rotated box"};
  if (values.size() != 4) return std::nullopt;
  if (degrees == 0) return ShapeBox{{values[0], values[1], values[2], values[3]}, nullptr};
  return ShapeBox{
      box_around_rotated(values[0] + values[2] / 2, values[1] + values[3] / 2, values[2], values[3], degrees),
      "rotated box"};
}

std::optional<scene::Box> box_of_polygons(const std::vector<Json>& polygons) {
  Bounds bounds;
  for (const Json polygon : polygons) {
    std::optional<double> x;
    for (const Json value : list_of(polygon)) {
      const auto number = number_of(value);
      if (!number) return std::nullopt;
      if (x) bounds.add(*x, *number);
      x = x ? std::nullopt : number;
    }
  }
  return bounds.box();
}

std::optional<scene::Box> box_of_mask(JsonObject mask) {
  std::vector<std::uint64_t> size;
  for (const Json value : list_in(mask, "size")) {
    const auto number = whole_number_of(value);
    if (!number || *number < 0) return std::nullopt;
    size.push_back(static_cast<std::uint64_t>(*number));
  }
  if (size.size() != 2) return std::nullopt;
  std::vector<std::uint64_t> runs;
  if (const auto text = text_in(mask, "counts")) {
    auto decoded = runs_of_text(*text);
    if (!decoded) return std::nullopt;
    runs = std::move(decoded).value();
  } else {
    for (const Json value : list_in(mask, "counts")) {
      const auto number = whole_number_of(value);
      if (!number || *number < 0) return std::nullopt;
      runs.push_back(static_cast<std::uint64_t>(*number));
    }
  }
  auto box = box_of_runs(runs, size[0], size[1]);
  return box ? box.value() : std::nullopt;
}

// CVAT writes the unrotated box, with {"attributes": {"rotation": degrees}} beside it.
double rotation_of(JsonObject annotation) {
  const auto attributes = object_in(annotation, "attributes");
  return attributes ? number_in(*attributes, "rotation").value_or(0) : 0;
}

// Returns "bbox" if present, otherwise the box around "segmentation".
std::optional<ShapeBox> box_of(JsonObject annotation) {
  if (const auto numbers = list_in(annotation, "bbox"); !numbers.empty())
    return box_of_numbers(numbers, rotation_of(annotation));
  std::optional<scene::Box> box;
  const char* from = "polygon";
  if (has_list(annotation, "segmentation")) {
    box = box_of_polygons(list_in(annotation, "segmentation"));
  } else if (const auto mask = object_in(annotation, "segmentation")) {
    box = box_of_mask(*mask);
    from = "mask";
  }
  return box ? std::optional(ShapeBox{*box, from}) : std::nullopt;
}

// Keys of an annotation that are read, or that add no information to those.
constexpr std::array<std::string_view, 10> kKnownKeys{"id",        "image_id", "category_id",  "bbox",
                                                      "area",      "info",     "segmentation", "iscrowd",
                                                      "difficult", "ignore"};

class CocoReader {
 public:
  explicit CocoReader(Import& import) : import_(import) {}

  Result<Done> read(const std::string& path) {
    JsonFile file;
    TRY(const Json root, file.read(import_.survey(), path));
    JsonObject top;
    const bool is_object = root.get(top) == simdjson::SUCCESS;
    if (!is_object || !has_list(top, "images")) {
      import_.note(Problem::Kind::Notice, path,
                   "it has no list \"images\", so it is not COCO and was not read");
      return Done{};
    }
    CocoFile coco{path, {}, {}};
    read_categories(top, coco);
    read_pictures(top, coco);
    read_annotations(top, coco);
    files_.push_back(std::move(coco));
    return Done{};
  }

  Result<Dataset> finish() {
    if (files_.empty()) return fail(Fault::InvalidInput, "no JSON file here has COCO's list \"images\"");
    name_classes();
    for (const CocoFile& file : files_) add_boxes(file);
    return import_.finish(Import::kAsMade);
  }

 private:
  void read_categories(JsonObject top, CocoFile& coco) {
    for (const Json value : list_in(top, "categories")) {
      JsonObject category;
      if (value.get(category) != simdjson::SUCCESS) continue;
      const auto id = id_in(category, "id");
      const auto name = text_in(category, "name");
      if (id && name)
        coco.categories.push_back(
            {*id, std::string(*name), std::string(text_in(category, "supercategory").value_or(""))});
      else
        import_.note(Problem::Kind::BrokenLabel, coco.path,
                     "a category has no id or no name; it was left out");
    }
  }

  void read_pictures(JsonObject top, const CocoFile& coco) {
    listed_.clear();
    missing_.clear();
    const Split split = split_named(stem_of(coco.path));
    for (const Json value : list_in(top, "images")) {
      JsonObject picture;
      const bool is_object = value.get(picture) == simdjson::SUCCESS;
      const auto id = is_object ? id_in(picture, "id") : std::nullopt;
      const auto name = is_object ? text_in(picture, "file_name") : std::nullopt;
      if (!id || !name) {
        import_.note(Problem::Kind::BrokenLabel, coco.path,
                     "a picture has no id or no file_name; it was left out");
        continue;
      }
      const auto index = import_.find(*name, coco.path);
      if (!index || !import_.claim(*index, coco.path)) {
        missing_.insert(*id);
        continue;
      }
      if (const auto other = listed_.find(*id); other != listed_.end() && other->second.picture != *index) {
        for (const std::size_t of_that_id : {other->second.picture, *index})
          import_.not_understood(
              of_that_id, coco.path,
              fmt::format(
                  "several pictures have the id {}, so it is not known to which of them its boxes belong",
                  text_of(*id)));
        continue;
      }
      Split& given = import_.picture(*index).split;
      if (split != Split::None) given = split;
      if (given == Split::None) given = split_of_folders(coco.path);
      const auto side = [&](std::string_view key) {
        return static_cast<std::int32_t>(
            std::lround(std::clamp(number_in(picture, key).value_or(0), 0.0, 1e9)));
      };
      listed_[*id] = {*index, {side("width"), side("height")}};
    }
  }

  void read_annotations(JsonObject top, CocoFile& coco) {
    for (const Json value : list_in(top, "annotations")) {
      JsonObject annotation;
      if (value.get(annotation) != simdjson::SUCCESS) {
        import_.note(Problem::Kind::BrokenLabel, coco.path, "an annotation is not an object");
        continue;
      }
      const auto picture_id = id_in(annotation, "image_id");
      const auto category = id_in(annotation, "category_id");
      const auto listed = picture_id ? listed_.find(*picture_id) : listed_.end();
      if (listed == listed_.end()) {
        if (!picture_id)
          import_.note(Problem::Kind::BrokenLabel, coco.path, "an annotation has no image_id");
        else if (!missing_.contains(*picture_id))  // otherwise it was noted before
          import_.note(Problem::Kind::BrokenLabel, coco.path,
                       fmt::format("an annotation has the image_id {}, which no picture in the file has",
                                   text_of(*picture_id)));
        continue;
      }
      const auto box = box_of(annotation);
      if (!box || !category) {
        import_.not_understood(
            listed->second.picture, coco.path,
            fmt::format("an annotation of {} has no {}", import_.picture(listed->second.picture).path,
                        category ? "box" : "category_id"));
        continue;
      }
      count_unused(annotation);
      if (box->read_from != nullptr) import_.tally().read_as_box(box->read_from);
      coco.annotations.push_back(
          {listed->second.picture,
           *category,
           {0, box->box, flag_in(annotation, "iscrowd"), flag_in(annotation, "difficult")},
           listed->second.stated_size});
    }
  }

  void count_unused(JsonObject annotation) {
    for (const auto field : annotation) {
      const bool is_known = std::find(kKnownKeys.begin(), kKnownKeys.end(), field.key) != kKnownKeys.end();
      if (is_known || field.value.is_null()) continue;
      JsonObject attributes;
      if (field.key != "attributes" || field.value.get(attributes) != simdjson::SUCCESS) {
        import_.tally().value_not_used("key", field.key);
        continue;
      }
      for (const auto attribute : attributes) {
        bool flag = true;  // CVAT writes "occluded": false for every box
        if (attribute.value.get(flag) == simdjson::SUCCESS && !flag) continue;
        if (attribute.key != "rotation") import_.tally().value_not_used("attribute", attribute.key);
      }
    }
  }

  // Returns the categories that only group others. For example, Roboflow writes a root category with id 0
  // that no annotation uses.
  std::set<std::string> grouping_names() const {
    std::set<std::string> parents, used;
    for (const CocoFile& file : files_) {
      std::map<Id, std::string> names;
      for (const Category& category : file.categories) {
        names[category.id] = category.name;
        parents.insert(category.parent);
      }
      for (const Annotation& annotation : file.annotations) {
        if (const auto at = names.find(annotation.category); at != names.end()) used.insert(at->second);
      }
    }
    std::set<std::string> grouping;
    for (const CocoFile& file : files_) {
      for (const Category& category : file.categories) {
        if (category.parent == "none" && parents.contains(category.name) && !used.contains(category.name))
          grouping.insert(category.name);
      }
    }
    return grouping;
  }

  // Orders the classes by ascending id, numbers before texts. Names with the same id in several files are
  // ordered by name.
  void name_classes() {
    grouping_ = grouping_names();
    std::map<std::string, Id> id_of;
    for (const CocoFile& file : files_) {
      for (const Category& category : file.categories) {
        if (!grouping_.contains(category.name)) id_of.emplace(category.name, category.id);
      }
    }
    std::vector<std::pair<Id, std::string>> order;
    for (const auto& [name, id] : id_of) order.emplace_back(id, name);
    std::sort(order.begin(), order.end());
    for (const auto& [id, name] : order) import_.class_of(name);
  }

  void add_boxes(const CocoFile& file) {
    std::map<Id, scene::ClassIndex> class_of;
    for (const Category& category : file.categories) {
      if (!grouping_.contains(category.name)) class_of[category.id] = import_.class_of(category.name);
    }
    for (const Annotation& annotation : file.annotations) {
      const auto known = class_of.find(annotation.category);
      if (known == class_of.end()) {
        import_.not_understood(
            annotation.picture, file.path,
            fmt::format("a box of {} has the category {}, which is not in the list",
                        import_.picture(annotation.picture).path, text_of(annotation.category)));
        continue;
      }
      scene::LabelledBox box = annotation.box;
      box.class_index = known->second;
      import_.add_box(annotation.picture, box, file.path, annotation.stated_size);
    }
  }

  struct Listed {
    std::size_t picture = 0;
    image::Size stated_size;
  };
  Import& import_;
  std::vector<CocoFile> files_;
  std::set<std::string> grouping_;
  std::map<Id, Listed> listed_;  // pictures of the file being read
  std::set<Id> missing_;         // listed in it, but absent or labelled by another file
};

}  // namespace

bool recognise_coco(const Survey& survey) {
  return !coco_files(survey).empty();
}

Result<Dataset> read_coco(const Survey& survey, const ReadOptions& options) {
  TRY(Import import, Import::start(survey, options, LabelKind::Boxes));
  CocoReader reader(import);
  for (const std::string& path :
       options.format.empty() ? coco_files(survey) : survey.with_extension({"json"}))
    TRY_DONE(reader.read(path));
  return reader.finish();
}

}  // namespace tinsmith::dataset
