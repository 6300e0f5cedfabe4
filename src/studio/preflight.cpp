#include "studio/preflight.h"

#include <algorithm>
#include <chrono>

#include "base/random.h"
#include "boards/acceptance.h"
#include "boards/arena.h"
#include "boards/lowering.h"
#include "bundle/model.h"
#include "formats/tflite/tflite.h"
#include "graph/cost.h"
#include "heads/answer.h"
#include "infer/interpreter.h"
#include "quant/quantize.h"
#include "store/classes.h"
#include "store/projects.h"
#include "store/versions.h"
#include "studio/project_data.h"
#include "verbs/run_folder.h"
#include "verbs/train_settings.h"
#include "verbs/training_data.h"
#include "verbs/training_plan.h"

namespace tinsmith::studio {
namespace {

using nlohmann::json;

constexpr std::size_t kSamples = 5;
constexpr int kTimedRuns = 10;

// The network of the settings, built and quantized to int8, which is then checked.
struct Candidate {
  bundle::Model model;
  Bytes file;
  std::vector<std::string> operators;
  graph::Graph file_graph;  // as deployed to the board
};

quant::Samples noise(const image::Preparation& preparation) {
  quant::Samples samples;
  Rng random(1);
  for (std::size_t i = 0; i < kSamples; ++i) {
    std::vector<float> sample(static_cast<std::size_t>(preparation.size.width) *
                              static_cast<std::size_t>(preparation.size.height) *
                              static_cast<std::size_t>(preparation.channels));
    for (float& value : sample) value = static_cast<float>(random.uniform());
    samples.push_back(std::move(sample));
  }
  return samples;
}

Result<Candidate> candidate_of(const verbs::TrainConfig& config, const zoo::Network& network,
                               const boards::Board* board, const std::vector<std::string>& classes) {
  zoo::BuildSettings settings;
  settings.width = settings.height = config.size;
  settings.channels = config.channels;
  settings.classes = static_cast<std::int32_t>(classes.size());
  TRY(auto graph, zoo::build(network, settings));
  scene::BoxGrid grid;
  heads::BoxForm form = heads::BoxForm::Rows;
  if (network.box_grid != nullptr) {
    grid = network.box_grid(settings);
    if (board != nullptr) TRY_DONE(boards::check_box_channels(*board, config.channels));
    TRY(form, boards::box_form_for(board, grid));
  }
  TRY(auto with_answer, heads::with_answer(std::move(graph), network.task, &grid, form));
  if (board != nullptr) with_answer = boards::lowered_for(*board, std::move(with_answer));
  Candidate candidate;
  TRY(candidate.model.preparation, verbs::preparation_of(config));
  ThreadPool pool;
  SilentProgress progress;
  TRY(auto quantized, quant::quantize(with_answer, noise(candidate.model.preparation), {}, pool, progress));
  candidate.model.graph = std::move(quantized.graph);
  candidate.model.task = network.task;
  if (network.box_grid != nullptr && form == heads::BoxForm::Levels) candidate.model.levels = grid;
  candidate.model.classes = classes;
  candidate.model.name = network.name;
  TRY(candidate.file, bundle::to_tflite(candidate.model));
  TRY(auto read, formats::read_tflite(candidate.file));
  candidate.operators = std::move(read.operators);
  candidate.file_graph = std::move(read.graph);
  return candidate;
}

Result<double> milliseconds_of(const graph::Graph& graph) {
  TRY(auto interpreter, infer::Interpreter::make(graph));
  using Clock = std::chrono::steady_clock;
  std::vector<double> times;
  for (int i = 0; i < kTimedRuns; ++i) {
    const auto begin = Clock::now();
    interpreter.run();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  std::nth_element(times.begin(), times.begin() + kTimedRuns / 2, times.end());
  return times[kTimedRuns / 2];
}

void judge(json& answer, const boards::Board* board, const Candidate& candidate, std::int64_t arena_bytes) {
  answer["rules"] = json::array();
  answer["verdict"] = "unknown";
  answer["message"] = "No board is chosen, so the memory was not checked.";
  if (board == nullptr) return;
  const boards::Candidate examined{candidate.model.graph,
                                   candidate.model.task,
                                   candidate.model.levels,
                                   candidate.model.preparation,
                                   candidate.operators,
                                   static_cast<std::int64_t>(candidate.file.size()),
                                   arena_bytes};
  const auto findings = boards::examined(*board, examined);
  std::string broken;
  for (const boards::Finding& finding : findings)
    if (finding.kind == boards::Finding::Kind::Broken)
      broken += (broken.empty() ? "" : "; ") + finding.message;
  answer["rules"] = rules_json(findings);
  const bool has_limits = board->arena_bytes > 0 || !board->operators.empty();
  answer["verdict"] = !broken.empty() ? "does_not_fit" : has_limits ? "fits" : "unknown";
  answer["message"] = !broken.empty() ? fmt::format("It would not run on {}: {}", board->title, broken)
                      : has_limits    ? fmt::format("It will run on {}.", board->title)
                                      : fmt::format("The limits of {} are not known.", board->title);
}

}  // namespace

json rules_json(std::span<const boards::Finding> findings) {
  json rules = json::array();
  for (const boards::Finding& finding : findings)
    rules.push_back({{"name", finding.rule},
                     {"is_kept", finding.kind != boards::Finding::Kind::Broken},
                     {"is_remark", finding.kind == boards::Finding::Kind::Remark},
                     {"message", finding.message}});
  return rules;
}

Result<verbs::TrainConfig> train_config_of(store::Store& store, store::Database& database,
                                           const store::Run& run) {
  const json& settings = run.settings;
  TRY(const auto project, store::find_project(database, run.project_id));
  TRY(const auto version, store::find_version(database, run.project_id, run.version_id));
  if (!project || !version)
    return fail(Fault::NotFound, "this project has no version with the id {}", run.version_id);
  verbs::TrainConfig config;
  config.data = store.version_folder(version->id).string();
  config.model = zoo::default_network(project->task).name;
  verbs::take_settings(settings, config);
  if (settings.value("grey", json()) == true) config.channels = 1;
  config.from = settings.value("start", "");
  const json from_run = settings.value("from_run_id", json());
  const std::int64_t from = from_run.is_null() ? 0 : from_run.get<std::int64_t>();
  if (from != 0) {
    TRY(const auto earlier, store::find_run(database, run.project_id, from));
    if (!earlier) return fail(Fault::NotFound, "this project has no run with the id {}", from);
    config.from = verbs::RunFolder{store.run_folder(from)}.checkpoint().string();
  }
  TRY(config.augmentation, augmentation_of(version->settings.value("augmentation", json())));
  config.augment = config.augmentation.enable;
  // A fraction that the user chose is kept; the default is subject to the mirroring check.
  if (config.augmentation.flip_horizontal != loader::AugmentSettings().flip_horizontal)
    config.flip_horizontal = config.augmentation.flip_horizontal;
  TRY_DONE(check(config));
  TRY(const auto* network, zoo::find_network(config.model));
  verbs::resolve(config, *network);
  if (!config.board.empty()) TRY_DONE(boards::find_board(config.board));
  return config;
}

std::vector<std::string_view> boards_for(const zoo::Network& network) {
  std::vector<std::string_view> names;
  for (const boards::Board& board : boards::board_table()) {
    const bool knows_task =
        std::find(board.tasks.begin(), board.tasks.end(), network.task) != board.tasks.end();
    const bool takes_boxes =
        network.box_grid == nullptr || boards::box_form_for(&board, network.box_grid({})).has_value();
    if (knows_task && takes_boxes) names.push_back(board.name);
  }
  return names;
}

Result<json> preflight(store::Store& store, store::Database& database, const store::Run& planned) {
  TRY(const auto config, train_config_of(store, database, planned));
  TRY(const auto project, store::find_project(database, planned.project_id));
  TRY(const auto version, store::find_version(database, planned.project_id, planned.version_id));
  TRY(const auto* network, zoo::find_network(config.model));
  const boards::Board* board = nullptr;
  if (!config.board.empty()) {
    TRY(board, boards::find_board(config.board));
  }
  std::vector<std::string> classes;
  for (const store::Class& one : project->classes) classes.push_back(one.name);
  if (classes.empty())
    return fail(Fault::InvalidInput, "the project has no classes yet; label some pictures first");
  TRY(const auto candidate, candidate_of(config, *network, board, classes));
  const std::int64_t arena_bytes = boards::arena_on(board, candidate.file_graph).arena_bytes();
  TRY(const double milliseconds, milliseconds_of(candidate.model.graph));
  json answer{{"network", config.model},
              {"size", config.size},
              {"parameters", graph::parameter_count(candidate.model.graph)},
              {"macs", graph::multiply_accumulates(candidate.model.graph)},
              {"model_bytes", static_cast<std::int64_t>(candidate.file.size())},
              {"arena_bytes", arena_bytes},
              {"pc_milliseconds", milliseconds}};
  const auto plan = verbs::plan_of(config, version->train);
  if (plan.epochs > 0) answer["epochs"] = plan.epochs;
  answer["plan"] = plan.sentence();
  if (const std::string advice = verbs::size_advice(config); !advice.empty()) answer["advice"] = advice;
  judge(answer, board, candidate, arena_bytes);
  return answer;
}

}  // namespace tinsmith::studio
