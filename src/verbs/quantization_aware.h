// verbs/quantization_aware.h — the phase of quantization-aware training (QAT) after float training.
#pragma once

#include <optional>
#include <vector>

#include "quant/samples.h"
#include "train/fit.h"
#include "verbs/prepare_training.h"
#include "verbs/quantize_network.h"
#include "verbs/training_run.h"

namespace tinsmith::verbs {

struct QuantizationAwareResult {
  std::vector<train::EpochRecord> records;  // epochs counted on from those of float training
  double seconds = 0;
  std::optional<QuantizedNetwork> better;  // if it validates better than `before`
};

// Continues to train `graph`, the network of `fitted`, with the int8 ranges of `before`. Does nothing if the
// settings have no such phase, or the watcher asks to finish.
Result<QuantizationAwareResult> train_quantization_aware(
    const TrainingRun& run, const PreparedTraining& prepared, const train::FitResult& fitted,
    const graph::Graph& graph, const quant::Samples& calibration_samples, const QuantizedNetwork& before);

}  // namespace tinsmith::verbs
