#include "store/doubts.h"

namespace tinsmith::store {

Result<Done> set_doubts(Database& database, std::int64_t project_id, const std::vector<Doubt>& doubts) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY_DONE(database.run("DELETE FROM doubts WHERE project_id = ?1", {project_id}));
    for (const Doubt& one : doubts)
      TRY_DONE(database.run(
          R"(INSERT INTO doubts (project_id, run_id, picture_id, revision, kind, message, doubt)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))",
          {project_id, one.run_id, one.picture_id, one.revision, one.kind, one.message, one.doubt}));
    return Done{};
  });
}

Result<std::vector<Doubt>> list_doubts(Database& database, std::int64_t project_id, std::int64_t most) {
  return database.all(
      R"(SELECT run_id, picture_id, doubts.revision, name, hash, kind, message, doubt
         FROM doubts
         JOIN pictures ON pictures.id = picture_id AND pictures.revision = doubts.revision
         WHERE doubts.project_id = ?1 ORDER BY doubt DESC LIMIT ?2)",
      {project_id, most}, [](const Row& row) {
        return Doubt{row.integer(0), row.integer(1), row.integer(2), row.text(3),
                     row.text(4),    row.text(5),    row.text(6),    row.real(7)};
      });
}

}  // namespace tinsmith::store
