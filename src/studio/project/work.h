// studio/project/work.h — what the jobs of a studio do, by kind. Each runs in a process of its own.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "jobs/child.h"
#include "store/jobs.h"
#include "store/store.h"

namespace tinsmith::studio {

// What a job is given: its row's `spec` holds what the functions below look for. All can be begun again after
// they were interrupted at any moment.
using ProjectWork = Result<nlohmann::json> (*)(store::Store& store, const store::Job& job,
                                               jobs::ChildProgress& progress);

// nullptr when there is no such kind.
ProjectWork work_of(std::string_view kind);

// {"path", "name", "format", "other_labels", "boxes_drawn_on"}: adds an archive's pictures to the project and
// applies its labels, also to pictures that are there already: told by their bytes, and where labels come
// without their picture by its name, when that is unique. Result: what docs/api.md calls an ImportResult.
Result<nlohmann::json> import_archive(store::Store& store, const store::Job& job,
                                      jobs::ChildProgress& progress);
// {"name"}: draws a project to try things on.
Result<nlohmann::json> make_demo_project(store::Store& store, const store::Job& job,
                                         jobs::ChildProgress& progress);
// {"version_id"}: splits the project's labelled pictures and writes them into the version's folder.
Result<nlohmann::json> freeze_version(store::Store& store, const store::Job& job,
                                      jobs::ChildProgress& progress);
// {"run_id"}: trains, quantizes and measures into the run's folder.
Result<nlohmann::json> train_run(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);
// {"threshold"}: the newest model labels what nobody has labelled.
Result<nlohmann::json> auto_label(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);
// {}: where the newest model sees something else than the labels say.
Result<nlohmann::json> review_labels(store::Store& store, const store::Job& job,
                                     jobs::ChildProgress& progress);
// {"version_id", "format", "path"}: a version as a zip of a layout.
Result<nlohmann::json> pack_version(store::Store& store, const store::Job& job,
                                    jobs::ChildProgress& progress);
// {"path"}: the project as one archive, and back (docs/formats/backup.md).
Result<nlohmann::json> back_up(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);
Result<nlohmann::json> restore(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);
// {}: reads every stored file and compares it with its name; sweeps away files that nothing refers to.
Result<nlohmann::json> verify(store::Store& store, const store::Job& job, jobs::ChildProgress& progress);

}  // namespace tinsmith::studio
