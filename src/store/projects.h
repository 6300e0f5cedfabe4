// store/projects.h — projects: a task, classes, pictures, versions and runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scene/task.h"
#include "store/classes.h"
#include "store/database.h"

namespace tinsmith::store {

struct Project {
  std::int64_t id = 0;
  std::string name, created;
  scene::Task task = scene::Task::Classification;
  std::vector<Class> classes;  // in their permanent order
  // Counts of pictures; those in the bin are counted only by `in_bin`. `labelled`: labelled by a person or
  // marked null. `by_model`: labelled by a model and not yet reviewed by a person. `in_sessions`: labelled
  // pictures that were recorded in a capture session; `sessions` is the number of these sessions.
  std::int64_t pictures = 0, labelled = 0, by_model = 0, in_bin = 0, versions = 0, runs = 0;
  std::int64_t sessions = 0, in_sessions = 0;
  std::optional<std::string> cover;
};

Result<std::int64_t> add_project(Database& database, const std::string& name, scene::Task task);
// Corrupt: the row holds the name of no task.
Result<std::optional<Project>> find_project(Database& database, std::int64_t id);
// Returns the projects of that member; nullopt: all projects.
Result<std::vector<std::int64_t>> project_ids(Database& database, std::optional<std::int64_t> user_id);
Result<std::optional<std::string>> project_name(Database& database, std::int64_t id);
// Returns whether there ever was a project, also one that was removed.
Result<bool> ever_had_projects(Database& database);
// Returns a text that differs whenever a class, a picture outside the bin or a label of the project has changed.
Result<std::string> content_stamp(Database& database, std::int64_t id);
Result<Done> rename_project(Database& database, std::int64_t id, const std::string& name);
// Removes the project with all its rows; the files stay until verify_store sweeps them.
Result<Done> remove_project(Database& database, std::int64_t id);

}  // namespace tinsmith::store
