// Implements `train_run` of studio/work.h.
#include <filesystem>

#include "base/files.h"
#include "base/json.h"
#include "heads/heads.h"
#include "store/runs.h"
#include "studio/preflight.h"
#include "studio/project_data.h"
#include "studio/work.h"
#include "verbs/run_folder.h"
#include "verbs/train_model.h"
#include "verbs/training_plan.h"
#include "zoo/zoo.h"

namespace tinsmith::studio {
namespace {

using nlohmann::json;

// Returns the figures of a report that the list of runs shows.
json summary_of(const json& report, scene::Task task) {
  const json &float_report = report.at("float"), &int8_report = report.at("int8");
  const heads::Headline& headline = heads::info_of(task).headline;
  const std::string metric(headline.key);
  const json interval = int8_report.value(metric + "_ci", json::array({nullptr, nullptr}));
  return {{"model", report.at("model")},
          {"metric_name", headline.title},
          {"float_metric", float_report.at(metric)},
          {"int8_metric", int8_report.at(metric)},
          {"int8_low", interval.at(0)},
          {"int8_high", interval.at(1)},
          {"int8_bytes", int8_report.at("bytes")},
          {"arena_bytes", int8_report.at("arena_bytes")},
          {"macs", int8_report.at("macs")},
          {"train_seconds", report.at("train_seconds")}};
}

verbs::TrainWatcher watcher_of(jobs::ChildProgress& progress) {
  verbs::TrainWatcher watcher;
  watcher.say = [](const std::string& sentence) {
    fmt::print("{}\n", sentence);
    std::fflush(stdout);
  };
  watcher.step = [&progress](const train::FitWatcher::Step& step) {
    progress.report("training", step.run_fraction, 1);
  };
  watcher.epoch = [](const train::EpochRecord& record, std::int32_t epochs, std::string_view metric) {
    fmt::print("{}\n", verbs::epoch_line(record, epochs, metric));
    std::fflush(stdout);
  };
  watcher.should_stop = [&progress] { return progress.should_stop(); };
  watcher.should_finish = [&progress] { return progress.wants_to_stop_and_keep(); };
  return watcher;
}

}  // namespace

Result<json> train_run(store::Store& store, const store::Job& job, jobs::ChildProgress& progress) {
  TRY(auto database, store.connect());
  TRY(const auto run,
      store::find_run(*database, job.project_id.value_or(0), job.spec.value("run_id", std::int64_t{0})));
  if (!run) return fail(Fault::NotFound, "the run no longer exists");
  TRY(const auto config, train_config_of(store, *database, *run));
  const verbs::RunFolder folder{store.run_folder(run->id)};
  std::error_code ignored;
  const bool resumes = std::filesystem::exists(folder.config(), ignored);
  progress.report("reading pictures", 0, 1);
  TRY(const auto outcome, verbs::train_model(config, folder.root, resumes, watcher_of(progress)));
  TRY(const auto text, read_text_file(folder.report_json()));
  TRY(const auto* network, zoo::find_network(config.model));
  json summary = summary_of(parse_json(text), network->task);
  TRY(const auto resolved, folder.resume());
  summary["size"] = resolved.size;
  TRY_DONE(store::set_run_summary(*database, run->id, summary));
  return json{{"message", outcome.verdict}, {"standing", outcome.standing}, {"run_id", run->id}};
}

}  // namespace tinsmith::studio
