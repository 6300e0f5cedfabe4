// store/versions.h — versions: frozen pictures and labels of a project.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "store/database.h"

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

Result<std::int64_t> add_version(Database& database, std::int64_t project_id, const std::string& name,
                                 const nlohmann::json& settings);
// Stores the results of the job; `version.id` selects the row.
Result<Done> finish_version(Database& database, const Version& version);
Result<Done> set_version_job(Database& database, std::int64_t id, std::int64_t job_id);
Result<std::optional<Version>> find_version(Database& database, std::int64_t project_id, std::int64_t id);
Result<std::vector<Version>> list_versions(Database& database, std::int64_t project_id);
// Conflict while a run uses it; NotFound.
Result<Done> remove_version(Database& database, std::int64_t project_id, std::int64_t id);
// Sets the number and the time of a version that is restored from a backup.
Result<Done> set_version_number(Database& database, std::int64_t id, std::int64_t number,
                                const std::string& created);

}  // namespace tinsmith::store
