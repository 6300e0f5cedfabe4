#include "verbs/mirroring.h"

#include "report/mirroring.h"

namespace tinsmith::verbs {

report::Mirroring mirroring_of(const train::MirrorCheck& check) {
  report::Mirroring mirroring;
  mirroring.objects = check.objects;
  mirroring.right = check.right;
  mirroring.right_mirrored = check.right_mirrored;
  for (const train::MirrorSwap& swap : check.swaps)
    mirroring.swaps.push_back({swap.truth, swap.answer, swap.count, swap.of});
  mirroring.changes_classes = check.changes_classes;
  return mirroring;
}

std::string decision_sentence(const train::MirrorCheck& check, std::string_view objects,
                              const std::vector<std::string>& classes) {
  if (!check.changes_classes)
    return "Mirrored pictures keep their classes: from now on, training also uses mirrored pictures.";
  return report::mirrored_sentence(mirroring_of(check), objects, classes) +
         " Mirrored pictures would have wrong labels, so mirroring stays off; --flip-horizontal 0.5 turns it "
         "on.";
}

std::optional<report::Mirroring> mirroring_report(const TrainConfig& config, const train::FitResult& fitted) {
  if (fitted.mirror_check.epoch == 0 || fitted.mirror_check.objects == 0) return std::nullopt;
  report::Mirroring mirroring = mirroring_of(fitted.mirror_check);
  mirroring.is_used = fitted.mirrors;
  mirroring.was_measured = config.flip_horizontal < 0;
  return mirroring;
}

}  // namespace tinsmith::verbs
