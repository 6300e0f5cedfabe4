// studio/training.h — one call of `train_model`: train_model.cpp holds its steps, training_report.cpp the
// last.
#pragma once

#include <optional>
#include <vector>

#include "bundle/model.h"
#include "heads/boxes.h"
#include "heads/heads.h"
#include "quant/quantize.h"
#include "ranks/ranks.h"
#include "report/run_report.h"
#include "studio/lesson.h"
#include "studio/run_folder.h"
#include "studio/train_model.h"
#include "studio/training_plan.h"
#include "studio/watched.h"

namespace tinsmith::boards {
struct Board;
}

namespace tinsmith::studio {

// The steps in their order, each with what the ones before it left.
class Training {
 public:
  Training(TrainConfig config, RunFolder folder, const TrainWatcher& watcher, ranks::Ranks& ranks)
      : config_(std::move(config)),
        folder_(std::move(folder)),
        watcher_(watcher),
        ranks_(ranks),
        pool_(config_.threads) {}

  Result<Done> learn_lesson();
  // Makes the run folder (unless `resume`) and writes the settings as they were resolved, and the division.
  Result<Done> begin(bool resume);
  Result<Done> fit();
  Result<Done> make_models();
  // Goes on with the trained network, rounded as int8 rounds, and keeps what comes out where that validates
  // better.
  Result<Done> fit_int8();
  Result<TrainOutcome> report();

 private:
  Result<graph::Graph> starting_graph();
  heads::Grid grid() const;  // of a centroid network's answer
  std::unique_ptr<train::Objective> objective();
  heads::BoxDecoding box_decoding() const;  // the board's, else ours
  Result<train::FitResult> fit(const graph::Graph& graph, train::FitSettings settings,
                               const std::filesystem::path& checkpoint);
  // Writes what an epoch's network sees in the watched pictures.
  Result<Done> watch(const train::EpochRecord& record, graph::Graph graph);
  Result<graph::Graph> answering(graph::Graph graph) const;  // its outputs decoded
  Result<quant::QuantizedModel> quantized(graph::Graph graph);
  // What the best epoch is chosen by, of a whole model on the validation pictures.
  Result<double> validated(const bundle::Model& model);
  bundle::Model bundled(graph::Graph graph) const;
  void describe(report::RunReport& run) const;
  TrainingPlan plan() const;
  std::string_view objects_name() const {  // of what is answered
    return lesson_.network->answer == zoo::Answer::Classes ? "pictures" : "objects";
  }

  TrainConfig config_;
  RunFolder folder_;
  const TrainWatcher& watcher_;
  ranks::Ranks& ranks_;  // the first writes the files
  ThreadPool pool_;
  image::Preparation preparation_;
  const boards::Board* board_ = nullptr;  // that it is for, if any
  Lesson lesson_;
  graph::Graph graph_;       // as training starts
  scene::BoxGrid box_grid_;  // of a box detector,
  heads::BoxForm box_form_ = heads::BoxForm::Rows;
  std::optional<WatchedPictures> watched_;
  train::FitResult fitted_;
  std::int32_t float_epochs_ = 0;
  std::vector<train::EpochRecord> earlier_records_;  // before the fit that is running
  quant::Samples samples_;                           // that quantization looks at
  bundle::Model float_model_, int8_model_;
  quant::QuantizedModel quantized_;
  std::int64_t float_bytes_ = 0, int8_bytes_ = 0, arena_bytes_ = 0;
};

}  // namespace tinsmith::studio
