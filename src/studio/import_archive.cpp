// Implements `import_archive` and `make_demo_project` of studio/work.h.
#include <algorithm>
#include <filesystem>

#include "base/counted.h"
#include "base/files.h"
#include "dataset/demo.h"
#include "dataset/read.h"
#include "store/classes.h"
#include "store/pictures.h"
#include "store/projects.h"
#include "studio/apply_labels.h"
#include "studio/known_pictures.h"
#include "studio/pictures.h"
#include "studio/project_data.h"
#include "studio/upload.h"
#include "studio/work.h"

namespace tinsmith::studio {
namespace {

// Limits for uploaded archives, which are lower than for archives on the user's own disk.
constexpr dataset::SourceLimits kUploadLimits{
    .entries = 400'000, .entry_bytes = std::uint64_t{1} << 30, .total_bytes = std::uint64_t{32} << 30};

constexpr std::size_t kMaxProblemsReported = 300;

using Kind = dataset::Problem::Kind;

struct Tally {
  std::int64_t added = 0, restored = 0, duplicates = 0, left_out = 0;  // pictures
  std::int64_t labelled = 0, labels = 0;  // pictures that got labels, and the number of labels
  std::int64_t kept = 0, same = 0;        // existing pictures: with other labels, with the same
  std::vector<dataset::Problem> problems = {};
};

// The content of an archive, as far as it could be interpreted.
struct Contents {
  dataset::Dataset dataset;
  // Set if `dataset` includes pictures of the project, because their labels came without pictures.
  std::shared_ptr<const KnownPictures> known;
};

bool lacks_pictures(const dataset::Dataset& dataset) {
  return std::any_of(dataset.problems.begin(), dataset.problems.end(),
                     [](const dataset::Problem& one) { return one.kind == Kind::MissingPicture; });
}

// Reads the archive alone. If its labels refer to missing pictures, or the layout is not
// recognised, reads it together with the project's own pictures; the layout class-folders is not
// accepted then, because any folders match it.
Result<Contents> read_contents(const store::Store& store, const std::vector<store::Picture>& pictures,
                               const std::filesystem::path& path, const nlohmann::json& spec,
                               Progress& progress) {
  ThreadPool threads;
  TRY(auto archive, files::open_source(path, kUploadLimits));
  dataset::ReadOptions options{spec.value("format", ""), &threads, &progress};
  TRY(options.boxes_drawn_on, dataset::boxes_drawn_on_named(spec.value("boxes_drawn_on", "")));
  auto alone = dataset::read_dataset(archive, options);
  if (alone && !lacks_pictures(*alone)) return Contents{std::move(*alone), nullptr};
  if (!alone && alone.error().fault == Fault::Cancelled) return alone.error();
  const auto known = std::make_shared<const KnownPictures>(store, archive, pictures);
  if (known->count() > 0) {
    auto joined = dataset::read_dataset(known, options);
    if (joined && joined->format != "class-folders") return Contents{std::move(*joined), known};
  }
  if (alone) return Contents{std::move(*alone), nullptr};
  if (!options.format.empty()) return alone.error();
  // If the labels cannot be read, the pictures are still imported, without labels.
  auto unlabelled = dataset::read_unlabelled(archive, options);
  if (!unlabelled) return alone.error();
  return Contents{std::move(*unlabelled), nullptr};
}

class Importing {
 public:
  Importing(store::Store& store, store::Database& database, const store::Project& project,
            const Contents& contents, OtherLabels choice)
      : store_(store), database_(database), project_(project), contents_(contents), choice_(choice) {}

  Result<Tally> run(Progress& progress) {
    const dataset::Dataset& dataset = contents_.dataset;
    for (const std::string& name : dataset.classes) {
      TRY(const auto id, store::class_named(database_, project_.id, name));
      class_ids_.push_back(id);
    }
    for (std::size_t i = 0; i < dataset.pictures.size(); ++i) {
      if (progress.should_stop())
        return fail(Fault::Cancelled, "{} pictures were added before it was stopped", tally_.added);
      progress.report("adding pictures", static_cast<double>(i),
                      static_cast<double>(dataset.pictures.size()));
      TRY_DONE(database_.all_or_nothing([&] { return take(dataset.pictures[i]); }));
    }
    for (const dataset::Problem& problem : dataset.problems) note(problem);
    return tally_;
  }

 private:
  void note(const dataset::Problem& problem) {
    if (problem.kind != Kind::Notice) ++tally_.left_out;
    tally_.problems.push_back(problem);
  }

  Result<Done> take(const dataset::Picture& picture) {
    const auto known = contents_.known ? contents_.known->id_at(picture.path) : std::nullopt;
    if (known) return label(picture, *known, picture.is_annotated);
    const auto bytes = contents_.dataset.source->read(picture.path);
    const NewPicture wanted{picture.path, std::nullopt, "", picture.split, false};
    const auto added = bytes ? add_picture(store_, database_, project_.id, *bytes, wanted)
                             : Result<AddedPicture>(bytes.error());
    if (!added) {
      // a fault of the disk, not of the picture
      if (added.error().fault == Fault::Unavailable) return added.error();
      note({Kind::BrokenPicture, picture.path, added.error().text()});
      return Done{};
    }
    ++(added->result == "added"      ? tally_.added
       : added->result == "restored" ? tally_.restored
                                     : tally_.duplicates);
    return label(picture, added->id ? *added->id : added->twin.value_or(0), added->result != "added");
  }

  // Applies the labels of `picture` to the project's picture `id`. `was_there`: the project had it before, so
  // unchanged labels are counted as kept or same.
  Result<Done> label(const dataset::Picture& picture, std::int64_t id, bool was_there) {
    store::Picture labels = labels_from(picture, class_ids_);
    labels.id = id;
    const std::size_t lost = picture.boxes.size() - labels.boxes.size();
    if (picture.unused == dataset::Unused::AllOutside)
      ++tally_.left_out;  // reported by the data set's own problems
    else if (picture.is_annotated && lost > 0)
      note(
          {Kind::BrokenLabel, picture.path,
           fmt::format("{} of its boxes are outside the picture or have no area; they were left out", lost)});
    TRY(const auto applied, apply_labels(database_, project_.id, labels, choice_));
    if (applied == Applied::Labelled) {
      ++tally_.labelled;
      tally_.labels += labels.class_id ? 1 : std::ssize(labels.boxes);
    }
    tally_.kept += was_there && applied == Applied::Kept;
    tally_.same += was_there && applied == Applied::Same;
    return Done{};
  }

  store::Store& store_;
  store::Database& database_;
  const store::Project& project_;
  const Contents& contents_;
  OtherLabels choice_;
  std::vector<std::int64_t> class_ids_;
  Tally tally_;
};

// Drops labels that do not fit the task of the project: boxes in a classification project, and class labels in
// others. The pictures are still imported.
void keep_what_fits(const store::Project& project, dataset::Dataset& dataset) {
  const dataset::LabelKind wanted = dataset::labels_for(project.task);
  if (dataset.label_kind == wanted) return;
  const bool wants_boxes = wanted == dataset::LabelKind::Boxes;
  std::int64_t labelled = 0;
  for (dataset::Picture& picture : dataset.pictures) {
    labelled += picture.is_annotated;
    picture.is_annotated = false;
    picture.class_index.reset();
    picture.boxes.clear();
  }
  dataset.classes.clear();
  if (labelled > 0)
    dataset.problems.push_back(
        {Kind::BrokenLabel, dataset.format,
         fmt::format("the labels of {} pictures are {}, and this project labels {}; they were left out",
                     labelled, wants_boxes ? "classes of whole pictures" : "boxes",
                     wants_boxes ? "objects in pictures" : "whole pictures")});
}

// Summarizes the import in a few sentences; individual files are listed separately.
std::string sentence_of(const Tally& tally, const std::string& format) {
  std::string message =
      fmt::format("{} added, read as {}.", counted(tally.added, "picture", "pictures"), format);
  if (tally.restored > 0)
    message += fmt::format(" {} restored from the bin, with their labels.",
                           counted(tally.restored, "picture was", "pictures were"));
  if (tally.duplicates > 0)
    message += fmt::format(" {} already in the project.", counted(tally.duplicates, "was", "were"));
  if (tally.labelled > 0)
    message += fmt::format(" {} labelled ({}).", counted(tally.labelled, "picture was", "pictures were"),
                           counted(tally.labels, "label", "labels"));
  if (tally.kept > 0)
    message += fmt::format(" {} other labels, which were kept.",
                           counted(tally.kept, "picture has", "pictures have"));
  if (tally.same > 0)
    message +=
        fmt::format(" {} the same labels already.", counted(tally.same, "picture has", "pictures have"));
  if (tally.left_out > 0) {
    const auto first = std::find_if(tally.problems.begin(), tally.problems.end(),
                                    [](const auto& one) { return one.kind != Kind::Notice; });
    const std::string count = counted(tally.left_out, "file or label", "files or labels");
    // Labels that all lie outside their picture have only a notice.
    if (first == tally.problems.end())
      message += fmt::format(" {} could not be used.", count);
    else
      message += fmt::format(" {} could not be used, such as {}: {}", count, first->path, first->message);
  }
  return message;
}

std::string_view name_of(Kind kind) {
  constexpr std::string_view kNames[] = {"broken_picture", "missing_picture", "broken_label", "notice"};
  return kNames[static_cast<std::size_t>(kind)];
}

nlohmann::json result_of(const Tally& tally, const std::string& format) {
  nlohmann::json problems = nlohmann::json::array();
  for (const dataset::Problem& one : tally.problems) {
    if (problems.size() == kMaxProblemsReported) break;
    problems.push_back({{"kind", name_of(one.kind)}, {"path", one.path}, {"message", one.message}});
  }
  return {{"message", sentence_of(tally, format)},
          {"format", format},
          {"added", tally.added},
          {"restored", tally.restored},
          {"duplicates", tally.duplicates},
          {"labelled", tally.labelled},
          {"labels", tally.labels},
          {"kept", tally.kept},
          {"same", tally.same},
          {"left_out", tally.left_out},
          {"problems", problems},
          {"more_problems", tally.problems.size() - problems.size()}};
}

}  // namespace

Result<nlohmann::json> import_archive(store::Store& store, const store::Job& job,
                                      jobs::ChildProgress& progress) {
  TRY(auto database, store.connect());
  TRY(const auto project, store::find_project(*database, job.project_id.value_or(0)));
  if (!project) return fail(Fault::NotFound, "the project no longer exists");
  TRY(const auto pictures, store::all_pictures(*database, project->id));
  TRY(auto contents,
      with_upload(store, job.spec.value("path", ""), job.spec.value("name", ""), [&](const auto& path) {
        return read_contents(store, pictures, path, job.spec, progress);
      }));
  keep_what_fits(*project, contents.dataset);
  const OtherLabels choice = other_labels_from(job.spec.value("other_labels", ""));
  TRY(const auto tally, Importing(store, *database, *project, contents, choice).run(progress));
  return result_of(tally, contents.dataset.format);
}

Result<nlohmann::json> make_demo_project(store::Store& store, const store::Job& job,
                                         jobs::ChildProgress& progress) {
  TRY(auto database, store.connect());
  TRY(const auto project, store::find_project(*database, job.project_id.value_or(0)));
  if (!project) return fail(Fault::NotFound, "the project no longer exists");
  TRY(const auto folder, TemporaryFolder::make());
  ThreadPool threads;
  dataset::DemoOptions options;
  options.label_kind = dataset::labels_for(project->task);
  options.pictures = dataset::usual_demo_pictures(options.label_kind);
  TRY_DONE(dataset::draw_demo(folder.path() / "demo", options, threads, progress));
  Contents contents;
  TRY(contents.dataset, dataset::read_dataset(folder.path() / "demo", {"", &threads, &progress}));
  TRY(const auto tally, Importing(store, *database, *project, contents, OtherLabels::Keep).run(progress));
  return nlohmann::json{{"message", fmt::format("{} pictures generated and labelled.", tally.added)},
                        {"project_id", project->id}};
}

}  // namespace tinsmith::studio
