#include "studio/instant_model.h"

#include <algorithm>
#include <optional>

#include "store/classes.h"
#include "store/pictures.h"
#include "studio/project_data.h"

namespace tinsmith::studio {
namespace {

// A recording that is the only one of its class is left out in this number of parts.
constexpr std::size_t kPartsOfOnlyRecording = 4;

// The labelled pictures of one class, oldest first.
struct ClassPictures {
  std::int64_t class_id = 0;
  std::vector<const store::Picture*> pictures;
};

std::vector<ClassPictures> classes_with_enough(const ProjectData& data) {
  std::vector<ClassPictures> classes;
  for (const store::Class& one : data.project.classes) {
    ClassPictures members{one.id, {}};
    for (const store::Picture& picture : data.pictures)
      if (picture.class_id == one.id && !picture.model_job && picture.split != scene::Split::Test)
        members.pictures.push_back(&picture);
    if (members.pictures.size() >= InstantModel::kMinPicturesPerClass) classes.push_back(std::move(members));
  }
  return classes;
}

// Keeps an even sample of at most this number of pictures.
void keep_at_most(std::size_t limit, std::vector<const store::Picture*>& pictures) {
  if (pictures.size() <= limit) return;
  std::vector<std::string> hashes;
  for (const store::Picture* picture : pictures) hashes.push_back(picture->hash);
  const std::string last = even_sample(std::move(hashes), limit).back();
  std::erase_if(pictures, [&](const store::Picture* picture) { return picture->hash > last; });
}

// Returns the group of each picture of a class (train::fit_linear_head). Takes new numbers from `next`.
std::vector<std::int64_t> groups_of(const std::vector<const store::Picture*>& pictures, std::int64_t& next) {
  std::map<std::string, std::int64_t> sessions;
  std::vector<std::int64_t> groups;
  for (const store::Picture* picture : pictures) {
    if (picture->session.empty()) {
      groups.push_back(next++);
      continue;
    }
    const auto [found, is_new] = sessions.emplace(picture->session, next);
    if (is_new) ++next;
    groups.push_back(found->second);
  }
  const bool is_only_recording =
      sessions.size() == 1 && std::none_of(pictures.begin(), pictures.end(),
                                           [](const auto* picture) { return picture->session.empty(); });
  if (!is_only_recording) return groups;
  for (std::size_t i = 0; i < groups.size(); ++i)
    groups[i] = next + static_cast<std::int64_t>(i * kPartsOfOnlyRecording / groups.size());
  next += static_cast<std::int64_t>(kPartsOfOnlyRecording);
  return groups;
}

std::int64_t correct_of(const train::LinearHead& head, std::span<const scene::ClassIndex> labels) {
  const std::size_t classes = head.bias.size();
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = std::span(head.held_out).subspan(i * classes, classes);
    correct += std::max_element(row.begin(), row.end()) - row.begin() == labels[i] ? 1 : 0;
  }
  return correct;
}

}  // namespace

Result<Done> InstantModels::update(store::Store& store, store::Database& database,
                                   const store::Project& project, OfProject& entry) {
  TRY(const auto data, project_data(store, database, project.id));
  auto classes = classes_with_enough(data);
  entry.model = nullptr;
  if (classes.size() < 2) return Done{};
  std::vector<std::string> hashes;
  for (auto& one : classes) {
    keep_at_most(train::kMaxLinearHeadPictures / classes.size(), one.pictures);
    for (const store::Picture* picture : one.pictures) hashes.push_back(picture->hash);
  }
  TRY(const auto known, features_.of(store, project.id, hashes));
  auto model = std::make_shared<InstantModel>();
  std::vector<float> features;
  std::vector<scene::ClassIndex> labels;
  std::vector<std::int64_t> groups;
  std::int64_t next_group = 0;
  for (const auto& one : classes) {
    const auto own_groups = groups_of(one.pictures, next_group);
    for (std::size_t i = 0; i < one.pictures.size(); ++i) {
      const auto found = known.find(one.pictures[i]->hash);
      if (found == known.end()) continue;
      features.insert(features.end(), found->second->begin(), found->second->end());
      labels.push_back(static_cast<scene::ClassIndex>(model->class_ids.size()));
      groups.push_back(own_groups[i]);
      model->learned.push_back({one.pictures[i]->id, one.class_id});
    }
    model->class_ids.push_back(one.class_id);
  }
  if (labels.size() < 2) return Done{};
  if (!pool_) pool_ = std::make_unique<ThreadPool>();
  model->head = train::fit_linear_head(features, labels, groups,
                                       static_cast<std::int32_t>(model->class_ids.size()), *pool_);
  model->pictures = std::ssize(labels);
  model->correct = correct_of(model->head, labels);
  entry.model = std::move(model);
  return Done{};
}

Result<std::shared_ptr<const InstantModel>> InstantModels::locked_of(store::Store& store,
                                                                     store::Database& database,
                                                                     std::int64_t project_id,
                                                                     std::chrono::milliseconds max_age) {
  OfProject& entry = projects_[project_id];
  if (entry.model && Clock::now() - entry.made < max_age) return entry.model;
  TRY(const auto project, store::find_project(database, project_id));
  if (!project) return fail(Fault::NotFound, "there is no project {}", project_id);
  if (project->task != scene::Task::Classification)
    return fail(Fault::InvalidInput, "only projects whose pictures have classes have an instant model");
  TRY(auto stamp, store::content_stamp(database, project_id));
  if (entry.stamp != stamp) {
    TRY_DONE(update(store, database, *project, entry));
    entry.stamp = std::move(stamp);
  }
  entry.made = Clock::now();
  return entry.model;
}

Result<std::shared_ptr<const InstantModel>> InstantModels::of(store::Store& store, store::Database& database,
                                                              std::int64_t project_id,
                                                              std::chrono::milliseconds max_age) {
  const std::lock_guard guard(lock_);
  return locked_of(store, database, project_id, max_age);
}

Result<InstantModels::Answer> InstantModels::ask(store::Store& store, store::Database& database,
                                                 std::int64_t project_id, ByteView picture) {
  TRY(auto model, of(store, database, project_id));
  if (!model)
    return fail(
        Fault::NotFound,
        "there is no instant model yet: two classes need {} labelled pictures each, outside the test split",
        InstantModel::kMinPicturesPerClass);
  return predict(std::move(model), picture);
}

Result<InstantModels::Answer> InstantModels::predict(std::shared_ptr<const InstantModel> model,
                                                     ByteView picture) {
  TRY(const auto features, features_.of(picture));
  auto scores = model->head.probabilities(features);
  return Answer{std::move(model), std::move(scores)};
}

}  // namespace tinsmith::studio
