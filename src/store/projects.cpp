#include "store/projects.h"

#include "store/store.h"

namespace tinsmith::store {
namespace {

constexpr std::string_view kSelectProject = R"(SELECT id, name, kind, created,
  (SELECT count(*) FROM pictures WHERE project_id = ?1 AND binned IS NULL),
  (SELECT count(*) FROM pictures WHERE project_id = ?1 AND state != 'unlabelled'
     AND model_job IS NULL AND binned IS NULL),
  (SELECT count(*) FROM versions WHERE project_id = ?1),
  (SELECT count(*) FROM runs WHERE project_id = ?1),
  (SELECT hash FROM pictures WHERE project_id = ?1 AND binned IS NULL ORDER BY id LIMIT 1),
  (SELECT count(*) FROM pictures WHERE project_id = ?1 AND model_job IS NOT NULL
     AND binned IS NULL),
  (SELECT count(*) FROM pictures WHERE project_id = ?1 AND binned IS NOT NULL),
  (SELECT count(DISTINCT session) FROM pictures WHERE project_id = ?1 AND session != ''
     AND state != 'unlabelled' AND model_job IS NULL AND binned IS NULL),
  (SELECT count(*) FROM pictures WHERE project_id = ?1 AND session != ''
     AND state != 'unlabelled' AND model_job IS NULL AND binned IS NULL)
  FROM projects WHERE id = ?1)";

}  // namespace

Result<std::int64_t> add_project(Database& database, const std::string& name, scene::Task task) {
  return database.insert("INSERT INTO projects (name, kind, created) VALUES (?1, ?2, ?3)",
                         {name, std::string(scene::name_of(task)), now()});
}

Result<std::optional<Project>> find_project(Database& database, std::int64_t id) {
  TRY(const auto row, database.first(kSelectProject, {id}));
  if (!row) return std::optional<Project>();
  Project project;
  project.id = row->integer(0);
  project.name = row->text(1);
  const auto task = scene::find_task(row->text(2));
  if (!task)
    return fail(Fault::Corrupt, "project {} has the kind '{}', which is not known", id, row->text(2));
  project.task = *task;
  project.created = row->text(3);
  project.pictures = row->integer(4);
  project.labelled = row->integer(5);
  project.versions = row->integer(6);
  project.runs = row->integer(7);
  project.cover = row->maybe_text(8);
  project.by_model = row->integer(9);
  project.in_bin = row->integer(10);
  project.sessions = row->integer(11);
  project.in_sessions = row->integer(12);
  TRY(project.classes, list_classes(database, id));
  return std::optional(std::move(project));
}

Result<std::vector<std::int64_t>> project_ids(Database& database, std::optional<std::int64_t> user_id) {
  return database.all(
      R"(SELECT id FROM projects
         WHERE ?1 IS NULL OR id IN (SELECT project_id FROM members WHERE user_id = ?1)
         ORDER BY id DESC)",
      {value_of(user_id)}, [](const Row& row) { return row.integer(0); });
}

Result<Done> rename_project(Database& database, std::int64_t id, const std::string& name) {
  TRY_DONE(database.run("UPDATE projects SET name = ?2 WHERE id = ?1", {id, name}));
  return Done{};
}

Result<Done> remove_project(Database& database, std::int64_t id) {
  return database.all_or_nothing([&]() -> Result<Done> {
    // The order matters, because pictures and runs refer to rows that a cascade would delete first.
    for (const char* sql :
         {"DELETE FROM boxes WHERE picture_id IN (SELECT id FROM pictures WHERE project_id = ?1)",
          "DELETE FROM pictures WHERE project_id = ?1", "DELETE FROM runs WHERE project_id = ?1",
          "DELETE FROM versions WHERE project_id = ?1", "DELETE FROM projects WHERE id = ?1"})
      TRY_DONE(database.run(sql, {id}));
    return Done{};
  });
}

Result<std::optional<std::string>> project_name(Database& database, std::int64_t id) {
  TRY(const auto row, database.first("SELECT name FROM projects WHERE id = ?1", {id}));
  return row ? std::optional(row->text(0)) : std::nullopt;
}

Result<bool> ever_had_projects(Database& database) {
  TRY(const auto row, database.first("SELECT seq FROM sqlite_sequence WHERE name = 'projects'"));
  return row.has_value();
}

Result<std::string> content_stamp(Database& database, std::int64_t id) {
  TRY(const auto row, database.first(
                          R"(SELECT count(*), coalesce(sum(id), 0), coalesce(sum(revision), 0),
                             (SELECT group_concat(name) FROM classes WHERE project_id = ?1)
                             FROM pictures WHERE project_id = ?1 AND binned IS NULL)",
                          {id}));
  return fmt::format("{} {} {} {}", row->integer(0), row->integer(1), row->integer(2), row->text(3));
}

}  // namespace tinsmith::store
