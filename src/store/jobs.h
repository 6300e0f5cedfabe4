// store/jobs.h — the job rows of the database, which form the queue. The room `jobs` runs them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "store/database.h"
#include "store/job_kinds.h"

namespace tinsmith::store {

enum class JobState : std::uint8_t { Queued, Running, Done, Failed, Cancelled };
std::string_view name_of(JobState state);         // "queued", …
JobState job_state_named(std::string_view name);  // of a row of the database; CHECK: no state has this name

struct Job {
  std::int64_t id = 0;
  std::optional<JobKind> kind;  // empty: another version of Tinsmith wrote the row, with a kind of its own
  std::string unknown_kind;     // name of that kind
  std::string title;            // for people
  std::optional<std::int64_t> project_id;
  std::string user_name;
  nlohmann::json spec;  // parameters of the job; their form depends on `kind`
  JobState state = JobState::Queued;
  std::int64_t priority = 0;
  double progress = 0;  // 0 … 1
  std::string stage;
  std::optional<double> eta_s;
  std::string message;  // how it ended
  nlohmann::json result;
  std::int64_t attempts = 0;
  std::string created;
  std::optional<std::string> started, ended;
  // Number of the process that runs the job, and its start time (clock ticks since boot, with the boot's id),
  // so that another process with the same number is not mistaken for it.
  std::optional<std::int64_t> process;
  std::optional<std::string> process_started;
  std::string wish;  // "", "cancel", or "stop": end soon and keep the result so far
};

// Returns the name of the job's kind as it is in the database, also when the kind is unknown.
std::string_view kind_name(const Job& job);

// Returns whether the job is done, failed or cancelled.
bool has_ended(const Job& job);

// Returns the id of the new job. CHECK: it has a kind.
Result<std::int64_t> add_job(Database& database, const Job& job);
Result<std::optional<Job>> find_job(Database& database, std::int64_t id);
// Lists running and queued jobs in the order in which they will run, then ended ones, newest first. With
// `project_ids`, only jobs of these projects (none without a project); nullptr: all.
Result<std::vector<Job>> list_jobs(Database& database, const std::vector<std::int64_t>* project_ids,
                                   std::int64_t most);
Result<std::vector<Job>> jobs_in(Database& database, JobState state);

// Changes a job from queued to running. Returns false when it was no longer queued.
Result<bool> begin_job(Database& database, std::int64_t id, std::int64_t process,
                       const std::string& process_started);
Result<Done> report_job(Database& database, std::int64_t id, double progress, const std::string& stage,
                        std::optional<double> eta_s);
// Changes a running or queued job to done, failed or cancelled. Returns false, and changes
// nothing, when it had already ended.
Result<bool> end_job(Database& database, std::int64_t id, JobState state, const std::string& message,
                     const nlohmann::json& result);
// Changes a job from running back to queued, because its process is gone without a record of the end.
Result<Done> requeue_job(Database& database, std::int64_t id);
Result<Done> wish_of_job(Database& database, std::int64_t id, const std::string& wish);
Result<Done> prioritise_job(Database& database, std::int64_t id, std::int64_t priority);
// Returns the ended jobs for which no e-mail or webhook request was sent yet, and marks them as sent.
Result<std::vector<Job>> take_unreported_jobs(Database& database);

// Returns a job of the project that is queued or running, of that kind if one is given.
Result<std::optional<std::int64_t>> active_job(Database& database, std::int64_t project_id,
                                               std::optional<JobKind> kind = std::nullopt);
// Returns the `spec` of each queued or running job, and of each job whose kind may be repeated, that was not
// cancelled and that ended less than `kept` ago.
Result<std::vector<nlohmann::json>> specs_in_use(Database& database, std::chrono::hours kept);

}  // namespace tinsmith::store
