// Handlers for projects and their classes.
#include <algorithm>

#include "dataset/class_name.h"
#include "scene/task.h"
#include "serve/call.h"
#include "serve/handlers.h"
#include "serve/names.h"
#include "serve/start_job.h"
#include "store/classes.h"
#include "store/projects.h"
#include "store/runs.h"
#include "store/versions.h"
#include "studio/project_data.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

json project_json(const store::Project& project, store::Role role) {
  json classes = json::array();
  for (const store::Class& one : project.classes)
    classes.push_back({{"id", one.id}, {"name", one.name}, {"colour", one.colour}});
  json result{{"id", project.id},
              {"name", project.name},
              {"kind", scene::name_of(project.task)},
              {"classes", classes},
              {"pictures", project.pictures},
              {"labelled", project.labelled},
              {"by_model", project.by_model},
              {"in_bin", project.in_bin},
              {"sessions", project.sessions},
              {"in_sessions", project.in_sessions},
              {"versions", project.versions},
              {"runs", project.runs},
              {"role", store::name_of(role)},
              {"created", project.created}};
  if (project.cover) result["cover"] = *project.cover;
  return result;
}

Result<Reply> project_reply(Call& call, store::Database& database) {
  TRY(const auto project, project_of(call, database));
  return Reply(project_json(project, call.role));
}

bool is_colour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == text.npos;
}

// Creates a project; the user who makes it becomes its owner.
Result<std::int64_t> begin_project(Call& call, store::Database& database, const std::string& name,
                                   scene::Task task) {
  TRY(const auto id, store::add_project(database, name, task));
  if (call.asker.user_id != 0)
    TRY_DONE(store::set_role(database, id, call.asker.user_id, store::Role::Owner));
  return id;
}

}  // namespace

Result<Reply> list_projects(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto ids,
      store::project_ids(*database, call.asker.is_owner ? std::nullopt : std::optional(call.asker.user_id)));
  json list = json::array();
  for (const std::int64_t id : ids) {
    TRY(const auto project, store::find_project(*database, id));
    store::Role role = store::Role::Owner;
    if (!call.asker.is_owner) {
      TRY(role, store::role_in(*database, id, call.asker.user_id));
    }
    if (project) list.push_back(project_json(*project, role));
  }
  return Reply(json{{"projects", list}});
}

Result<Reply> make_project(Call& call) {
  const auto name = call.body.at("name").get<std::string>();
  TRY_DONE(check_name(name, "a project's name"));
  const auto task = *scene::find_task(call.body.at("kind").get<std::string>());  // the body was checked
  std::vector<store::Class> classes;
  for (const std::string& one :
       call.member<std::vector<std::string>>("classes").value_or(std::vector<std::string>())) {
    TRY_DONE(dataset::check_class_name(one));
    classes.push_back({0, one, ""});
  }
  TRY(auto database, call.database());
  std::int64_t id = 0;
  const auto made = database->all_or_nothing([&]() -> Result<Done> {
    TRY(id, begin_project(call, *database, name, task));
    return store::set_classes(*database, id, classes);
  });
  if (!made) return made.error();
  TRY(const auto project, store::find_project(*database, id));
  call.installation.events.publish({"project", id, id});
  return Reply(project_json(*project, store::Role::Owner));
}

Result<Reply> make_demo_project(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto id, begin_project(call, *database, kDemoName, scene::Task::Boxes));
  return start_job(call, *database, demo_job(id));
}

Result<Reply> restore_project(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto path, keep_upload(call));
  return start_job(call, *database,
                   new_job(store::JobKind::Restore, "Restoring a project",
                           {{"path", path}, {"name", call.text("name").value_or("")}}));
}

Result<Reply> get_project(Call& call) {
  TRY(auto database, call.database());
  return project_reply(call, *database);
}

Result<Reply> change_project(Call& call) {
  TRY(auto database, call.database());
  if (const auto name = call.member<std::string>("name")) {
    TRY_DONE(check_name(*name, "a project's name"));
    TRY_DONE(store::rename_project(*database, call.project(), *name));
  }
  call.publish("project");
  return project_reply(call, *database);
}

Result<Reply> delete_project(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto busy, store::active_job(*database, call.project()));
  if (busy) return fail(Fault::Conflict, "job {} of this project is still running; cancel it first", *busy);
  TRY(const auto versions, store::list_versions(*database, call.project()));
  TRY(const auto runs, store::list_runs(*database, call.project()));
  TRY_DONE(store::remove_project(*database, call.project()));
  std::error_code ignored;  // files that remain only take up space
  for (const store::Version& one : versions)
    std::filesystem::remove_all(call.store().version_folder(one.id), ignored);
  for (const store::Run& one : runs) std::filesystem::remove_all(call.store().run_folder(one.id), ignored);
  call.publish("project");
  return Reply(done());
}

Result<Reply> put_classes(Call& call) {
  std::vector<store::Class> classes;
  for (const json& one : call.body.at("classes")) {
    store::Class row{one.contains("id") && !one["id"].is_null() ? one["id"].get<std::int64_t>() : 0,
                     one.at("name").get<std::string>(), ""};
    TRY_DONE(dataset::check_class_name(row.name));
    if (one.contains("colour") && !one["colour"].is_null()) row.colour = one["colour"].get<std::string>();
    if (!row.colour.empty() && !is_colour(row.colour))
      return fail(Fault::InvalidInput, "'{}' is not a colour; a value such as #e69f00 is expected",
                  row.colour.substr(0, 100));
    classes.push_back(std::move(row));
  }
  TRY(auto database, call.database());
  TRY_DONE(store::set_classes(*database, call.project(), classes));
  call.publish("project");
  return project_reply(call, *database);
}

Result<Reply> merge_classes(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto merged, store::merge_classes(*database, call.project(), call.id("class"),
                                              call.body.at("into").get<std::int64_t>()));
  call.publish("project");
  call.publish("pictures");
  TRY(const auto project, project_of(call, *database));
  return Reply(json{{"pictures", merged.pictures},
                    {"labels", merged.labels},
                    {"project", project_json(project, call.role)}});
}

Result<Reply> back_up_project(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto project, project_of(call, *database));
  return start_download(call, *database,
                        new_job(store::JobKind::Backup, fmt::format("Packing {}", project.name)),
                        project.name + ".tinsmith.zip");
}

}  // namespace tinsmith::serve
