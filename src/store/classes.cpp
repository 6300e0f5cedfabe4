#include "store/classes.h"

#include <algorithm>
#include <array>

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
        database.first(
            R"(SELECT (SELECT count(*) FROM boxes WHERE class_id = ?1) + (SELECT count(*) FROM pictures
               WHERE class_id = ?1))",
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
        database.run(
            R"(UPDATE classes SET position = ?3, name = ?4, colour = ?5 WHERE id = ?2 AND project_id = ?1)",
            {project_id, one.id, position, one.name, colour}));
    if (changed == 0) return fail(Fault::NotFound, "this project has no class {}", one.id);
  }
  return Done{};
}

}  // namespace

Result<std::vector<Class>> list_classes(Database& database, std::int64_t project_id) {
  return database.all("SELECT id, name, colour FROM classes WHERE project_id = ?1 ORDER BY position",
                      {project_id}, [](const Row& row) {
                        return Class{row.integer(0), row.text(1), row.text(2)};
                      });
}

std::string colour_of_class(std::size_t position) {
  return std::string(kColours[position % kColours.size()]);
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
    TRY(merged.pictures, database.run(R"(UPDATE pictures SET revision = revision + 1
          WHERE class_id = ?1 OR id IN (SELECT picture_id FROM boxes WHERE boxes.class_id = ?1))",
                                      {from}));
    TRY(const auto boxes, database.run("UPDATE boxes SET class_id = ?2 WHERE class_id = ?1", {from, into}));
    TRY(const auto whole,
        database.run("UPDATE pictures SET class_id = ?2 WHERE class_id = ?1", {from, into}));
    merged.labels = boxes + whole;
    TRY_DONE(database.run("DELETE FROM doubts WHERE project_id = ?1 AND kind = 'class'", {project_id}));
    TRY_DONE(database.run(
        R"(UPDATE classes SET position = position - 1
           WHERE project_id = ?1 AND position > (SELECT position FROM classes WHERE id = ?2))",
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

Result<Done> set_class_colour(Database& database, std::int64_t class_id, const std::string& colour) {
  TRY_DONE(database.run("UPDATE classes SET colour = ?2 WHERE id = ?1", {class_id, colour}));
  return Done{};
}

}  // namespace tinsmith::store
