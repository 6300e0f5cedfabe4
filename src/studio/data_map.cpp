#include "studio/data_map.h"

#include <algorithm>
#include <cmath>

#include "store/projects.h"
#include "studio/project_data.h"

namespace tinsmith::studio {
namespace {

// Returns the features [pictures, channels], each of length 1, so that brightness and contrast hardly count.
std::vector<float> unit_features(const std::map<std::string, FeatureCache::Features>& features) {
  std::vector<float> values;
  for (const auto& [hash, own] : features) {
    double square = 0;
    for (const float value : *own) square += static_cast<double>(value) * static_cast<double>(value);
    const auto scale = static_cast<float>(square > 0 ? 1 / std::sqrt(square) : 0);
    for (const float value : *own) values.push_back(value * scale);
  }
  return values;
}

template <class Finding>
void limit(std::vector<Finding>& findings) {
  if (findings.size() > kMaxFindings) findings.erase(findings.begin() + kMaxFindings, findings.end());
}

// Returns the picture of each file on the map, by its index in `pictures`.
std::vector<std::size_t> indices_of(const std::vector<store::Picture>& pictures,
                                    const std::vector<std::string>& hashes) {
  std::map<std::string_view, std::size_t> by_hash;
  for (std::size_t i = 0; i < pictures.size(); ++i) by_hash.emplace(pictures[i].hash, i);
  std::vector<std::size_t> indices;
  for (const std::string& hash : hashes) indices.push_back(by_hash.at(hash));
  return indices;
}

void add_duplicates(const ProjectData& data, const train::Neighbours& neighbours,
                    const std::vector<std::size_t>& on_map, DataMap& map) {
  ThreadPool threads;
  const auto fingerprints = fingerprints_of(data);
  auto pairs = dataset::near_pairs(fingerprints, threads);
  std::vector<const dataset::Fingerprint*> own;
  for (const std::size_t i : on_map) own.push_back(&fingerprints.of[i]);
  for (const auto& [a, b] : mirrored_pairs(neighbours, own)) pairs.emplace_back(on_map[a], on_map[b]);
  map.duplicates = duplicate_groups(map.pictures, pairs);
  limit(map.duplicates);
}

}  // namespace

DataMaps::~DataMaps() {
  is_ending_ = true;
  for (auto& [project, entry] : projects_)
    if (entry.thread.joinable()) entry.thread.join();
}

std::shared_ptr<const DataMaps::Layout> DataMaps::layout_of(
    const std::map<std::string, FeatureCache::Features>& features,
    const std::shared_ptr<const Layout>& earlier) const {
  auto layout = std::make_shared<Layout>();
  for (const auto& [hash, own] : features) layout->hashes.push_back(hash);
  if (earlier && earlier->hashes == layout->hashes) return earlier;
  ThreadPool threads;
  const auto values = unit_features(features);
  layout->neighbours =
      train::nearest_neighbours(values, features.size(), train::kEmbeddingNeighbours, threads);
  layout->positions = train::embedded(values, layout->neighbours, threads);
  return layout;
}

Result<std::shared_ptr<const DataMap>> DataMaps::computed(store::Store& store, std::int64_t project_id,
                                                          OfProject& entry) {
  TRY(auto database, store.connect());
  TRY(const auto data, project_data(store, *database, project_id));
  std::vector<std::string> hashes;
  for (const store::Picture& picture : data.pictures) hashes.push_back(picture.hash);
  hashes = even_sample(std::move(hashes), kMaxMapPictures);
  entry.done = 0;
  entry.total = std::ssize(hashes);
  TRY(const auto features, features_.of(store, project_id, hashes, [&](std::size_t done) {
    entry.done = static_cast<std::int64_t>(done);
    return !is_ending_;
  }));
  const auto layout = layout_of(features, entry.layout);
  entry.layout = layout;
  auto map = std::make_shared<DataMap>();
  map->pictures = data.pictures;
  for (store::Picture& picture : map->pictures) picture.boxes.clear();
  const auto on_map = indices_of(map->pictures, layout->hashes);
  std::vector<std::optional<std::int64_t>> class_of;
  for (std::size_t i = 0; i < on_map.size(); ++i) {
    map->dots.push_back({&map->pictures[on_map[i]], layout->positions[i]});
    class_of.push_back(map->dots.back().picture->class_id);
  }
  for (const auto& [index, ratio] : outliers_of(layout->neighbours, class_of))
    map->outliers.push_back({map->dots[index].picture, ratio});
  limit(map->outliers);
  add_duplicates(data, layout->neighbours, on_map, *map);
  if (data.project.task == scene::Task::Classification) {
    TRY(const auto model,
        instant_models_.of(store, *database, project_id, std::chrono::milliseconds::zero()));
    std::vector<LeftOutPrediction> predictions;
    if (model) predictions = left_out_predictions(map->pictures, *model, features);
    map->advice = photo_advice(predictions, data.project.classes, map->pictures);
    map->label_errors = likely_label_errors(std::move(predictions));
    std::erase_if(map->label_errors, [](const auto& one) { return one.picture->is_confirmed; });
    limit(map->label_errors);
  }
  return std::shared_ptr<const DataMap>(std::move(map));
}

void DataMaps::compute(store::Store& store, std::int64_t project_id, const std::string& stamp,
                       OfProject& entry) {
  auto map = computed(store, project_id, entry);
  const std::lock_guard guard(lock_);
  entry.is_computing = false;
  if (!map) {
    entry.problem = map.error();
    return;
  }
  entry.map = std::move(*map);
  entry.stamp = stamp;
}

Result<DataMaps::State> DataMaps::of(store::Store& store, std::int64_t project_id) {
  TRY(auto database, store.connect());
  TRY(const auto project, store::find_project(*database, project_id));
  if (!project) return fail(Fault::NotFound, "there is no project {}", project_id);
  TRY(const auto stamp, store::content_stamp(*database, project_id));
  const std::lock_guard guard(lock_);
  OfProject& entry = projects_[project_id];
  if (entry.problem) {
    const Error problem = *std::exchange(entry.problem, std::nullopt);
    return problem;
  }
  const bool is_current = entry.map != nullptr && entry.stamp == stamp;
  if (!is_current && !entry.is_computing) {
    entry.is_computing = true;
    entry.done = entry.total = 0;
    if (entry.thread.joinable()) entry.thread.join();  // it has ended, as is_computing says
    entry.thread =
        std::thread([this, &store, project_id, stamp, &entry] { compute(store, project_id, stamp, entry); });
  }
  return State{entry.map, is_current, entry.done, entry.total};
}

}  // namespace tinsmith::studio
