// verbs/report_training.h — last step of a training: measures the models and writes the report.
#pragma once

#include "train/fit.h"
#include "verbs/prepare_training.h"
#include "verbs/training_run.h"
#include "verbs/write_models.h"

namespace tinsmith::verbs {

// Measures both models on the test pictures, or on the validation pictures if there are none, and writes
// report.json and report.html. InvalidInput when none of these pictures can be read.
Result<TrainOutcome> report_training(const TrainingRun& run, const PreparedTraining& prepared,
                                     const train::FitResult& fitted, const WrittenModels& written);

}  // namespace tinsmith::verbs
