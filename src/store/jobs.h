// store/jobs.h — the rows of the queue. What runs them is the room `jobs`.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace tinsmith::store {

enum class JobState : std::uint8_t { Queued, Running, Done, Failed, Cancelled };
std::string_view name_of(JobState state);  // "queued", …

struct Job {
  std::int64_t id = 0;
  std::string kind;   // "train", …
  std::string title;  // for people
  std::optional<std::int64_t> project_id;
  std::string user_name;
  nlohmann::json spec;  // what it is to do; its kind knows the form
  JobState state = JobState::Queued;
  std::int64_t priority = 0;
  double progress = 0;  // 0 … 1
  std::string stage;
  std::optional<double> eta_s;
  std::string says;  // how it ended
  nlohmann::json result;
  std::int64_t attempts = 0;
  std::string created;
  std::optional<std::string> started, ended;
  // Of the child that runs it, and when the kernel started that (clock ticks since boot, with the boot's id),
  // so that another process with the same number is not taken for it.
  std::optional<std::int64_t> process;
  std::optional<std::string> process_started;
  std::string wish;  // "", "cancel", or "stop": end soon and keep what there is
};

// Done, failed or cancelled.
bool has_ended(const Job& job);

// The new job's id.
Result<std::int64_t> add_job(Database& database, const Job& job);
Result<std::optional<Job>> find_job(Database& database, std::int64_t id);
// Running and queued ones in the order they will run, then ended ones, newest first. `project_ids`: only
// those of these projects (and none without a project); nullptr: all.
Result<std::vector<Job>> list_jobs(Database& database, const std::vector<std::int64_t>* project_ids,
                                   std::int64_t most);
Result<std::vector<Job>> jobs_in(Database& database, JobState state);

// Queued → running. False when it was not queued any more.
Result<bool> begin_job(Database& database, std::int64_t id, std::int64_t process,
                       const std::string& process_started);
Result<Done> report_job(Database& database, std::int64_t id, double progress, const std::string& stage,
                        std::optional<double> eta_s);
// Running or queued → done, failed or cancelled. False when it had ended before; then nothing changes.
Result<bool> end_job(Database& database, std::int64_t id, JobState state, const std::string& says,
                     const nlohmann::json& result);
// Running → queued: its process is gone without a word.
Result<Done> requeue_job(Database& database, std::int64_t id);
Result<Done> wish_of_job(Database& database, std::int64_t id, const std::string& wish);
Result<Done> prioritise_job(Database& database, std::int64_t id, std::int64_t priority);
// Ended jobs that nobody was told of by e-mail or webhook, and that this call marks as told.
Result<std::vector<Job>> take_untold_jobs(Database& database);

}  // namespace tinsmith::store
