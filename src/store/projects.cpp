#include "store/projects.h"

#include <algorithm>
#include <array>

#include "store/store.h"

namespace tinsmith::store {
namespace {

// Colours that people with common colour vision deficiencies can tell apart (Okabe and
// Ito 2008), then darker variants.
constexpr std::array<std::string_view, 14> kColours{"#e69f00", "#56b4e9", "#009e73", "#d55e00", "#cc79a7",
                                                    "#0072b2", "#f0e442", "#8c6d31", "#7b4173", "#3b8c3b",
                                                    "#c44e52", "#4c72b0", "#937860", "#64b5cd"};

Result<Done> use_classes(Database& database, std::int64_t project_id, const std::vector<Class>& classes) {
  TRY(const auto before, database.query("SELECT id, name FROM classes WHERE project_id = ?1", {project_id}));
  for (const Row& row : before) {
    const bool is_kept = std::any_of(classes.begin(), classes.end(),
                                     [&](const Class& one) { return one.id == row.integer(0); });
    if (is_kept) continue;
    TRY(const auto used,
        database.first("SELECT (SELECT count(*) FROM boxes WHERE class_id = ?1) + (SELECT count(*) "
                       "FROM pictures WHERE class_id = ?1)",
                       {row.integer(0)}));
    if (used->integer(0) > 0)
      return fail(Fault::Conflict,
                  "class '{}' has {} labels, including those on pictures in the bin; merge it into another "
                  "class first, or rename it",
                  row.text(1), used->integer(0));
    TRY_DONE(database.run("DELETE FROM classes WHERE id = ?1", {row.integer(0)}));
  }
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const Class& one = classes[i];
    const auto position = static_cast<std::int64_t>(i);
    const std::string colour = one.colour.empty() ? colour_of_class(i) : one.colour;
    if (one.id == 0) {
      TRY_DONE(
          database.run("INSERT INTO classes (project_id, position, name, colour) VALUES (?1, ?2, ?3, ?4)",
                       {project_id, position, one.name, colour}));
      continue;
    }
    TRY(const auto changed,
        database.run("UPDATE classes SET position = ?3, name = ?4, colour = ?5 WHERE id = ?2 AND "
                     "project_id = ?1",
                     {project_id, one.id, position, one.name, colour}));
    if (changed == 0) return fail(Fault::NotFound, "this project has no class {}", one.id);
  }
  return Done{};
}

Result<std::vector<Class>> classes_of(Database& database, std::int64_t project_id) {
  return database.all("SELECT id, name, colour FROM classes WHERE project_id = ?1 ORDER BY position",
                      {project_id}, [](const Row& row) {
                        return Class{row.integer(0), row.text(1), row.text(2)};
                      });
}

}  // namespace

std::string colour_of_class(std::size_t position) {
  return std::string(kColours[position % kColours.size()]);
}

Result<std::int64_t> add_project(Database& database, const std::string& name, scene::Task task) {
  return database.insert("INSERT INTO projects (name, kind, created) VALUES (?1, ?2, ?3)",
                         {name, std::string(scene::name_of(task)), now()});
}

Result<std::optional<Project>> find_project(Database& database, std::int64_t id) {
  TRY(const auto row,
      database.first(
          "SELECT id, name, kind, created, (SELECT count(*) FROM pictures WHERE "
          "project_id = ?1 AND binned IS NULL), (SELECT count(*) "
          "FROM pictures WHERE project_id = ?1 AND state != 'unlabelled' AND "
          "model_job IS NULL AND binned IS NULL), "
          "(SELECT count(*) FROM versions WHERE "
          "project_id = ?1), (SELECT count(*) FROM runs WHERE project_id = ?1), "
          "(SELECT hash FROM pictures WHERE "
          "project_id = ?1 AND binned IS NULL ORDER BY id LIMIT 1), (SELECT count(*) FROM pictures WHERE "
          "project_id = ?1 AND model_job IS NOT NULL AND binned IS NULL), "
          "(SELECT count(*) FROM pictures WHERE project_id = ?1 AND binned IS NOT "
          "NULL), (SELECT count(DISTINCT session) FROM pictures WHERE project_id = ?1 AND session != '' "
          "AND state != 'unlabelled' AND model_job IS NULL AND binned IS NULL), "
          "(SELECT count(*) FROM pictures WHERE project_id = ?1 AND session != '' "
          "AND state != 'unlabelled' AND model_job IS NULL AND binned IS NULL) FROM projects WHERE id = ?1",
          {id}));
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
  TRY(project.classes, classes_of(database, id));
  return std::optional(std::move(project));
}

Result<std::vector<std::int64_t>> project_ids(Database& database, std::optional<std::int64_t> user_id) {
  return database.all(
      "SELECT id FROM projects WHERE ?1 IS NULL OR id IN (SELECT project_id FROM "
      "members WHERE user_id = ?1) ORDER BY id DESC",
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

Result<Done> set_classes(Database& database, std::int64_t project_id, const std::vector<Class>& classes) {
  std::vector<std::string> names;
  for (const Class& one : classes) names.push_back(one.name);
  std::sort(names.begin(), names.end());
  if (const auto twice = std::adjacent_find(names.begin(), names.end()); twice != names.end())
    return fail(Fault::Conflict, "two classes have the name '{}'; rename one of them", *twice);
  return database.all_or_nothing([&] { return use_classes(database, project_id, classes); });
}

Result<Merged> merge_classes(Database& database, std::int64_t project_id, std::int64_t from,
                             std::int64_t into) {
  if (from == into) return fail(Fault::InvalidInput, "a class cannot be merged into itself");
  Merged merged;
  const auto done = database.all_or_nothing([&]() -> Result<Done> {
    for (const std::int64_t id : {from, into}) {
      TRY(const auto row,
          database.first("SELECT 1 FROM classes WHERE id = ?1 AND project_id = ?2", {id, project_id}));
      if (!row) return fail(Fault::NotFound, "this project has no class {}", id);
    }
    TRY(merged.pictures,
        database.run("UPDATE pictures SET revision = revision + 1 WHERE class_id = ?1 OR id IN (SELECT "
                     "picture_id FROM boxes WHERE boxes.class_id = ?1)",
                     {from}));
    TRY(const auto boxes, database.run("UPDATE boxes SET class_id = ?2 WHERE class_id = ?1", {from, into}));
    TRY(const auto whole,
        database.run("UPDATE pictures SET class_id = ?2 WHERE class_id = ?1", {from, into}));
    merged.labels = boxes + whole;
    TRY_DONE(database.run("DELETE FROM doubts WHERE project_id = ?1 AND kind = 'class'", {project_id}));
    TRY_DONE(database.run(
        "UPDATE classes SET position = position - 1 WHERE project_id = ?1 AND position > (SELECT position "
        "FROM classes WHERE id = ?2)",
        {project_id, from}));
    TRY_DONE(database.run("DELETE FROM classes WHERE id = ?1", {from}));
    return Done{};
  });
  if (!done) return done.error();
  return merged;
}

Result<std::int64_t> class_named(Database& database, std::int64_t project_id, const std::string& name) {
  TRY(const auto row,
      database.first("SELECT id FROM classes WHERE project_id = ?1 AND name = ?2", {project_id, name}));
  if (row) return row->integer(0);
  TRY(const auto count, database.first("SELECT count(*) FROM classes WHERE project_id = ?1", {project_id}));
  const std::int64_t position = count->integer(0);
  return database.insert("INSERT INTO classes (project_id, position, name, colour) VALUES (?1, ?2, ?3, ?4)",
                         {project_id, position, name, colour_of_class(static_cast<std::size_t>(position))});
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
  TRY(const auto row,
      database.first(
          "SELECT count(*), coalesce(sum(id), 0), coalesce(sum(revision), 0), (SELECT "
          "group_concat(name) FROM classes WHERE project_id = ?1) FROM pictures WHERE project_id = "
          "?1 AND binned IS NULL",
          {id}));
  return fmt::format("{} {} {} {}", row->integer(0), row->integer(1), row->integer(2), row->text(3));
}

Result<Done> set_class_colour(Database& database, std::int64_t class_id, const std::string& colour) {
  TRY_DONE(database.run("UPDATE classes SET colour = ?2 WHERE id = ?1", {class_id, colour}));
  return Done{};
}

}  // namespace tinsmith::store
