#include "dataset/coco_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "base/files.h"
#include "dataset/coco_join.h"
#include "dataset/layouts/json_file.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Maps an id to a position.
using Places = std::map<CocoId, std::size_t>;

Result<Json> parse_file(JsonFile& json, const std::filesystem::path& file) {
  TRY(const std::string text, read_text_file(file, kLargeLabelFile_bytes));
  return json.parse(text, file.string());
}

// A list in a file, and the reader's position in it.
class ResultsReader {
 public:
  ResultsReader(std::string file, std::string list) : file_(std::move(file)), list_(std::move(list)) {}

  // Calls visit(object) for each element. All elements must be objects.
  template <class Visit>
  Result<Done> each(const std::vector<Json>& elements, const Visit& visit) {
    for (place_ = 0; place_ < elements.size(); ++place_) {
      JsonObject object;
      if (elements[place_].get(object) != simdjson::SUCCESS) return wrong("is not an object");
      TRY_DONE(visit(object));
    }
    return Done{};
  }

  // Returns an error of the form "gt.json: annotations[16] …".
  Error wrong(const std::string& what) const {
    return fail(Fault::InvalidInput, "{}: {}[{}] {}", file_, list_, place_, what);
  }

  Result<CocoId> id(JsonObject object, std::string_view key) const {
    if (const auto number = whole_number_in(object, key)) return CocoId(*number);
    const auto text = text_in(object, key);
    if (!text || text->empty()) return wrong(fmt::format("needs a whole number or text as its \"{}\"", key));
    return CocoId(std::string(*text));
  }

  Result<scene::Box> box(JsonObject object) const {
    const std::vector<Json> numbers = list_in(object, "bbox");
    std::array<double, 4> values{};
    bool is_right = numbers.size() == values.size();
    for (std::size_t i = 0; is_right && i < values.size(); ++i)
      is_right = numbers[i].get(values[i]) == simdjson::SUCCESS;
    if (!is_right) return wrong("needs a \"bbox\" of four numbers: left, top, width, height");
    if (values[2] < 0 || values[3] < 0)
      return wrong(
          fmt::format("has a box of {} x {} pixels; neither side may be below 0", values[2], values[3]));
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
      return fail(Fault::InvalidInput, "{} is not a COCO ground truth: it has no list \"{}\"", name_, list);
    }
    TRY_DONE(read_categories(list_in(top, "categories")));
    TRY_DONE(read_pictures(list_in(top, "images")));
    TRY_DONE(read_annotations(list_in(top, "annotations")));
    return std::move(truth_);
  }

 private:
  Result<Done> read_categories(const std::vector<Json>& list) {
    ResultsReader reader(name_, "categories");
    TRY_DONE(reader.each(list, [&](JsonObject category) -> Result<Done> {
      TRY(const CocoId id, reader.id(category, "id"));
      const auto name = text_in(category, "name");
      truth_.categories.push_back({id, name ? std::string(*name) : text_of(id)});
      return Done{};
    }));
    return sort_by_id("categories", truth_.categories, category_places_);
  }

  Result<Done> read_pictures(const std::vector<Json>& list) {
    ResultsReader reader(name_, "images");
    TRY_DONE(reader.each(list, [&](JsonObject picture) -> Result<Done> {
      TRY(const CocoId id, reader.id(picture, "id"));
      const auto name = text_in(picture, "file_name");
      truth_.pictures.push_back(
          {id, name ? std::string(*name) : fmt::format("picture {}", text_of(id)), {}, {}});
      return Done{};
    }));
    return sort_by_id("images", truth_.pictures, picture_places_);
  }

  Result<Done> read_annotations(const std::vector<Json>& list) {
    ResultsReader reader(name_, "annotations");
    return reader.each(list, [&](JsonObject annotation) -> Result<Done> {
      TRY(const CocoId picture_id, reader.id(annotation, "image_id"));
      TRY(const CocoId category_id, reader.id(annotation, "category_id"));
      const auto picture = picture_places_.find(picture_id);
      if (picture == picture_places_.end())
        return reader.wrong(fmt::format("is of picture {}, which is not in \"images\"", text_of(picture_id)));
      const auto category = category_places_.find(category_id);
      if (category == category_places_.end())
        return reader.wrong(
            fmt::format("has the category {}, which is not in \"categories\"", text_of(category_id)));
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
        return fail(Fault::InvalidInput, "{}: two of its \"{}\" have the id {}", name_, list,
                    text_of(items[i].id));
    }
    places = places_of(items);
    return Done{};
  }

  std::string name_;
  CocoTruth truth_;
  Places picture_places_, category_places_;
};

// "3, 17, 20 and 4 more".
std::string listed(const std::set<CocoId>& ids) {
  constexpr std::size_t kShown = 5;
  std::string text;
  std::size_t shown = 0;
  for (const CocoId& id : ids) {
    if (shown == kShown) return text + fmt::format(" and {} more", ids.size() - kShown);
    text += (shown++ == 0 ? "" : ", ") + text_of(id);
  }
  return text;
}

class DetectionReader {
 public:
  DetectionReader(std::string name, const CocoTruth& truth)
      : name_(std::move(name)), truth_(truth), category_places_(places_of(truth.categories)) {}

  Result<CocoResults> read(Json root) {
    JsonObject top;
    const bool is_object = root.get(top) == simdjson::SUCCESS;
    if (!is_list(root) && !(is_object && has_list(top, "annotations")))
      return fail(Fault::InvalidInput,
                  "{} is not a COCO results file: it is neither a list of detections nor an object with such "
                  "a list as \"annotations\"",
                  name_);
    if (is_object && has_list(top, "categories")) TRY_DONE(read_own_categories(list_in(top, "categories")));
    ResultsReader reader(name_, is_object ? "annotations" : "");
    TRY_DONE(reader.each(is_object ? list_in(top, "annotations") : list_of(root),
                         [&](JsonObject detection) { return add(reader, detection); }));
    TRY_DONE(check_categories());
    return join();
  }

 private:
  // When the results file names its categories, they are matched with those of the ground truth by name.
  Result<Done> read_own_categories(const std::vector<Json>& list) {
    std::map<std::string, std::size_t> by_name;
    for (std::size_t i = 0; i < truth_.categories.size(); ++i)
      if (!by_name.emplace(truth_.categories[i].name, i).second) return Done{};  // the names are not unique
    Places own;
    ResultsReader reader(name_, "categories");
    bool is_same = true;
    TRY_DONE(reader.each(list, [&](JsonObject category) -> Result<Done> {
      TRY(const CocoId id, reader.id(category, "id"));
      const auto name = text_in(category, "name");
      const auto place = name ? by_name.find(std::string(*name)) : by_name.end();
      if (place == by_name.end()) return Done{};
      own[id] = place->second;
      const auto by_id = category_places_.find(id);
      is_same = is_same && by_id != category_places_.end() && by_id->second == place->second;
      return Done{};
    }));
    if (own.empty() || is_same) return Done{};
    category_places_ = std::move(own);
    results_.notes.push_back(
        fmt::format("{}: its category ids are not those of the ground truth, so categories were matched by "
                    "the names in its list \"categories\"",
                    name_));
    return Done{};
  }

  Result<Done> add(const ResultsReader& reader, JsonObject detection) {
    TRY(const CocoId picture_id, reader.id(detection, "image_id"));
    TRY(const CocoId category_id, reader.id(detection, "category_id"));
    TRY(const scene::Box box, reader.box(detection));
    double score = 0;
    if (detection["score"].get(score) != simdjson::SUCCESS)
      return reader.wrong("has no number as its \"score\"");
    const auto category = category_places_.find(category_id);
    if (category == category_places_.end()) unknown_categories_.insert(category_id);
    const auto file_name = text_in(detection, "file_name");
    mentions_.push_back({picture_id, file_name ? std::optional(std::string(*file_name)) : std::nullopt});
    const std::size_t place = category == category_places_.end() ? 0 : category->second;
    found_.push_back({static_cast<scene::ClassIndex>(place), score, box});
    return Done{};
  }

  // Ids are not shifted automatically. A file that counts from 0 and a file that counts from 1, in which one
  // class is never detected, cannot be told apart.
  Result<Done> check_categories() const {
    if (unknown_categories_.empty()) return Done{};
    const bool counts_from_0 = unknown_categories_ == std::set<CocoId>{CocoId(std::int64_t{0})};
    return fail(Fault::InvalidInput,
                "{} has detections of categories (category_id) that the ground truth does not have: {}{}",
                name_, listed(unknown_categories_),
                counts_from_0 ? "; its ids seem to start at 0, unlike those of the ground truth: write the "
                                "ids of the ground truth, or add the list \"categories\" with ids and names"
                              : "");
  }

  Result<CocoResults> join() {
    const auto joined = join_pictures(truth_, mentions_);
    if (!joined) {
      std::set<CocoId> known, unknown;
      for (const auto& picture : truth_.pictures) known.insert(picture.id);
      for (const Mention& mention : mentions_)
        if (!known.contains(mention.image_id)) unknown.insert(mention.image_id);
      if (unknown.empty())
        return fail(
            Fault::InvalidInput,
            "{} has detections whose image_id and file_name are of different pictures of the ground truth",
            name_);
      return fail(Fault::InvalidInput,
                  "{} has detections of pictures (image_id) that the ground truth does not have: {}; they "
                  "are not file names of its pictures either",
                  name_, listed(unknown));
    }
    if (joined->by != PictureJoin::Id)
      results_.notes.push_back(fmt::format("{}: {}", name_, about_join(joined->by)));
    results_.detections.resize(truth_.pictures.size());
    for (std::size_t i = 0; i < found_.size(); ++i)
      results_.detections[joined->pictures[i]].push_back(found_[i]);
    return std::move(results_);
  }

  std::string name_;
  const CocoTruth& truth_;
  Places category_places_;
  std::set<CocoId> unknown_categories_;
  std::vector<Mention> mentions_;        // one per detection
  std::vector<scene::Detection> found_;  // its class, score and box
  CocoResults results_;
};

}  // namespace

std::string text_of(const CocoId& id) {
  if (const auto* number = std::get_if<std::int64_t>(&id)) return std::to_string(*number);
  return std::get<std::string>(id);
}

Result<CocoTruth> read_coco_truth(const std::filesystem::path& file) {
  JsonFile json;
  TRY(const Json root, parse_file(json, file));
  return TruthReader(file.string()).read(root);
}

Result<CocoResults> read_coco_detections(const std::filesystem::path& file, const CocoTruth& truth) {
  JsonFile json;
  TRY(const Json root, parse_file(json, file));
  return DetectionReader(file.string(), truth).read(root);
}

}  // namespace tinsmith::dataset
