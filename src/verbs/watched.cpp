#include "verbs/watched.h"

#include <algorithm>

#include "base/files.h"
#include "base/json.h"
#include "image/encode.h"
#include "report/markup.h"
#include "verbs/describe_run.h"
#include "verbs/measure.h"

namespace tinsmith::verbs {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kPictures = 6;
constexpr std::chrono::seconds kPause{5};
constexpr int kQuality = 82;
// Min score of shown detections. An early detector has low scores everywhere; below this,
// they carry little information.
constexpr double kMinScore = 0.25;

using Names = std::vector<std::string>;

const std::string& name_in(const Names& names, scene::ClassIndex index) {
  return names.at(static_cast<std::size_t>(index));
}

json box_json(const std::string& class_name, const scene::Box& box) {
  return {
      {"class_name", class_name}, {"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}};
}

json centroid_json(const Names& names, const eval::Centroid& centroid, image::Size size) {
  return box_json(name_in(names, centroid.class_index),
                  {centroid.at.x * size.width, centroid.at.y * size.height, 0, 0});
}

json picture_json(const report::Mistake& shown, scene::Task task, const Names& names, const Bytes& jpeg) {
  const image::Size size = shown.picture.size;
  json picture{{"name", std::filesystem::path(shown.path).filename().string()},
               {"image", report::data_uri("image/jpeg", as_text(jpeg))},
               {"width", size.width},
               {"height", size.height},
               {"truth", json::array()},
               {"seen", json::array()}};
  if (task == scene::Task::Classification) {
    picture["truth_class"] = name_in(names, shown.truth);
    picture["seen_class"] = name_in(names, shown.answer);
    picture["score"] = shown.confidence;
    return picture;
  }
  for (const eval::Centroid& one : shown.centroids.truths)
    picture["truth"].push_back(centroid_json(names, one, size));
  for (const eval::Centroid& one : shown.centroids.finds)
    picture["seen"].push_back(centroid_json(names, one, size));
  for (const scene::LabelledBox& one : shown.boxes.truths)
    picture["truth"].push_back(box_json(name_in(names, one.class_index), one.box));
  for (const scene::Detection& one : shown.boxes.detections) {
    picture["seen"].push_back(box_json(name_in(names, one.class_index), one.box));
    picture["seen"].back()["score"] = one.score;
  }
  return picture;
}

}  // namespace

WatchedPictures::WatchedPictures(const TrainingData& training_data, std::filesystem::path file)
    : data_(training_data), file_(std::move(file)) {
  const auto& all = training_data.split.validation;
  const std::size_t count = std::min(kPictures, all.size());
  for (std::size_t i = 0; i < count; ++i) pictures_.push_back(all[i * all.size() / count]);
}

bool WatchedPictures::is_due() const {
  return !looked_ || Clock::now() - *looked_ >= kPause;
}

Result<Done> WatchedPictures::look(const bundle::Model& model, std::int32_t epoch, ThreadPool& pool) {
  looked_ = Clock::now();
  TRY(const auto measured, measure(model, data_.dataset, pictures_, pool));
  const double threshold = model.task == scene::Task::Boxes ? kMinScore : scene::kDefaultThreshold;
  json pictures = json::array();
  for (std::size_t place = 0; place < measured.pictures.size(); ++place) {
    const auto shown = shown_answer(model, data_.dataset, measured, place, threshold);
    if (!shown) continue;
    TRY(const auto jpeg, image::encode_jpeg(shown->picture, kQuality));
    pictures.push_back(picture_json(*shown, model.task, model.classes, jpeg));
  }
  return write_file(file_, json_text(json{{"epoch", epoch}, {"pictures", pictures}}));
}

}  // namespace tinsmith::verbs
