// verbs/training.h — the state and the steps of one call of `train_model`.
//
// train_model.cpp holds the steps, except the last one, which is in training_report.cpp.
#pragma once

#include <optional>
#include <vector>

#include "bundle/model.h"
#include "heads/boxes.h"
#include "heads/heads.h"
#include "quant/quantize.h"
#include "ranks/ranks.h"
#include "report/run_report.h"
#include "verbs/run_folder.h"
#include "verbs/train_model.h"
#include "verbs/training_data.h"
#include "verbs/training_plan.h"
#include "verbs/watched.h"

namespace tinsmith::boards {
struct Board;
}

namespace tinsmith::verbs {

// The steps must be called in this order; each uses the results of the earlier ones.
class Training {
 public:
  Training(TrainConfig config, RunFolder folder, const TrainWatcher& watcher, ranks::Ranks& ranks)
      : config_(std::move(config)),
        folder_(std::move(folder)),
        watcher_(watcher),
        ranks_(ranks),
        pool_(config_.threads) {}

  Result<Done> prepare_data();
  // Creates the run folder (unless `resume`) and writes the resolved settings and the split.
  Result<Done> begin(bool resume);
  Result<Done> fit();
  Result<Done> make_models();
  // Continues with quantization-aware training, and keeps the result if it validates better.
  Result<Done> fit_quantization_aware();
  Result<TrainOutcome> report();

 private:
  Result<graph::Graph> starting_graph();
  heads::Grid grid() const;  // output grid of a centroid network
  std::unique_ptr<train::Objective> objective();
  heads::BoxDecoding box_decoding() const;  // the board's rule, otherwise ours
  Result<train::FitResult> fit(const graph::Graph& graph, train::FitSettings settings,
                               const std::filesystem::path& checkpoint);
  // Writes the predictions of an epoch's network on the watched pictures.
  Result<Done> watch(const train::EpochRecord& record, graph::Graph graph);
  Result<graph::Graph> answering(graph::Graph graph) const;  // the same graph with decoded outputs
  Result<quant::QuantizedModel> quantized(graph::Graph graph);
  // Returns the metric that chooses the best epoch, for a complete model on the validation pictures.
  Result<double> validated(const bundle::Model& model);
  bundle::Model bundled(graph::Graph graph) const;
  void describe(report::RunReport& run) const;
  TrainingPlan plan() const;
  std::string_view objects_name() const {  // unit of the predictions
    return heads::info_of(data_.network->task).unit;
  }

  TrainConfig config_;
  RunFolder folder_;
  const TrainWatcher& watcher_;
  ranks::Ranks& ranks_;  // the first rank writes the files
  ThreadPool pool_;
  image::Preparation preparation_;
  const boards::Board* board_ = nullptr;  // target board, if any
  TrainingData data_;
  graph::Graph graph_;       // initial weights
  scene::BoxGrid box_grid_;  // box detectors only
  heads::BoxForm box_form_ = heads::BoxForm::Rows;
  std::optional<WatchedPictures> watched_;
  train::FitResult fitted_;
  std::int32_t float_epochs_ = 0;
  std::vector<train::EpochRecord> earlier_records_;  // from earlier fits
  quant::Samples samples_;                           // calibration samples
  bundle::Model float_model_, int8_model_;
  quant::QuantizedModel quantized_;
  std::int64_t float_bytes_ = 0, int8_bytes_ = 0, arena_bytes_ = 0;
};

}  // namespace tinsmith::verbs
