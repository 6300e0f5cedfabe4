// Implements `freeze_version` of studio/work.h.
#include <filesystem>

#include "base/counted.h"
#include "base/files.h"
#include "dataset/split.h"
#include "dataset/write.h"
#include "store/pictures.h"
#include "store/versions.h"
#include "studio/project_data.h"
#include "studio/work.h"

namespace tinsmith::studio {
namespace {

dataset::SplitOptions split_options_of(const nlohmann::json& settings) {
  dataset::SplitOptions options;
  const auto take = [&](const char* name, auto& target) {
    if (const auto found = settings.find(name); found != settings.end() && !found->is_null())
      found->get_to(target);
  };
  take("validation_fraction", options.validation_fraction);
  take("test_fraction", options.test_fraction);
  take("seed", options.seed);
  return options;
}

// Keeps only the pictures in the split, which have been reviewed by a person, in the
// project's order, and sets their split.
void keep_pictures_of_split(dataset::Dataset& dataset, const dataset::DatasetSplit& split) {
  for (dataset::Picture& picture : dataset.pictures) picture.split = dataset::Split::None;
  for (const std::size_t i : split.train) dataset.pictures[i].split = dataset::Split::Train;
  for (const std::size_t i : split.validation) dataset.pictures[i].split = dataset::Split::Validation;
  for (const std::size_t i : split.test) dataset.pictures[i].split = dataset::Split::Test;
  std::erase_if(dataset.pictures,
                [](const dataset::Picture& picture) { return picture.split == dataset::Split::None; });
}

// Removes labels that a model made and nobody has reviewed. Otherwise the next model would
// learn the mistakes of the last one.
void leave_out_auto_labels(ProjectData& data) {
  for (std::size_t i = 0; i < data.pictures.size(); ++i) {
    if (!data.pictures[i].model_job) continue;
    dataset::Picture& picture = data.dataset.pictures[i];
    picture.is_annotated = false;
    picture.class_index.reset();
    picture.boxes.clear();
  }
}

// Returns a text that is equal for the same pictures, labels, split and settings;
// its hash identifies the version.
std::string identity_of(const ProjectData& data, const dataset::Dataset& divided,
                        const nlohmann::json& settings) {
  nlohmann::json identity{
      {"kind", scene::name_of(data.project.task)}, {"classes", divided.classes}, {"settings", settings}};
  identity["settings"].erase("name");
  std::map<std::string, std::string> hash_of;
  for (std::size_t i = 0; i < data.pictures.size(); ++i)
    hash_of[data.dataset.pictures[i].path] = data.pictures[i].hash;
  for (const dataset::Picture& picture : divided.pictures) {
    nlohmann::json one{{"file", hash_of.at(picture.path)}, {"split", scene::name_of(picture.split)}};
    if (picture.class_index) one["class"] = *picture.class_index;
    for (const scene::LabelledBox& box : picture.boxes)
      one["boxes"].push_back({box.class_index, box.box.x, box.box.y, box.box.width, box.box.height});
    identity["pictures"].push_back(std::move(one));
  }
  return store::content_hash(as_bytes(identity.dump()));
}

Result<Done> freeze(store::Store& store, store::Database& database, store::Version& version,
                    Progress& progress) {
  TRY(auto data, project_data(store, database, version.project_id));
  if (!version.settings.value("takes_auto_labels", false)) leave_out_auto_labels(data);
  progress.report("splitting", 0, 1);
  ThreadPool threads;
  auto options = split_options_of(version.settings);
  for (const store::Picture& picture : data.pictures) options.session_of.push_back(picture.session);
  TRY(const auto split, dataset::split_dataset(data.dataset, fingerprints_of(data), options, threads));
  dataset::Dataset divided = data.dataset;
  keep_pictures_of_split(divided, split);
  version.leak = dataset::text_of(split.leak);
  if (const auto sessions = dataset::text_of(split.sessions, data.dataset.classes); !sessions.empty())
    version.leak += " " + sessions;
  for (const dataset::AbsentClasses& absent : dataset::absent_classes(split, data.dataset))
    version.leak += " " + dataset::text_of(absent);
  version.train = std::ssize(split.train);
  version.val = std::ssize(split.validation);
  version.test = std::ssize(split.test);
  version.pictures = version.train + version.val + version.test;
  version.hash = identity_of(data, divided, version.settings);
  progress.report("writing pictures", 0, 1);
  // Written to a temporary folder and renamed, so that a version's folder is either complete or absent.
  const auto folder = store.version_folder(version.id),
             beside = folder.parent_path() / (folder.filename().string() + ".part");
  std::error_code ignored;
  std::filesystem::remove_all(beside, ignored);
  std::filesystem::remove_all(folder, ignored);
  const bool has_boxes = divided.label_kind == dataset::LabelKind::Boxes;
  auto written = dataset::write_dataset(divided, has_boxes ? "coco" : "class-folders", beside);
  if (!written && written.error().fault == Fault::InvalidInput) {
    // A class such as "<3" cannot be a folder name, but a table can hold any name.
    std::filesystem::remove_all(beside, ignored);
    written = dataset::write_dataset(divided, "csv", beside);
  }
  TRY_DONE(std::move(written));
  std::error_code error;
  std::filesystem::rename(beside, folder, error);
  if (error)
    return fail(Fault::Unavailable, "cannot move {} to {}: {}", beside.string(), folder.string(),
                error.message());
  version.state = store::VersionState::Ready;
  return store::finish_version(database, version);
}

}  // namespace

Result<nlohmann::json> freeze_version(store::Store& store, const store::Job& job,
                                      jobs::ChildProgress& progress) {
  TRY(auto database, store.connect());
  TRY(auto version, store::find_version(*database, job.project_id.value_or(0),
                                        job.spec.value("version_id", std::int64_t{0})));
  if (!version) return fail(Fault::NotFound, "the version no longer exists");
  const auto frozen = freeze(store, *database, *version, progress);
  if (!frozen) {
    version->state = store::VersionState::Failed;
    (void)store::finish_version(*database, *version);  // the job's result contains the reason
    return frozen.error();
  }
  return nlohmann::json{
      {"message", fmt::format("Version {} contains {}: {} for training, {} for validation, {} for testing.",
                              version->number, counted(version->pictures, "picture", "pictures"),
                              version->train, version->val, version->test)}};
}

}  // namespace tinsmith::studio
