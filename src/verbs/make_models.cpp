#include "verbs/make_models.h"

#include "heads/heads.h"
#include "verbs/calibration.h"
#include "verbs/quantization_aware.h"
#include "verbs/quantize_network.h"

namespace tinsmith::verbs {

Result<TrainedModels> make_models(const TrainingRun& run, const PreparedTraining& prepared,
                                  const train::FitResult& fitted) {
  run.watcher.say("Quantizing to INT8.");
  graph::Graph graph = fitted.graph;
  if (fitted.background_shift != 0) heads::shift_background(graph, fitted.background_shift);
  TRY(const auto samples,
      calibration_samples(prepared.data, prepared.preparation, prepared.config.seed, run.pool));
  TRY(auto int8, quantize_network(run, prepared, samples, graph, fitted.best_epoch));
  TrainedModels models;
  models.float_model = prepared.bundled(std::move(int8.quantized.float_graph), fitted.best_epoch);
  TRY(auto phase, train_quantization_aware(run, prepared, fitted, graph, samples, int8));
  if (phase.better) int8 = *std::move(phase.better);
  models.int8_model = std::move(int8.model);
  models.quantized = std::move(int8.quantized);
  models.records = fitted.records;
  models.records.insert(models.records.end(), phase.records.begin(), phase.records.end());
  models.train_seconds = fitted.seconds + phase.seconds;
  return models;
}

}  // namespace tinsmith::verbs
