#include "train/validation.h"

#include "train/open_loader.h"

namespace tinsmith::train {

Result<Validation> Validation::make(const FitArguments& arguments, Engine& engine, SharedBatch& batch) {
  TRY(auto loader, open_loader(arguments, arguments.data.validation, std::nullopt));
  return Validation(arguments, engine, batch, std::move(loader));
}

Objective::Score Validation::score_of(loader::Loader& loader) {
  loader.start_epoch(0, arguments_.data.validation);
  while (const auto part = loader.next()) {
    if (batch_.forward(engine_, *part, Engine::Mode::Inference, 0, arguments_.watcher.should_stop()))
      arguments_.objective.observe(batch_.outputs(), batch_.labels());
  }
  return arguments_.objective.take_score();
}

Result<MirrorCheck> Validation::check_mirrored(const Objective::Score& plain, std::int32_t epoch) {
  loader::AugmentSettings mirrored_only;
  mirrored_only.flip_horizontal = 1;
  mirrored_only.smallest_scale = mirrored_only.largest_scale = 1;
  mirrored_only.translate = mirrored_only.rotate_degrees = mirrored_only.cutout = 0;
  mirrored_only.brightness = mirrored_only.contrast = mirrored_only.saturation = mirrored_only.hue_degrees =
      0;
  TRY(const auto loader, open_loader(arguments_, arguments_.data.validation, mirrored_only));
  const Objective::Score mirrored = score_of(*loader);
  if (mirrored.truths != plain.truths) return MirrorCheck{};  // a box at the edge was ignored: no pairs
  MirrorCheck check = check_mirroring(plain.truths, plain.answers, mirrored.answers);
  check.epoch = epoch;
  return check;
}

}  // namespace tinsmith::train
