// studio/mirroring.h — what a measurement of mirrored pictures (train/mirror_check.h) came to, for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/run_report.h"
#include "studio/train_config.h"
#include "train/fit.h"

namespace tinsmith::studio {

report::Mirroring mirroring_of(const train::MirrorCheck& check);

// What a measurement in the middle of the training decided, and why. `objects`: "pictures" or "objects".
std::string decision_sentence(const train::MirrorCheck& check, std::string_view objects,
                              const std::vector<std::string>& classes);

// Of a run that has been trained; nothing where nothing was measured.
std::optional<report::Mirroring> mirroring_report(const TrainConfig& config, const train::FitResult& fitted);

}  // namespace tinsmith::studio
