#include "store/versions.h"

#include "base/json.h"
#include "store/store.h"

namespace tinsmith::store {
namespace {

using nlohmann::json;

// A version counts as failed if its job has ended without completing it, for whatever reason.
constexpr std::string_view kSelectVersions = R"(SELECT id, project_id, number, name,
  CASE WHEN state = 'making' AND EXISTS (SELECT 1 FROM jobs
  WHERE jobs.id = job_id AND jobs.state IN ('failed', 'cancelled'))
    THEN 'failed' ELSE state END,
  hash, created, settings, pictures, train, val, test, leak, job_id FROM versions)";

std::string select_versions(std::string_view conditions) {
  return fmt::format("{} {}", kSelectVersions, conditions);
}

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
  version.settings = parse_json(row.text(7));
  version.pictures = row.integer(8);
  version.train = row.integer(9);
  version.val = row.integer(10);
  version.test = row.integer(11);
  version.leak = row.text(12);
  version.job_id = row.maybe_integer(13);
  return version;
}

}  // namespace

std::string_view name_of(VersionState state) {
  return kVersionStates[static_cast<std::size_t>(state)];
}

Result<std::int64_t> add_version(Database& database, std::int64_t project_id, const std::string& name,
                                 const json& settings) {
  return database.insert(
      R"(INSERT INTO versions (project_id, number, name, state, hash, settings, created, pictures,
         train, val, test, leak)
         VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM versions WHERE project_id = ?1), ?2,
         'making', '', ?3, ?4, 0, 0, 0, 0, ''))",
      {project_id, name, settings.dump(), now()});
}

Result<Done> finish_version(Database& database, const Version& version) {
  TRY_DONE(database.run(
      R"(UPDATE versions
         SET state = ?2, hash = ?3, pictures = ?4, train = ?5, val = ?6, test = ?7, leak = ?8
         WHERE id = ?1)",
      {version.id, std::string(name_of(version.state)), version.hash, version.pictures, version.train,
       version.val, version.test, version.leak}));
  return Done{};
}

Result<Done> set_version_job(Database& database, std::int64_t id, std::int64_t job_id) {
  TRY_DONE(database.run("UPDATE versions SET job_id = ?2 WHERE id = ?1", {id, job_id}));
  return Done{};
}

Result<std::optional<Version>> find_version(Database& database, std::int64_t project_id, std::int64_t id) {
  TRY(const auto row, database.first(select_versions("WHERE id = ?2 AND project_id = ?1"), {project_id, id}));
  return row ? std::optional(version_of(*row)) : std::nullopt;
}

Result<std::vector<Version>> list_versions(Database& database, std::int64_t project_id) {
  return database.all(select_versions("WHERE project_id = ?1 ORDER BY id DESC"), {project_id}, version_of);
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

Result<Done> set_version_number(Database& database, std::int64_t id, std::int64_t number,
                                const std::string& created) {
  TRY_DONE(
      database.run("UPDATE versions SET number = ?2, created = ?3 WHERE id = ?1", {id, number, created}));
  return Done{};
}

}  // namespace tinsmith::store
