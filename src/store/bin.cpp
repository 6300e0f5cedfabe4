#include "store/bin.h"

#include "base/json.h"
#include "store/store.h"

namespace tinsmith::store {

Result<std::int64_t> bin_pictures(Database& database, std::int64_t project_id,
                                  const std::vector<std::int64_t>& ids) {
  return database.run(
      R"(UPDATE pictures SET binned = ?3
         WHERE project_id = ?1 AND binned IS NULL AND id IN (SELECT value FROM json_each(?2)))",
      {project_id, nlohmann::json(ids).dump(), now()});
}

Result<std::int64_t> restore_pictures(Database& database, std::int64_t project_id,
                                      const std::vector<std::int64_t>& ids) {
  return database.run(
      R"(UPDATE pictures SET binned = NULL
         WHERE project_id = ?1 AND binned IS NOT NULL AND id IN (SELECT value FROM json_each(?2)))",
      {project_id, nlohmann::json(ids).dump()});
}

Result<std::int64_t> empty_bin(Database& database, std::int64_t project_id,
                               const std::optional<std::vector<std::int64_t>>& ids) {
  if (!ids)
    return database.run("DELETE FROM pictures WHERE project_id = ?1 AND binned IS NOT NULL", {project_id});
  return database.run(
      R"(DELETE FROM pictures
         WHERE project_id = ?1 AND binned IS NOT NULL AND id IN (SELECT value FROM json_each(?2)))",
      {project_id, nlohmann::json(*ids).dump()});
}

Result<std::int64_t> empty_old_bins(Database& database, int days) {
  return database.run(
      "DELETE FROM pictures WHERE binned IS NOT NULL AND binned < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?1)",
      {fmt::format("-{} days", days)});
}

}  // namespace tinsmith::store
