// Handlers for training runs and their results.
#include "serve/runs.h"

#include "base/files.h"
#include "base/json.h"
#include "serve/handlers.h"
#include "serve/names.h"
#include "serve/start_job.h"
#include "store/versions.h"
#include "studio/ask_model.h"
#include "studio/preflight.h"
#include "verbs/run_folder.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

json run_json(const store::Run& run) {
  json result{{"id", run.id},
              {"number", run.number},
              {"name", run.name},
              {"version_id", run.version_id},
              {"version_number", run.version_number},
              {"job_id", run.job_id},
              {"state", store::name_of(run.state)},
              {"created", run.created},
              {"settings", run.settings}};
  if (run.summary.is_object()) result.update(run.summary);
  return result;
}

json json_file(const std::filesystem::path& path) {
  const auto text = read_text_file(path);
  return text ? parse_json(*text) : json();
}

json epochs_of(const verbs::RunFolder& folder) {
  json epochs = json::array();
  const auto text = read_text_file(folder.log());
  if (!text) return epochs;  // no epoch is complete yet
  constexpr const char* kShown[] = {
      "epoch",         "train_loss",        "validation_loss", "validation_metric",
      "learning_rate", "images_per_second", "seconds",         "is_best"};
  for (std::size_t begin = 0; begin < text->size();) {
    const std::size_t end = std::min(text->find('\n', begin), text->size());
    const json line = parse_json(text->substr(begin, end - begin));
    begin = end + 1;
    if (!line.is_object()) continue;
    json epoch;
    for (const char* key : kShown) epoch[key] = line.value(key, json(0));
    epochs.push_back(std::move(epoch));
  }
  return epochs;
}

store::Run planned_run(Call& call) {
  store::Run run;
  run.project_id = call.project();
  run.version_id = call.body.at("version_id").get<std::int64_t>();
  run.settings = call.body;
  return run;
}

}  // namespace

Result<store::Run> run_of(const Call& call, store::Database& database, std::int64_t id) {
  TRY(const auto run, store::find_run(database, call.project(), id));
  if (!run) return fail(Fault::NotFound, "this project has no run with the id {}", id);
  return *run;
}

Result<store::Run> finished_run_of(const Call& call, store::Database& database) {
  TRY(auto run, run_of(call, database, call.id("run")));
  if (run.state != store::JobState::Done)
    return fail(Fault::Conflict, "run {} is {}, not finished", run.number, store::name_of(run.state));
  return run;
}

Result<Reply> preflight(Call& call) {
  TRY(auto database, call.database());
  TRY(auto answer, studio::preflight(call.store(), *database, planned_run(call)));
  return Reply(std::move(answer));
}

Result<Reply> list_runs(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto runs, store::list_runs(*database, call.project()));
  return list_reply("runs", runs, run_json);
}

Result<Reply> start_run(Call& call) {
  TRY(auto database, call.database());
  store::Run run = planned_run(call);
  run.name = call.member<std::string>("name").value_or("");
  if (!run.name.empty()) TRY_DONE(check_name(run.name, "a run's name"));
  TRY(const auto version, store::find_version(*database, call.project(), run.version_id));
  if (!version || version->state != store::VersionState::Ready)
    return fail(Fault::Conflict, "the version to train on is not ready; make one, or wait until it is");
  TRY_DONE(studio::train_config_of(call.store(), *database, run));
  if (call.member<std::string>("board")) {
    TRY(const auto checked, studio::preflight(call.store(), *database, run));
    if (checked.at("verdict") == "does_not_fit")
      return fail(Fault::Refused, "{}", checked.at("message").get<std::string>());
  }
  const store::Job job =
      new_job(store::JobKind::Train, fmt::format("Training on version {}", version->number));
  const auto add = [&] { return store::add_run(*database, run); };
  TRY(const auto id, start_job_on(call, *database, {add, job, "run_id", store::set_run_job}));
  TRY(const auto started, run_of(call, *database, id));
  return Reply(run_json(started));
}

Result<Reply> get_run(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, run_of(call, *database, call.id("run")));
  const verbs::RunFolder folder{call.store().run_folder(run.id)};
  json config = json_file(folder.config());
  if (config.is_object()) config.erase("data");  // contains a path of this machine
  Reply reply(json{{"run", run_json(run)},
                   {"epochs", epochs_of(folder)},
                   {"config", config},
                   {"report", json_file(folder.report_json())},
                   {"files", run_files_json(folder.root)}});
  if (json watched = json_file(folder.watched()); watched.is_object())
    reply.body["watched"] = std::move(watched);
  return reply;
}

Result<Reply> delete_run(Call& call) {
  TRY(auto database, call.database());
  TRY_DONE(store::remove_run(*database, call.project(), call.id("run")));
  std::error_code ignored;  // files that remain only take up space
  std::filesystem::remove_all(call.store().run_folder(call.id("run")), ignored);
  call.publish("project");
  return Reply(done());
}

Result<Reply> stop_run(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, run_of(call, *database, call.id("run")));
  TRY_DONE(call.installation.queue.stop(run.job_id));
  return Reply(done("It stops after the current epoch and keeps the best one."));
}

Result<Reply> predict(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, run_of(call, *database, call.id("run")));
  TRY(const auto project, store::find_project(*database, call.project()));
  const verbs::RunFolder folder{call.store().run_folder(run.id)};
  const bool wants_float = call.text("precision").value_or("int8") == "float";
  TRY(const auto bytes, read_file(call.upload->path()));
  TRY(const auto answer,
      call.installation.models.ask(wants_float ? folder.float_model() : folder.int8_model(), bytes,
                                   call.real("threshold")));
  json boxes = json::array();
  for (const auto& [box, score] : studio::suggested(answer, *project, answer.threshold).boxes)
    boxes.push_back({{"class_id", box.class_id},
                     {"x", box.x},
                     {"y", box.y},
                     {"width", box.width},
                     {"height", box.height},
                     {"score", score}});
  return Reply(json{{"width", answer.size.width},
                    {"height", answer.size.height},
                    {"milliseconds", answer.seen.milliseconds},
                    {"boxes", boxes},
                    {"scores", answer.seen.probabilities}});
}

}  // namespace tinsmith::serve
