#include "store/model_labels.h"

#include "base/json.h"

namespace tinsmith::store {

Result<std::int64_t> approve_labels(Database& database, std::int64_t project_id,
                                    const std::vector<std::int64_t>& ids) {
  return database.run(
      R"(UPDATE pictures SET model_job = NULL, revision = revision + 1
         WHERE project_id = ?1 AND model_job IS NOT NULL AND id IN (SELECT value FROM json_each(?2)))",
      {project_id, nlohmann::json(ids).dump()});
}

Result<std::int64_t> approve_labels_of(Database& database, std::int64_t project_id, std::int64_t model_job) {
  return database.run(
      R"(UPDATE pictures SET model_job = NULL, revision = revision + 1
         WHERE project_id = ?1 AND model_job = ?2)",
      {project_id, model_job});
}

Result<std::int64_t> undo_labels_of(Database& database, std::int64_t project_id, std::int64_t model_job) {
  std::int64_t count = 0;
  const auto undone = database.all_or_nothing([&]() -> Result<Done> {
    TRY_DONE(database.run(R"(DELETE FROM boxes
          WHERE picture_id IN (SELECT id FROM pictures WHERE project_id = ?1 AND model_job = ?2))",
                          {project_id, model_job}));
    TRY(count, database.run(R"(UPDATE pictures
          SET state = 'unlabelled', class_id = NULL, model_job = NULL, revision = revision + 1
          WHERE project_id = ?1 AND model_job = ?2)",
                            {project_id, model_job}));
    return Done{};
  });
  if (!undone) return undone.error();
  return count;
}

Result<std::vector<LabelBatch>> label_batches(Database& database, std::int64_t project_id) {
  TRY(const auto rows,
      database.query(R"(SELECT model_job, count(*), (SELECT created FROM jobs WHERE id = model_job)
            FROM pictures
            WHERE project_id = ?1 AND model_job IS NOT NULL AND binned IS NULL
            GROUP BY model_job ORDER BY model_job DESC)",
                     {project_id}));
  std::vector<LabelBatch> batches;
  for (const Row& row : rows) batches.push_back({row.integer(0), row.integer(1), row.maybe_text(2)});
  return batches;
}

}  // namespace tinsmith::store
