// verbs/mirroring.h — describes the result of the mirroring check (train/mirror_check.h) for users.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/run_report.h"
#include "train/fit.h"
#include "verbs/train_config.h"

namespace tinsmith::verbs {

report::Mirroring mirroring_of(const train::MirrorCheck& check);

// Returns a sentence with the decision that a mirroring check made during training, and the reason.
// `objects`: "pictures" or "objects".
std::string decision_sentence(const train::MirrorCheck& check, std::string_view objects,
                              const std::vector<std::string>& classes);

// Returns the mirroring report of a trained run; nullopt when nothing was measured.
std::optional<report::Mirroring> mirroring_report(const TrainConfig& config, const train::FitResult& fitted);

}  // namespace tinsmith::verbs
