#include "dataset/coco_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "base/files.h"
#include "dataset/layouts/json_file.h"
#include "dataset/text.h"

namespace tinsmith::dataset {
namespace {

// Position by id.
using Places = std::unordered_map<std::int64_t, std::size_t>;

Result<Json> parse_file(JsonFile& json, const std::filesystem::path& file) {
  TRY(const std::string text, read_text_file(file, kLargeLabelFile_bytes));
  return json.parse(text, file.string());
}

// A list of a file, and where in it the reader is.
class ListReader {
 public:
  ListReader(std::string file, std::string list) : file_(std::move(file)), list_(std::move(list)) {}

  // visit(object) for each element, all of which have to be objects.
  template <class Visit>
  Result<Done> each(const std::vector<Json>& elements, const Visit& visit) {
    for (place_ = 0; place_ < elements.size(); ++place_) {
      JsonObject object;
      if (elements[place_].get(object) != simdjson::SUCCESS) return wrong("is no object");
      TRY_DONE(visit(object));
    }
    return Done{};
  }

  // "gt.json: annotations[16] …".
  Error wrong(const std::string& what) const {
    return fail(Fault::InvalidInput, "{}: {}[{}] {}", file_, list_, place_, what);
  }

  Result<std::int64_t> id(JsonObject object, std::string_view key) const {
    const auto id = whole_number_in(object, key);
    if (!id) return wrong(fmt::format("has no whole number as its \"{}\"", key));
    return *id;
  }

  Result<scene::Box> box(JsonObject object) const {
    const std::vector<Json> numbers = list_in(object, "bbox");
    std::array<double, 4> values{};
    bool is_right = numbers.size() == values.size();
    for (std::size_t i = 0; is_right && i < values.size(); ++i)
      is_right = numbers[i].get(values[i]) == simdjson::SUCCESS;
    if (!is_right) return wrong("needs a \"bbox\" of four numbers: left, top, width, height");
    if (values[2] < 0 || values[3] < 0)
      return wrong(fmt::format("has a box of {} x {} pixels; neither may be below 0", values[2], values[3]));
    return scene::Box{values[0], values[1], values[2], values[3]};
  }

 private:
  std::string file_, list_;
  std::size_t place_ = 0;
};

template <class Item>
Places places_of(const std::vector<Item>& items) {
  Places places;
  for (std::size_t i = 0; i < items.size(); ++i) places.emplace(items[i].id, i);
  return places;
}

class TruthReader {
 public:
  explicit TruthReader(std::string name) : name_(std::move(name)) {}

  Result<CocoTruth> read(Json root) {
    JsonObject top;
    const bool is_object = root.get(top) == simdjson::SUCCESS;
    for (const char* list : {"images", "annotations", "categories"}) {
      if (is_object && has_list(top, list)) continue;
      return fail(Fault::InvalidInput, "{} is no COCO ground truth: it has no list \"{}\"", name_, list);
    }
    TRY_DONE(read_categories(list_in(top, "categories")));
    TRY_DONE(read_pictures(list_in(top, "images")));
    TRY_DONE(read_annotations(list_in(top, "annotations")));
    return std::move(truth_);
  }

 private:
  Result<Done> read_categories(const std::vector<Json>& list) {
    ListReader reader(name_, "categories");
    TRY_DONE(reader.each(list, [&](JsonObject category) -> Result<Done> {
      TRY(const std::int64_t id, reader.id(category, "id"));
      truth_.categories.push_back({id, std::string(text_in(category, "name").value_or(std::to_string(id)))});
      return Done{};
    }));
    return sort_by_id("categories", truth_.categories, category_places_);
  }

  Result<Done> read_pictures(const std::vector<Json>& list) {
    ListReader reader(name_, "images");
    TRY_DONE(reader.each(list, [&](JsonObject picture) -> Result<Done> {
      TRY(const std::int64_t id, reader.id(picture, "id"));
      const auto name = text_in(picture, "file_name");
      truth_.pictures.push_back({id, name ? std::string(*name) : fmt::format("picture {}", id), {}, {}});
      return Done{};
    }));
    return sort_by_id("images", truth_.pictures, picture_places_);
  }

  Result<Done> read_annotations(const std::vector<Json>& list) {
    ListReader reader(name_, "annotations");
    return reader.each(list, [&](JsonObject annotation) -> Result<Done> {
      TRY(const std::int64_t picture_id, reader.id(annotation, "image_id"));
      TRY(const std::int64_t category_id, reader.id(annotation, "category_id"));
      const auto picture = picture_places_.find(picture_id);
      if (picture == picture_places_.end())
        return reader.wrong(fmt::format("is of picture {}, which \"images\" does not hold", picture_id));
      const auto category = category_places_.find(category_id);
      if (category == category_places_.end())
        return reader.wrong(
            fmt::format("has the category {}, which \"categories\" does not hold", category_id));
      TRY(const scene::Box box, reader.box(annotation));
      const double area = number_in(annotation, "area").value_or(box.area());
      if (area < 0) return reader.wrong(fmt::format("has an area of {}, which is below 0", area));
      CocoTruth::Picture& of = truth_.pictures[picture->second];
      of.boxes.push_back({static_cast<scene::ClassIndex>(category->second), box,
                          flag_in(annotation, "iscrowd"), flag_in(annotation, "difficult")});
      of.areas.push_back(area);
      return Done{};
    });
  }

  template <class Item>
  Result<Done> sort_by_id(const char* list, std::vector<Item>& items, Places& places) const {
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.id < b.id; });
    for (std::size_t i = 1; i < items.size(); ++i) {
      if (items[i - 1].id == items[i].id)
        return fail(Fault::InvalidInput, "{}: two of its \"{}\" have the id {}", name_, list, items[i].id);
    }
    places = places_of(items);
    return Done{};
  }

  std::string name_;
  CocoTruth truth_;
  Places picture_places_, category_places_;
};

// "3, 17, 20 and 4 more".
std::string listed(const std::set<std::int64_t>& ids) {
  constexpr std::size_t kShown = 5;
  const auto end = ids.size() > kShown ? std::next(ids.begin(), kShown) : ids.end();
  std::string text = fmt::format("{}", fmt::join(ids.begin(), end, ", "));
  if (ids.size() > kShown) text += fmt::format(" and {} more", ids.size() - kShown);
  return text;
}

class DetectionReader {
 public:
  DetectionReader(std::string name, const CocoTruth& truth)
      : name_(std::move(name)),
        picture_places_(places_of(truth.pictures)),
        category_places_(places_of(truth.categories)),
        detections_(truth.pictures.size()) {}

  Result<CocoDetections> read(Json root) {
    JsonObject top;
    const bool is_object = root.get(top) == simdjson::SUCCESS;
    if (!is_list(root) && !(is_object && has_list(top, "annotations")))
      return fail(Fault::InvalidInput,
                  "{} is no COCO results file: it is neither a list of detections nor an object whose "
                  "\"annotations\" are one",
                  name_);
    ListReader reader(name_, is_object ? "annotations" : "");
    TRY_DONE(reader.each(is_object ? list_in(top, "annotations") : list_of(root),
                         [&](JsonObject detection) { return add(reader, detection); }));
    for (const auto& [unknown, what] : {std::pair(&unknown_pictures_, "pictures (image_id)"),
                                        std::pair(&unknown_categories_, "categories (category_id)")}) {
      if (!unknown->empty())
        return fail(Fault::InvalidInput, "{} has detections of {} that the ground truth does not hold: {}",
                    name_, what, listed(*unknown));
    }
    return std::move(detections_);
  }

 private:
  Result<Done> add(const ListReader& reader, JsonObject detection) {
    TRY(const std::int64_t picture_id, reader.id(detection, "image_id"));
    TRY(const std::int64_t category_id, reader.id(detection, "category_id"));
    TRY(const scene::Box box, reader.box(detection));
    double score = 0;
    if (detection["score"].get(score) != simdjson::SUCCESS)
      return reader.wrong("has no number as its \"score\"");
    const auto picture = picture_places_.find(picture_id);
    const auto category = category_places_.find(category_id);
    if (picture == picture_places_.end()) unknown_pictures_.insert(picture_id);
    if (category == category_places_.end()) unknown_categories_.insert(category_id);
    if (picture != picture_places_.end() && category != category_places_.end())
      detections_[picture->second].push_back({static_cast<scene::ClassIndex>(category->second), score, box});
    return Done{};
  }

  std::string name_;
  Places picture_places_, category_places_;
  std::set<std::int64_t> unknown_pictures_, unknown_categories_;
  CocoDetections detections_;
};

}  // namespace

Result<CocoTruth> read_coco_truth(const std::filesystem::path& file) {
  JsonFile json;
  TRY(const Json root, parse_file(json, file));
  return TruthReader(file.string()).read(root);
}

Result<CocoDetections> read_coco_detections(const std::filesystem::path& file, const CocoTruth& truth) {
  JsonFile json;
  TRY(const Json root, parse_file(json, file));
  return DetectionReader(file.string(), truth).read(root);
}

}  // namespace tinsmith::dataset
