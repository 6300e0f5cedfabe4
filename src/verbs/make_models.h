// verbs/make_models.h — third step of a training: the float and the int8 model of the trained network.
#pragma once

#include <vector>

#include "bundle/model.h"
#include "quant/quantize.h"
#include "train/fit.h"
#include "verbs/prepare_training.h"
#include "verbs/training_run.h"

namespace tinsmith::verbs {

struct TrainedModels {
  bundle::Model float_model, int8_model;
  quant::QuantizedModel quantized;          // measurements of the int8 model's layers
  std::vector<train::EpochRecord> records;  // of float and quantization-aware training
  double train_seconds = 0;                 // of both
};

// Quantizes the network and, if the settings ask for it, continues with quantization-aware training, whose
// result becomes the int8 model if it validates better.
Result<TrainedModels> make_models(const TrainingRun& run, const PreparedTraining& prepared,
                                  const train::FitResult& fitted);

}  // namespace tinsmith::verbs
