#include "verbs/quantization_aware.h"

#include "quant/passes.h"
#include "quant/simulate.h"
#include "report/numbers.h"
#include "verbs/describe_run.h"
#include "verbs/fit_phase.h"
#include "verbs/measure.h"

namespace tinsmith::verbs {
namespace {

// Factor of the learning rate in this phase.
constexpr double kQuantizationAwareRateFactor = 0.1;

// Returns the metric that chooses the best epoch, for a complete model on the validation pictures.
Result<double> validation_metric_of(const TrainingRun& run, const PreparedTraining& prepared,
                                    const bundle::Model& model) {
  TRY(const auto measured, measure(model, prepared.data.dataset, prepared.data.split.validation, run.pool));
  return validation_metric(model, measured);
}

Result<train::FitSettings> quantization_aware_settings(const TrainConfig& config) {
  TRY(auto settings, fit_settings_of(config, TrainingPhase::Int8));
  settings.learning_rate *= kQuantizationAwareRateFactor;
  settings.schedule.warm_up = 0;
  settings.is_quantization_aware = true;
  return settings;
}

}  // namespace

Result<QuantizationAwareResult> train_quantization_aware(
    const TrainingRun& run, const PreparedTraining& prepared, const train::FitResult& fitted,
    const graph::Graph& graph, const quant::Samples& calibration_samples, const QuantizedNetwork& before) {
  const TrainConfig& config = prepared.config;
  if (config.quantization_aware <= 0 || run.watcher.should_finish()) return QuantizationAwareResult{};
  TRY(auto settings, quantization_aware_settings(config));
  run.watcher.say(fmt::format(
      "Quantization-aware training{}.",
      config.time_limit_s > 0 ? "" : " for " + report::counted(settings.epochs, "epoch", "epochs")));
  TRY(auto float_graph, quant::run_passes(graph));
  const graph::Graph simulated = quant::simulated(std::move(float_graph), before.model.graph);
  TRY(auto trained, fit_phase(run, prepared,
                              {.graph = simulated,
                               .settings = std::move(settings),
                               .checkpoint_file = run.folder.int8_checkpoint(),
                               .earlier_records = fitted.records,
                               .may_mirror = fitted.mirrors,
                               .watcher = {}}));
  TRY(auto after,
      quantize_network(run, prepared, calibration_samples, std::move(trained.graph), fitted.best_epoch));
  TRY(const double metric_before, validation_metric_of(run, prepared, before.model));
  TRY(const double metric_after, validation_metric_of(run, prepared, after.model));
  run.watcher.say(fmt::format("Validation metric of the int8 model: {:.4f} before, {:.4f} after.",
                              metric_before, metric_after));
  QuantizationAwareResult result{std::move(trained.records), trained.seconds, std::nullopt};
  for (train::EpochRecord& record : result.records)
    record.epoch += static_cast<std::int32_t>(fitted.records.size());
  if (metric_after > metric_before) result.better = std::move(after);
  return result;
}

}  // namespace tinsmith::verbs
