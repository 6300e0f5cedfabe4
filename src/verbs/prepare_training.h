// verbs/prepare_training.h — first step of a training: resolves the settings, reads the data set and builds the
// network.
#pragma once

#include <string_view>

#include "bundle/model.h"
#include "graph/graph.h"
#include "heads/boxes.h"
#include "heads/heads.h"
#include "image/preparation.h"
#include "scene/box_grid.h"
#include "verbs/training_data.h"
#include "verbs/training_plan.h"
#include "verbs/training_run.h"

namespace tinsmith::boards {
struct Board;
}

namespace tinsmith::verbs {

struct PreparedTraining {
  TrainConfig config;  // every setting is resolved
  TrainingData data;
  const boards::Board* board = nullptr;  // target board, if any
  image::Preparation preparation;
  graph::Graph graph;       // initial weights; ends in logits
  scene::BoxGrid box_grid;  // box detectors only
  heads::BoxForm box_form = heads::BoxForm::Rows;

  scene::Task task() const { return data.network->task; }
  heads::Grid centroid_grid() const;        // output grid of a centroid network
  heads::BoxDecoding box_decoding() const;  // the board's rule, otherwise ours
  // Unit of the predictions: "pictures" or "objects".
  std::string_view objects_name() const { return heads::info_of(task()).unit; }
  TrainingPlan plan() const;

  // Returns the same network with decoded outputs.
  Result<graph::Graph> with_answer(graph::Graph graph) const;
  // Returns a network with decoded outputs as a model of this run, with the weights of this epoch.
  bundle::Model bundled(graph::Graph graph, std::int32_t epoch) const;
};

// Tells the watcher what was found in the data set and loaded from pretrained weights. Errors: those of
// prepare_training_data, network_of_weights, start_from, zoo::build and of unknown boards.
Result<PreparedTraining> prepare_training(const TrainingRun& run, TrainConfig config);

// Creates the run folder (unless `resume`) and writes the resolved settings and the split. Conflict when the
// folder already holds a run.
Result<Done> begin_run(const TrainingRun& run, const PreparedTraining& prepared, bool resume);

}  // namespace tinsmith::verbs
