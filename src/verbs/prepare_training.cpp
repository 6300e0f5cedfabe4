#include "verbs/prepare_training.h"

#include "base/files.h"
#include "base/json.h"
#include "boards/boards.h"
#include "train/sampling.h"
#include "verbs/calibration.h"
#include "verbs/starting_weights.h"
#include "verbs/target_board.h"

namespace tinsmith::verbs {
namespace {

zoo::BuildSettings build_settings_of(const PreparedTraining& prepared) {
  zoo::BuildSettings settings;
  settings.width = settings.height = prepared.config.size;
  settings.channels = prepared.config.channels;
  settings.classes = static_cast<std::int32_t>(prepared.data.dataset.classes.size());
  settings.seed = prepared.config.seed;
  return settings;
}

// Sets the grid of a box detector and the form in which its outputs are decoded.
Result<Done> prepare_boxes(PreparedTraining& prepared) {
  prepared.box_grid = prepared.data.network->box_grid(build_settings_of(prepared));
  if (prepared.board != nullptr)
    TRY_DONE(boards::check_box_channels(*prepared.board, prepared.config.channels));
  TRY(prepared.box_form, boards::box_form_for(prepared.board, prepared.box_grid));
  if (prepared.config.anchors == "fitted")
    fit_anchors(prepared.box_grid, prepared.data, prepared.preparation);
  return Done{};
}

// Fills in the settings whose defaults depend on the training pictures and the network's output.
void resolve_by_data(PreparedTraining& prepared) {
  TrainConfig& config = prepared.config;
  const auto& pictures = prepared.data.split.train;
  config = with_planned_length(std::move(config), std::ssize(pictures));
  if (prepared.task() == scene::Task::Centroids && config.object_weight <= 0)
    config.object_weight =
        train::balanced_object_weight(prepared.data.dataset, pictures, prepared.centroid_grid().cells());
}

}  // namespace

heads::Grid PreparedTraining::centroid_grid() const {
  const graph::Shape& shape = graph.tensor(graph.outputs[0]).shape;
  return {shape[1], shape[2], static_cast<std::int32_t>(data.dataset.classes.size())};
}

heads::BoxDecoding PreparedTraining::box_decoding() const {
  return board == nullptr ? heads::BoxDecoding{} : board->boxes;
}

TrainingPlan PreparedTraining::plan() const {
  return plan_of(config, std::ssize(data.split.train));
}

Result<graph::Graph> PreparedTraining::with_answer(graph::Graph graph) const {
  return heads::with_answer(std::move(graph), task(), &box_grid, box_form);
}

bundle::Model PreparedTraining::bundled(graph::Graph graph, std::int32_t epoch) const {
  bundle::Model model;
  model.graph = std::move(graph);
  model.task = task();
  if (task() == scene::Task::Boxes && box_form == heads::BoxForm::Levels) model.levels = box_grid;
  model.suppression = box_decoding().suppression;
  model.classes = data.dataset.classes;
  model.preparation = preparation;
  model.name = config.model;
  model.provenance = {{"data", std::filesystem::path(config.data).filename().string()},
                      {"seed", std::to_string(config.seed)},
                      {"epoch", std::to_string(epoch)}};
  if (board != nullptr) model.provenance[kBoardEntry] = board->name;
  return model;
}

Result<PreparedTraining> prepare_training(const TrainingRun& run, TrainConfig config) {
  PreparedTraining prepared;
  prepared.config = std::move(config);
  TRY_DONE(fit_settings_of(prepared.config));
  TRY(prepared.data, prepare_training_data(prepared.config, run.folder, run.pool));
  const std::string& from = prepared.config.from;
  if (!from.empty()) {
    TRY(prepared.data.network, network_of_weights(*prepared.data.network, from));
  }
  resolve(prepared.config, *prepared.data.network);
  if (!prepared.config.board.empty()) {
    TRY(prepared.board, boards::find_board(prepared.config.board));
  }
  TRY(prepared.preparation, preparation_of(prepared.config));
  for (const std::string& remark : prepared.data.remarks) run.watcher.say(remark);
  TRY(prepared.graph, zoo::build(*prepared.data.network, build_settings_of(prepared)));
  if (prepared.data.network->box_grid != nullptr) TRY_DONE(prepare_boxes(prepared));
  TRY(const auto sentence, start_from(prepared.graph, *prepared.data.network, from));
  run.watcher.say(sentence);
  resolve_by_data(prepared);
  return prepared;
}

Result<Done> begin_run(const TrainingRun& run, const PreparedTraining& prepared, bool resume) {
  if (!run.ranks.is_first()) return Done{};
  std::error_code ignored;
  if (!resume) {
    TrainConfig config = prepared.config;
    // The run may be used from another working directory.
    if (const auto path = std::filesystem::absolute(config.data, ignored); !ignored)
      config.data = path.string();
    TRY_DONE(run.folder.begin(config));
  }
  if (std::filesystem::exists(run.folder.split(), ignored)) return Done{};
  TRY_DONE(write_file(run.folder.data_record(), to_text(prepared.data.record)));
  return write_file(run.folder.split(),
                    dataset::to_json(prepared.data.split, prepared.data.dataset).dump(1) + "\n");
}

}  // namespace tinsmith::verbs
