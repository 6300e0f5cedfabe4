// verbs/fit_network.h — second step of a training: float training, with predictions on watched pictures.
#pragma once

#include "train/fit.h"
#include "verbs/prepare_training.h"
#include "verbs/training_run.h"

namespace tinsmith::verbs {

// Trains the prepared network. While it trains, and at the end, the first rank writes the predictions of the
// best epoch to RunFolder::watched. Errors: those of train::fit, and of writing files.
Result<train::FitResult> fit_network(const TrainingRun& run, const PreparedTraining& prepared);

}  // namespace tinsmith::verbs
