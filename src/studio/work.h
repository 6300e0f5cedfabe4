// studio/work.h — the work of each kind of job. Each job runs in its own process.
#pragma once

#include "base/json.h"
#include "jobs/child.h"
#include "store/jobs.h"
#include "store/store.h"

namespace tinsmith::studio {

// The type of the functions below. Their parameters are in the `spec` of the job's row. All can be restarted
// after an interruption at any moment.
using ProjectWork = Result<nlohmann::json> (*)(store::Store& store, const store::Job& job,
                                               jobs::ChildProgress& progress);

// Returns the function for a kind of job; nullptr for a value that JobKind does not have.
ProjectWork work_of(store::JobKind kind);

// {"path", "name", "format", "other_labels", "boxes_drawn_on"}: adds an archive's pictures to the
// project and applies its labels, also to pictures that the project already has. Pictures are matched by
// their bytes; labels without a picture in the archive are matched by its name if that is unique.
// Result: ImportResult of docs/api.md.
Result<nlohmann::json> import_archive(store::Store& store, const store::Job& job,
                                      jobs::ChildProgress& progress);
// {"name"}: draws a demo project.
Result<nlohmann::json> make_demo_project(store::Store& store, const store::Job& job,
                                         jobs::ChildProgress& progress);
// {"version_id"}: splits the project's labelled pictures and writes them into the version's folder.
Result<nlohmann::json> freeze_version(store::Store& store, const store::Job& job,
                                      jobs::ChildProgress& progress);
// {"run_id"}: trains, quantizes and measures into the run's folder.
Result<nlohmann::json> train_run(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);
// {"threshold"}: labels all unlabelled pictures with the newest model.
Result<nlohmann::json> auto_label(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);
// {}: finds labels that the newest model disagrees with.
Result<nlohmann::json> review_labels(store::Store& store, const store::Job& job,
                                     jobs::ChildProgress& progress);
// {"version_id", "format", "path"}: writes a version as a zip in the given layout.
Result<nlohmann::json> pack_version(store::Store& store, const store::Job& job,
                                    jobs::ChildProgress& progress);
// {"path"}: saves the project to one archive, or restores it from one (docs/formats/backup.md).
Result<nlohmann::json> back_up(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);
Result<nlohmann::json> restore(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);
// {}: reads every stored file, compares its hash with its name, and removes files that nothing refers to.
Result<nlohmann::json> verify(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);

}  // namespace tinsmith::studio
