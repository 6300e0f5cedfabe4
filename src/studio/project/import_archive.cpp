#include <filesystem>

#include "base/files.h"
#include "dataset/demo.h"
#include "dataset/read.h"
#include "studio/project/pictures.h"
#include "studio/project/project_data.h"
#include "studio/project/upload.h"
#include "studio/project/work.h"

namespace tinsmith::studio {
namespace {

// An archive from anybody: tighter than what a person's own disk may hold.
constexpr dataset::SourceLimits kUploadLimits{
    .entries = 400'000, .entry_bytes = std::uint64_t{1} << 30, .total_bytes = std::uint64_t{32} << 30};
constexpr int kDemoPictures = 240;

struct Tally {
  std::int64_t added = 0, duplicates = 0, left_out = 0;
  std::string first_trouble;
};

// Zips of pictures alone have no layout; they are pictures that nobody has labelled.
Result<dataset::Dataset> read_any(const std::filesystem::path& path, const std::string& format,
                                  Progress& progress) {
  ThreadPool threads;
  TRY(auto source, dataset::open_source(path, kUploadLimits));
  dataset::ReadOptions options{format, &threads, &progress};
  auto labelled = dataset::read_dataset(source, options);
  if (labelled || !format.empty() || labelled.error().fault != Fault::Unsupported) return labelled;
  return dataset::read_unlabelled(source, options);
}

Result<Done> add_one(store::Store& store, store::Database& database, std::int64_t project_id,
                     const dataset::Dataset& dataset, const dataset::Picture& picture,
                     const std::vector<std::int64_t>& class_ids, Tally& tally) {
  const auto bytes = dataset.source->read(picture.path);
  const auto added =
      bytes
          ? add_picture(store, database, project_id, *bytes,
                        {picture.path, std::nullopt, "", std::string(dataset::name_of(picture.split)), false})
          : Result<AddedPicture>(bytes.error());
  if (!added) {
    if (added.error().fault == Fault::Unavailable) return added.error();  // the disk, not the picture
    ++tally.left_out;
    if (tally.first_trouble.empty()) tally.first_trouble = picture.path + ": " + added.error().text();
    return Done{};
  }
  if (!added->id) {
    ++tally.duplicates;
    return Done{};
  }
  ++tally.added;
  store::Picture labels = labels_from(picture, class_ids);
  labels.id = *added->id;
  return labels.state == "unlabelled" ? Result<Done>(Done{})
                                      : store::set_labels(database, project_id, labels, std::nullopt);
}

Result<Done> add_all(store::Store& store, store::Database& database, const store::Project& project,
                     const dataset::Dataset& dataset, Progress& progress, Tally& tally) {
  std::vector<std::int64_t> class_ids;
  for (const std::string& name : dataset.classes) {
    TRY(const auto id, store::class_named(database, project.id, name));
    class_ids.push_back(id);
  }
  for (std::size_t i = 0; i < dataset.pictures.size(); ++i) {
    if (progress.should_stop())
      return fail(Fault::Cancelled, "{} pictures were added before it was stopped", tally.added);
    progress.report("adding pictures", static_cast<double>(i), static_cast<double>(dataset.pictures.size()));
    TRY_DONE(database.all_or_nothing([&] {
      return add_one(store, database, project.id, dataset, dataset.pictures[i], class_ids, tally);
    }));
  }
  for (const dataset::Problem& problem : dataset.problems) {
    if (problem.kind == dataset::Problem::Kind::Notice) continue;
    ++tally.left_out;
    if (tally.first_trouble.empty()) tally.first_trouble = problem.path + ": " + problem.says;
  }
  return Done{};
}

// Boxes do not fit a project of whole pictures, nor the other way round; the pictures do all the same.
std::string keep_what_fits(const store::Project& project, dataset::Dataset& dataset) {
  const bool wants_boxes = project.kind != "classification";
  if (wants_boxes == (dataset.task == dataset::Task::Detection)) return "";
  bool had_labels = false;
  for (dataset::Picture& picture : dataset.pictures) {
    had_labels = had_labels || picture.is_annotated;
    picture.is_annotated = false;
    picture.class_index.reset();
    picture.boxes.clear();
  }
  dataset.classes.clear();
  return had_labels ? " The labels are of another kind than the project's and were left out." : "";
}

}  // namespace

Result<nlohmann::json> import_archive(store::Store& store, const store::Job& job,
                                      jobs::ChildProgress& progress) {
  TRY(auto database, store.connect());
  TRY(const auto project, store::find_project(*database, job.project_id.value_or(0)));
  if (!project) return fail(Fault::NotFound, "the project is gone");
  TRY(auto read,
      with_upload(store, job.spec.value("path", ""), job.spec.value("name", ""),
                  [&](const auto& path) { return read_any(path, job.spec.value("format", ""), progress); }));
  const std::string remark = keep_what_fits(*project, read);
  Tally tally;
  TRY_DONE(add_all(store, *database, *project, read, progress, tally));
  std::string says = fmt::format("{} pictures added, read as {}.", tally.added, read.format);
  if (tally.duplicates > 0) says += fmt::format(" {} were there already.", tally.duplicates);
  if (tally.left_out > 0)
    says += fmt::format(" {} could not be used, such as {}", tally.left_out, tally.first_trouble);
  return nlohmann::json{{"says", says + remark},
                        {"added", tally.added},
                        {"duplicates", tally.duplicates},
                        {"left_out", tally.left_out}};
}

Result<nlohmann::json> make_demo_project(store::Store& store, const store::Job& job,
                                         jobs::ChildProgress& progress) {
  TRY(auto database, store.connect());
  TRY(const auto project, store::find_project(*database, job.project_id.value_or(0)));
  if (!project) return fail(Fault::NotFound, "the project is gone");
  TRY(const auto folder, TemporaryFolder::make());
  ThreadPool threads;
  dataset::DemoOptions options;
  options.task = project->kind == "classification" ? dataset::Task::Classification : dataset::Task::Detection;
  options.pictures = kDemoPictures;
  TRY_DONE(dataset::draw_demo(folder.path() / "demo", options, threads));
  TRY(const auto dataset, dataset::read_dataset(folder.path() / "demo", {"", &threads, &progress}));
  Tally tally;
  TRY_DONE(add_all(store, *database, *project, dataset, progress, tally));
  return nlohmann::json{{"says", fmt::format("{} pictures drawn and labelled.", tally.added)},
                        {"project_id", project->id}};
}

}  // namespace tinsmith::studio
