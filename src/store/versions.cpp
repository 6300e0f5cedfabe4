#include "store/versions.h"

#include "store/store.h"

namespace tinsmith::store {
namespace {

using nlohmann::json;

// A version counts as failed if its job has ended without completing it, for whatever reason.
#define TINSMITH_VERSION_COLUMNS                                                                          \
  "SELECT id, project_id, number, name, CASE WHEN state = 'making' AND EXISTS (SELECT 1 FROM jobs WHERE " \
  "jobs.id = job_id AND jobs.state IN ('failed', 'cancelled')) THEN 'failed' ELSE state END, hash, "      \
  "created, settings, pictures, train, val, test, leak, job_id FROM versions "
#define TINSMITH_RUN_COLUMNS                                                                             \
  "SELECT runs.id, runs.project_id, runs.number, runs.name, runs.created, version_id, versions.number, " \
  "runs.job_id, coalesce(jobs.state, CASE WHEN summary IS NULL THEN 'queued' ELSE 'done' END), "         \
  "runs.settings, summary FROM runs JOIN versions ON "                                                   \
  "versions.id = version_id LEFT JOIN jobs ON jobs.id = runs.job_id "

constexpr std::string_view kVersionStates[] = {"making", "ready", "failed"};

VersionState version_state_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kVersionStates); ++i)
    if (kVersionStates[i] == name) return static_cast<VersionState>(i);
  CHECK(false, "no state of a version is called '{}'", name);
}

Version version_of(const Row& row) {
  Version version;
  version.id = row.integer(0);
  version.project_id = row.integer(1);
  version.number = row.integer(2);
  version.name = row.text(3);
  version.state = version_state_of(row.text(4));
  version.hash = row.text(5);
  version.created = row.text(6);
  version.settings = json::parse(row.text(7), nullptr, false);
  version.pictures = row.integer(8);
  version.train = row.integer(9);
  version.val = row.integer(10);
  version.test = row.integer(11);
  version.leak = row.text(12);
  version.job_id = row.maybe_integer(13);
  return version;
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
  run.settings = json::parse(row.text(9), nullptr, false);
  if (!row.is_null(10)) run.summary = json::parse(row.text(10), nullptr, false);
  return run;
}

}  // namespace

std::string_view name_of(VersionState state) {
  return kVersionStates[static_cast<std::size_t>(state)];
}

Result<std::int64_t> add_version(Database& database, std::int64_t project_id, const std::string& name,
                                 const json& settings) {
  return database.insert(
      "INSERT INTO versions (project_id, number, name, state, hash, settings, created, pictures, train, val, "
      "test, "
      "leak) VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM versions WHERE project_id = ?1), ?2, "
      "'making', '', "
      "?3, ?4, 0, 0, 0, 0, '')",
      {project_id, name, settings.dump(), now()});
}

Result<Done> finish_version(Database& database, const Version& version) {
  TRY_DONE(database.run(
      "UPDATE versions SET state = ?2, hash = ?3, pictures = ?4, train = ?5, val = ?6, test = ?7, leak "
      "= ?8 WHERE id = ?1",
      {version.id, std::string(name_of(version.state)), version.hash, version.pictures, version.train,
       version.val, version.test, version.leak}));
  return Done{};
}

Result<Done> set_version_job(Database& database, std::int64_t id, std::int64_t job_id) {
  TRY_DONE(database.run("UPDATE versions SET job_id = ?2 WHERE id = ?1", {id, job_id}));
  return Done{};
}

Result<std::optional<Version>> find_version(Database& database, std::int64_t project_id, std::int64_t id) {
  TRY(const auto row,
      database.first(TINSMITH_VERSION_COLUMNS "WHERE id = ?2 AND project_id = ?1", {project_id, id}));
  return row ? std::optional(version_of(*row)) : std::nullopt;
}

Result<std::vector<Version>> list_versions(Database& database, std::int64_t project_id) {
  return database.all(TINSMITH_VERSION_COLUMNS "WHERE project_id = ?1 ORDER BY id DESC", {project_id},
                      version_of);
}

Result<Done> remove_version(Database& database, std::int64_t project_id, std::int64_t id) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY(const auto version, find_version(database, project_id, id));
    if (!version) return fail(Fault::NotFound, "this project has no version with the id {}", id);
    TRY(const auto used, database.first("SELECT number FROM runs WHERE version_id = ?1", {id}));
    if (used)
      return fail(Fault::Conflict, "run {} was trained on version {}; remove the run first", used->integer(0),
                  version->number);
    TRY_DONE(database.run("DELETE FROM versions WHERE id = ?1", {id}));
    return Done{};
  });
}

Result<std::int64_t> add_run(Database& database, const Run& run) {
  return database.insert(
      "INSERT INTO runs (project_id, number, name, version_id, job_id, settings, created) VALUES (?1, "
      "(SELECT "
      "coalesce(max(number), 0) + 1 FROM runs WHERE project_id = ?1), ?2, ?3, 0, ?4, ?5)",
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
      database.first(TINSMITH_RUN_COLUMNS "WHERE runs.id = ?2 AND runs.project_id = ?1", {project_id, id}));
  return row ? std::optional(run_of(*row)) : std::nullopt;
}

Result<std::vector<Run>> list_runs(Database& database, std::int64_t project_id) {
  return database.all(TINSMITH_RUN_COLUMNS "WHERE runs.project_id = ?1 ORDER BY runs.id DESC", {project_id},
                      run_of);
}

Result<std::optional<Run>> newest_done_run(Database& database, std::int64_t project_id) {
  TRY(const auto row,
      database.first(TINSMITH_RUN_COLUMNS "WHERE runs.project_id = ?1 AND summary IS NOT NULL ORDER BY "
                                          "runs.id DESC LIMIT 1",
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

Result<Done> set_doubts(Database& database, std::int64_t project_id, const std::vector<Doubt>& doubts) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY_DONE(database.run("DELETE FROM doubts WHERE project_id = ?1", {project_id}));
    for (const Doubt& one : doubts)
      TRY_DONE(database.run(
          "INSERT INTO doubts (project_id, run_id, picture_id, revision, kind, message, doubt) VALUES "
          "(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
          {project_id, one.run_id, one.picture_id, one.revision, one.kind, one.message, one.doubt}));
    return Done{};
  });
}

Result<std::vector<Doubt>> list_doubts(Database& database, std::int64_t project_id, std::int64_t most) {
  return database.all(
      "SELECT run_id, picture_id, doubts.revision, name, hash, kind, message, doubt FROM doubts JOIN "
      "pictures "
      "ON pictures.id = picture_id AND pictures.revision = doubts.revision WHERE doubts.project_id = ?1 "
      "ORDER BY doubt DESC LIMIT ?2",
      {project_id, most}, [](const Row& row) {
        return Doubt{row.integer(0), row.integer(1), row.integer(2), row.text(3),
                     row.text(4),    row.text(5),    row.text(6),    row.real(7)};
      });
}

Result<Done> add_download(Database& database, const std::string& key_hash, const Download& download) {
  TRY_DONE(database.run(
      "INSERT INTO downloads (key_hash, project_id, path, name, job_id, created) VALUES (?1, ?2, ?3, "
      "?4, ?5, ?6)",
      {key_hash, download.project_id, download.path, download.name, value_of(download.job_id), now()}));
  return Done{};
}

Result<std::optional<Download>> find_download(Database& database, const std::string& key_hash) {
  TRY(const auto row,
      database.first("SELECT project_id, path, name, job_id FROM downloads WHERE key_hash = ?1", {key_hash}));
  if (!row) return std::optional<Download>();
  return std::optional(Download{row->integer(0), row->text(1), row->text(2), row->maybe_integer(3)});
}

#undef TINSMITH_VERSION_COLUMNS
#undef TINSMITH_RUN_COLUMNS

Result<Done> set_version_number(Database& database, std::int64_t id, std::int64_t number,
                                const std::string& created) {
  TRY_DONE(
      database.run("UPDATE versions SET number = ?2, created = ?3 WHERE id = ?1", {id, number, created}));
  return Done{};
}

Result<Done> set_run_number(Database& database, std::int64_t id, std::int64_t number,
                            const std::string& created) {
  TRY_DONE(database.run("UPDATE runs SET number = ?2, created = ?3 WHERE id = ?1", {id, number, created}));
  return Done{};
}

}  // namespace tinsmith::store
