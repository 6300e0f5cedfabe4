// store/versions.h — frozen versions of projects, training runs on them, doubtful labels, and downloads.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/jobs.h"

namespace tinsmith::store {

enum class VersionState : std::uint8_t { Making, Ready, Failed };
std::string_view name_of(VersionState state);  // "making", "ready", "failed"

struct Version {
  std::int64_t id = 0, project_id = 0, number = 0;
  std::string name, hash, created;
  VersionState state = VersionState::Making;
  nlohmann::json settings;
  std::int64_t pictures = 0, train = 0, val = 0, test = 0;
  std::string leak;
  std::optional<std::int64_t> job_id;
};

struct Run {
  std::int64_t id = 0, project_id = 0, number = 0;
  std::string name, created;
  std::int64_t version_id = 0, version_number = 0, job_id = 0;
  JobState state = JobState::Queued;  // state of its job
  nlohmann::json settings;
  nlohmann::json summary;  // results of the report; null until the run is done
};

struct Doubt {
  std::int64_t run_id = 0, picture_id = 0;
  std::int64_t revision = 0;  // revision of the labels that are doubted
  std::string picture_name, picture_hash;
  std::string kind, message;
  double doubt = 0;
};

struct Download {
  std::int64_t project_id = 0;
  std::string path;  // relative to the data folder
  std::string name;  // suggested file name
  std::optional<std::int64_t> job_id;
};

Result<std::int64_t> add_version(Database& database, std::int64_t project_id, const std::string& name,
                                 const nlohmann::json& settings);
// Stores the results of the job; `version.id` selects the row.
Result<Done> finish_version(Database& database, const Version& version);
Result<Done> set_version_job(Database& database, std::int64_t id, std::int64_t job_id);
Result<std::optional<Version>> find_version(Database& database, std::int64_t project_id, std::int64_t id);
Result<std::vector<Version>> list_versions(Database& database, std::int64_t project_id);
// Conflict while a run uses it; NotFound.
Result<Done> remove_version(Database& database, std::int64_t project_id, std::int64_t id);

Result<std::int64_t> add_run(Database& database, const Run& run);
Result<Done> set_run_job(Database& database, std::int64_t id, std::int64_t job_id);
Result<Done> set_run_summary(Database& database, std::int64_t id, const nlohmann::json& summary);
Result<std::optional<Run>> find_run(Database& database, std::int64_t project_id, std::int64_t id);
Result<std::vector<Run>> list_runs(Database& database, std::int64_t project_id);
// Returns the newest run that is done.
Result<std::optional<Run>> newest_done_run(Database& database, std::int64_t project_id);
// Conflict while it is training; NotFound.
Result<Done> remove_run(Database& database, std::int64_t project_id, std::int64_t id);

// Set the number and the time of a version or run of a project that is restored from a backup.
Result<Done> set_version_number(Database& database, std::int64_t id, std::int64_t number,
                                const std::string& created);
Result<Done> set_run_number(Database& database, std::int64_t id, std::int64_t number,
                            const std::string& created);

// Replaces all doubts of the project.
Result<Done> set_doubts(Database& database, std::int64_t project_id, const std::vector<Doubt>& doubts);
// Returns the most doubtful first, only for pictures whose labels have not changed since they were checked.
Result<std::vector<Doubt>> list_doubts(Database& database, std::int64_t project_id, std::int64_t most);

Result<Done> add_download(Database& database, const std::string& key_hash, const Download& download);
Result<std::optional<Download>> find_download(Database& database, const std::string& key_hash);

}  // namespace tinsmith::store
