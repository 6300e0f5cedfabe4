// store/runs.h — training runs on versions of a project.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "store/database.h"
#include "store/jobs.h"

namespace tinsmith::store {

struct Run {
  std::int64_t id = 0, project_id = 0, number = 0;
  std::string name, created;
  std::int64_t version_id = 0, version_number = 0, job_id = 0;
  JobState state = JobState::Queued;  // state of its job
  nlohmann::json settings;
  nlohmann::json summary;  // results of the report; null until the run is done
};

Result<std::int64_t> add_run(Database& database, const Run& run);
Result<Done> set_run_job(Database& database, std::int64_t id, std::int64_t job_id);
Result<Done> set_run_summary(Database& database, std::int64_t id, const nlohmann::json& summary);
Result<std::optional<Run>> find_run(Database& database, std::int64_t project_id, std::int64_t id);
Result<std::vector<Run>> list_runs(Database& database, std::int64_t project_id);
// Returns the newest run that is done.
Result<std::optional<Run>> newest_done_run(Database& database, std::int64_t project_id);
// Conflict while it is training; NotFound.
Result<Done> remove_run(Database& database, std::int64_t project_id, std::int64_t id);
// Sets the number and the time of a run that is restored from a backup.
Result<Done> set_run_number(Database& database, std::int64_t id, std::int64_t number,
                            const std::string& created);

}  // namespace tinsmith::store
