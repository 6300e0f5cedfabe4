// Handlers for training runs and their results.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/files.h"
#include "base/progress.h"
#include "boards/boards.h"
#include "heads/heads.h"
#include "serve/answer.h"
#include "serve/call.h"
#include "serve/downloads.h"
#include "serve/handlers.h"
#include "serve/names.h"
#include "serve/secrets.h"
#include "store/downloads.h"
#include "store/projects.h"
#include "store/runs.h"
#include "store/versions.h"
#include "studio/ask_model.h"
#include "studio/preflight.h"
#include "studio/zip_file.h"
#include "verbs/run_folder.h"
#include "verbs/score_boxes.h"
#include "verbs/train_settings.h"
#include "zoo/zoo.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

// The downloadable files of a run's folder, with a description.
struct RunFile {
  std::string_view name, about;
};
constexpr RunFile kRunFiles[] = {
    {"model.int8.tflite", "the model for boards"},
    {"model.float.tflite", "the model before it was quantized"},
    {"labels.txt", "the class names, one per line, in the order of the model's output"},
    {"report.html", "the report as a web page"},
    {"report.json", "the report as JSON"},
    {"thresholds.json", "the metrics of each model at each threshold, as JSON"},
    {"config.json", "all settings"},
    {"log.jsonl", "the training log, one line per epoch"},
    {"split.json", "the pictures of each split"},
    {"ground_truth.json", "the ground truth of the test pictures, in COCO format"},
    {"detections.json", "the detections of the int8 model, in COCO format"},
};

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

Result<store::Run> run_of(Call& call, store::Database& database, std::int64_t id) {
  TRY(const auto run, store::find_run(database, call.project(), id));
  if (!run) return fail(Fault::NotFound, "this project has no run with the id {}", id);
  return *run;
}

json json_file(const std::filesystem::path& path) {
  const auto text = read_text_file(path);
  return text ? json::parse(*text, nullptr, false) : json();
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
    const json line = json::parse(text->substr(begin, end - begin), nullptr, false);
    begin = end + 1;
    if (!line.is_object()) continue;
    json epoch;
    for (const char* key : kShown) epoch[key] = line.value(key, json(0));
    epochs.push_back(std::move(epoch));
  }
  return epochs;
}

json files_of(const verbs::RunFolder& folder) {
  json files = json::array();
  for (const RunFile& file : kRunFiles) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(folder.root / file.name, error);
    if (!error) files.push_back({{"name", file.name}, {"bytes", bytes}, {"about", file.about}});
  }
  return files;
}

// Without paired pictures, the interval of the difference is computed from the two intervals (Newcombe 1998,
// "Interval estimation for the difference between independent proportions", method 10).
json compared_by_intervals(const store::Run& a, const store::Run& b) {
  const auto figure = [](const store::Run& run, const char* name) {
    const json value = run.summary.value(name, json());
    return value.is_number() ? value.get<double>() : 0.0;
  };
  const double at_a = figure(a, "int8_metric"), at_b = figure(b, "int8_metric"), difference = at_b - at_a;
  const double low = difference - std::hypot(at_b - figure(b, "int8_low"), figure(a, "int8_high") - at_a);
  const double high = difference + std::hypot(figure(b, "int8_high") - at_b, at_a - figure(a, "int8_low"));
  const bool b_is_better = low > 0, a_is_better = high < 0;
  const std::string metric = a.summary.value("metric_name", "");
  const std::string verdict = b_is_better   ? fmt::format("Run {} is better.", b.number)
                              : a_is_better ? fmt::format("Run {} is better.", a.number)
                                            : "The difference is not statistically significant.";
  return {{"message", fmt::format("{} {} of run {}: {:.1f} %, of run {}: {:.1f} %. {}", "int8", metric,
                                  a.number, 100 * at_a, b.number, 100 * at_b, verdict)},
          {"detail",
           {{"a", a.summary}, {"b", b.summary}, {"difference", difference}, {"difference_ci", {low, high}}}}};
}

// Returns the sentence for a paired comparison of two detectors on the same pictures.
std::string paired_sentence(const store::Run& a, const store::Run& b, const json& detail) {
  const json& figure = detail.at("map50");
  const json better = figure.value("better", json());
  const std::string verdict = better == "a"   ? fmt::format("Run {} is better", a.number)
                              : better == "b" ? fmt::format("Run {} is better", b.number)
                                              : std::string("No significant difference");
  return fmt::format("{}: int8 mAP50 of run {} is {:.1f} %, of run {} {:.1f} %, on the same {} pictures.",
                     verdict, a.number, 100 * figure.at("a").get<double>(), b.number,
                     100 * figure.at("b").get<double>(), detail.at("images").get<std::int64_t>());
}

store::Run planned_run(Call& call) {
  store::Run run;
  run.project_id = call.project();
  run.version_id = call.body.at("version_id").get<std::int64_t>();
  run.settings = call.body;
  return run;
}

}  // namespace

Result<Reply> list_networks(Call&) {
  std::vector<zoo::Network> networks(zoo::networks().begin(), zoo::networks().end());
  std::stable_partition(networks.begin(), networks.end(), [](const auto& one) { return one.is_default; });
  json list = json::array();
  for (const zoo::Network& network : networks) {
    verbs::TrainConfig usual;
    verbs::resolve(usual, network);
    list.push_back({{"name", network.name},
                    {"about", network.about},
                    {"kind", scene::name_of(network.task)},
                    {"size", usual.size},
                    {"size_step", network.stride},
                    {"batch", usual.batch},
                    {"learning_rate", usual.learning_rate},
                    {"boards", studio::boards_for(network)}});
  }
  return Reply(json{{"networks", list}, {"settings", verbs::settings_for_form()}});
}

Result<Reply> list_boards(Call&) {
  json list = json::array();
  for (const boards::Board& board : boards::board_table()) {
    json one{{"name", board.name}, {"title", board.title}, {"about", board.about}};
    if (board.greatest_side_px > 0) one["greatest_side"] = board.greatest_side_px;
    if (board.arena_bytes > 0) one["arena_bytes"] = board.arena_bytes;
    if (board.model_bytes > 0) one["model_bytes"] = board.model_bytes;
    one["side_multiple"] = board.side_multiple;
    if (!board.loads.empty()) one.update({{"loads", board.loads}, {"converter", board.converter}});
    if (board.fastest_ms_per_million > 0)
      one["ms_per_million"] = {board.fastest_ms_per_million, board.slowest_ms_per_million};
    list.push_back(std::move(one));
  }
  return Reply(json{{"boards", list}});
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
                   {"files", files_of(folder)}});
  if (json watched = json_file(folder.watched()); watched.is_object())
    reply.body["watched"] = std::move(watched);
  return reply;
}

Result<Reply> delete_run(Call& call) {
  TRY(auto database, call.database());
  TRY_DONE(store::remove_run(*database, call.project(), call.id("run")));
  std::error_code ignored;  // files that remain only take up space
  std::filesystem::remove_all(call.store().run_folder(call.id("run")), ignored);
  call.tell("project");
  return Reply(done());
}

Result<Reply> stop_run(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, run_of(call, *database, call.id("run")));
  TRY_DONE(call.installation.queue.stop(run.job_id));
  return Reply(done("It stops after the current epoch and keeps the best one."));
}

Result<Reply> compare_runs(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto a, run_of(call, *database, *call.whole("a")));
  TRY(const auto b, run_of(call, *database, *call.whole("b")));
  if (a.summary.is_null() || b.summary.is_null())
    return fail(Fault::Conflict, "both runs must be finished before they can be compared");
  const std::string_view of_boxes = heads::info_of(scene::Task::Boxes).headline.title;
  if (a.summary.value("metric_name", "") != of_boxes) return Reply(compared_by_intervals(a, b));
  TRY(const auto report,
      verbs::compare_boxes({call.store().run_folder(a.id), call.store().run_folder(b.id), ""}));
  const json detail = json::parse(report.json.dump());
  return Reply(json{{"message", paired_sentence(a, b, detail)}, {"detail", detail}});
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

Result<Reply> get_run_file(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, run_of(call, *database, call.id("run")));
  const std::string& name = call.word("file");
  const bool is_known = std::any_of(std::begin(kRunFiles), std::end(kRunFiles),
                                    [&](const RunFile& file) { return file.name == name; });
  const auto path = call.store().run_folder(run.id) / name;
  std::error_code ignored;
  if (!is_known || !std::filesystem::exists(path, ignored))
    return fail(Fault::NotFound, "this run has no file {}", name);
  Reply reply = Reply::of_file(path, std::string(content_type_of(name)));
  // Sent as a download: a report is an independent page and must not run as a page of this server.
  reply.save_as = fmt::format("run{}-{}", run.number, name);
  return reply;
}

Result<Reply> download_run(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, run_of(call, *database, call.id("run")));
  if (run.state != store::JobState::Done)
    return fail(Fault::Conflict, "run {} is {}, not finished", run.number, store::name_of(run.state));
  TRY(const auto project, project_of(call, *database));
  const std::string key = random_token(), path = "downloads/" + hash_of_token(key);
  const auto folder = call.store().run_folder(run.id);
  TRY(auto zip, studio::ZipWriter::start(call.store().root() / path));
  for (const RunFile& file : kRunFiles)
    if (std::error_code ignored; std::filesystem::exists(folder / file.name, ignored))
      TRY_DONE(zip.add(std::string(file.name), folder / file.name));
  SilentProgress progress;
  TRY_DONE(zip.finish(progress));
  const std::string name = fmt::format("{}-run{}.zip", project.name, run.number);
  TRY_DONE(store::add_download(*database, hash_of_token(key), {call.project(), path, name, {}}));
  return Reply(json{{"url", fmt::format("/api/v1/raw/{}/{}", key, "file.zip")}});
}

}  // namespace tinsmith::serve
