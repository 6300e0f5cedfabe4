#include "store/downloads.h"

#include "store/store.h"

namespace tinsmith::store {

Result<Done> add_download(Database& database, const std::string& key_hash, const Download& download) {
  TRY_DONE(database.run(
      R"(INSERT INTO downloads (key_hash, project_id, path, name, job_id, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6))",
      {key_hash, download.project_id, download.path, download.name, value_of(download.job_id), now()}));
  return Done{};
}

Result<std::optional<Download>> find_download(Database& database, const std::string& key_hash) {
  TRY(const auto row,
      database.first("SELECT project_id, path, name, job_id FROM downloads WHERE key_hash = ?1", {key_hash}));
  if (!row) return std::optional<Download>();
  return std::optional(Download{row->integer(0), row->text(1), row->text(2), row->maybe_integer(3)});
}

}  // namespace tinsmith::store
