// verbs/write_models.h — fourth step of a training: chooses the thresholds and writes the model files.
#pragma once

#include <cstdint>

#include "bundle/model.h"
#include "verbs/make_models.h"
#include "verbs/prepare_training.h"
#include "verbs/training_run.h"

namespace tinsmith::verbs {

struct WrittenModels {
  TrainedModels trained;  // its models have their thresholds
  // Sizes of the files, and of the int8 model's arena on the target board.
  std::int64_t float_bytes = 0, int8_bytes = 0, arena_bytes = 0;
};

// Writes both models and the labels to the run folder. Errors: those of measure and of writing files.
Result<WrittenModels> write_models(const TrainingRun& run, const PreparedTraining& prepared,
                                   TrainedModels models);

}  // namespace tinsmith::verbs
