#include "store/runs.h"

#include "base/json.h"
#include "store/store.h"

namespace tinsmith::store {
namespace {

using nlohmann::json;

constexpr std::string_view kSelectRuns = R"(SELECT runs.id, runs.project_id, runs.number, runs.name,
  runs.created, version_id, versions.number, runs.job_id,
  coalesce(jobs.state, CASE WHEN summary IS NULL THEN 'queued' ELSE 'done' END), runs.settings, summary
  FROM runs JOIN versions ON versions.id = version_id LEFT JOIN jobs ON jobs.id = runs.job_id)";

std::string select_runs(std::string_view conditions) {
  return fmt::format("{} {}", kSelectRuns, conditions);
}

Run run_of(const Row& row) {
  Run run;
  run.id = row.integer(0);
  run.project_id = row.integer(1);
  run.number = row.integer(2);
  run.name = row.text(3);
  run.created = row.text(4);
  run.version_id = row.integer(5);
  run.version_number = row.integer(6);
  run.job_id = row.integer(7);
  run.state = job_state_named(row.text(8));
  run.settings = parse_json(row.text(9));
  if (!row.is_null(10)) run.summary = parse_json(row.text(10));
  return run;
}

}  // namespace

Result<std::int64_t> add_run(Database& database, const Run& run) {
  return database.insert(
      R"(INSERT INTO runs (project_id, number, name, version_id, job_id, settings, created)
         VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM runs WHERE project_id = ?1), ?2, ?3,
           0, ?4, ?5))",
      {run.project_id, run.name, run.version_id, run.settings.dump(), now()});
}

Result<Done> set_run_job(Database& database, std::int64_t id, std::int64_t job_id) {
  TRY_DONE(database.run("UPDATE runs SET job_id = ?2 WHERE id = ?1", {id, job_id}));
  return Done{};
}

Result<Done> set_run_summary(Database& database, std::int64_t id, const json& summary) {
  TRY_DONE(database.run("UPDATE runs SET summary = ?2 WHERE id = ?1", {id, summary.dump()}));
  return Done{};
}

Result<std::optional<Run>> find_run(Database& database, std::int64_t project_id, std::int64_t id) {
  TRY(const auto row,
      database.first(select_runs("WHERE runs.id = ?2 AND runs.project_id = ?1"), {project_id, id}));
  return row ? std::optional(run_of(*row)) : std::nullopt;
}

Result<std::vector<Run>> list_runs(Database& database, std::int64_t project_id) {
  return database.all(select_runs("WHERE runs.project_id = ?1 ORDER BY runs.id DESC"), {project_id}, run_of);
}

Result<std::optional<Run>> newest_done_run(Database& database, std::int64_t project_id) {
  TRY(const auto row,
      database.first(select_runs("WHERE runs.project_id = ?1 AND summary IS NOT NULL ORDER BY "
                                 "runs.id DESC LIMIT 1"),
                     {project_id}));
  return row ? std::optional(run_of(*row)) : std::nullopt;
}

Result<Done> remove_run(Database& database, std::int64_t project_id, std::int64_t id) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY(const auto run, find_run(database, project_id, id));
    if (!run) return fail(Fault::NotFound, "this project has no run with the id {}", id);
    if (run->state == JobState::Running || run->state == JobState::Queued)
      return fail(Fault::Conflict, "run {} is {}; cancel it first", run->number, name_of(run->state));
    TRY_DONE(database.run("DELETE FROM runs WHERE id = ?1", {id}));
    return Done{};
  });
}

Result<Done> set_run_number(Database& database, std::int64_t id, std::int64_t number,
                            const std::string& created) {
  TRY_DONE(database.run("UPDATE runs SET number = ?2, created = ?3 WHERE id = ?1", {id, number, created}));
  return Done{};
}

}  // namespace tinsmith::store
