// Implements the validation and the mirroring check of Fit (train/fit_run.h).
#include <algorithm>

#include "train/fit_run.h"

namespace tinsmith::train {
namespace {

// Fraction of the schedule after which mirrored pictures are checked, after every epoch until the result is
// clear: most networks can distinguish the classes by then.
constexpr double kMirrorCheck_part = 0.25;
// Fraction of the schedule from which it is enough that the network is better than guessing: classes that
// look alike may never be predicted correctly in most cases.
constexpr double kLenientMirrorCheck_part = 0.5;
// Tolerance: the schedule's progress is a sum of fractions such as 1 / 40, and each addition rounds.
constexpr double kProgressRounding = 1e-9;

void fill_input(std::span<float> input, std::span<const std::uint8_t> pixels) {
  constexpr float kScale = 1.0f / 255;
  for (std::size_t i = 0; i < pixels.size(); ++i) input[i] = static_cast<float>(pixels[i]) * kScale;
}

}  // namespace

Fit::LoaderOf Fit::loader_of(const std::vector<std::size_t>& pictures,
                             const std::optional<loader::AugmentSettings>& augmentation) {
  loader::LoaderSettings settings;
  settings.preparation = data_.preparation;
  settings.augmentation = augmentation;
  settings.batch = settings_.batch;
  settings.seed = settings_.seed;
  settings.threads = loader_threads_;
  settings.part = static_cast<std::size_t>(ranks_.rank());
  settings.parts = static_cast<std::size_t>(ranks_.count());
  return loader::Loader::make(data_.dataset, pictures, settings);
}

Fit::LoaderOf Fit::train_loader() {
  loader::AugmentSettings augmentation = data_.augmentation;
  if (!mirrors()) augmentation.flip_horizontal = 0;
  return loader_of(data_.train, augmentation);
}

bool Fit::answer(const loader::Batch& batch, Engine::Mode mode, std::uint64_t step_seed) {
  shared_.gather(batch, watcher_.should_stop());
  if (shared_.pictures() == 0) return false;
  fill_input(engine_.input(), batch.pixels);
  engine_.forward(static_cast<std::int32_t>(batch.indices.size()), mode, step_seed,
                  static_cast<std::int64_t>(shared_.first_picture()));
  shared_.gather(engine_);
  return true;
}

Objective::Score Fit::score(loader::Loader& loader) {
  loader.start_epoch(0, data_.validation);
  while (const auto batch = loader.next()) {
    if (answer(*batch, Engine::Mode::Inference, 0)) objective_.observe(shared_.outputs(), shared_.labels());
  }
  return objective_.take_score();
}

Result<Done> Fit::validate(EpochRecord& record) {
  const Weights trained = current();
  use({{average_values_.values().begin(), average_values_.values().end()},
       {average_statistics_.values().begin(), average_statistics_.values().end()}});
  const Objective::Score plain = score(*validation_loader_);
  record.validation_metric = plain.metric;
  record.validation_loss = plain.loss;
  record.background_shift = plain.background_shift;
  if (data_.measures_mirroring && state_.mirroring == 0 && has_reached(kMirrorCheck_part))
    TRY_DONE(decide_mirroring(plain, record.epoch));
  use(trained);
  return Done{};
}

bool Fit::has_reached(double part) const {
  return state_.progress >= part - kProgressRounding;
}

Result<MirrorCheck> Fit::check_mirrored(const Objective::Score& plain, std::int32_t epoch) {
  loader::AugmentSettings mirrored_only;
  mirrored_only.flip_horizontal = 1;
  mirrored_only.smallest_scale = mirrored_only.largest_scale = 1;
  mirrored_only.translate = mirrored_only.rotate_degrees = mirrored_only.cutout = 0;
  mirrored_only.brightness = mirrored_only.contrast = mirrored_only.saturation = mirrored_only.hue_degrees =
      0;
  TRY(const auto loader, loader_of(data_.validation, mirrored_only));
  const Objective::Score mirrored = score(*loader);
  if (mirrored.truths != plain.truths) return MirrorCheck{};  // a box at the edge was ignored: no pairs
  MirrorCheck check = check_mirroring(plain.truths, plain.answers, mirrored.answers);
  check.epoch = epoch;
  return check;
}

Result<Done> Fit::decide_mirroring(const Objective::Score& plain, std::int32_t epoch) {
  TRY(const MirrorCheck check, check_mirrored(plain, epoch));
  const bool keeps_classes =
      has_reached(kLenientMirrorCheck_part) ? check.seems_to_keep_classes : check.keeps_classes;
  if (!check.changes_classes && !keeps_classes) return Done{};  // checks again after the next epoch
  state_.mirroring = check.changes_classes ? -1 : 1;
  watcher_.mirroring(check);
  if (mirrors()) {
    TRY(train_loader_, train_loader());
  }
  return Done{};
}

Result<FitResult> Fit::result(std::string why) {
  FitResult result;
  result.graph = best_graph();
  result.records = state_.records;
  result.best_epoch = state_.best_epoch;
  result.background_shift = best_record() != nullptr ? best_record()->background_shift : 0;
  result.stopped_because = std::move(why);
  result.seconds = elapsed_s();
  if (state_.training_s > 0)
    result.images_per_second = static_cast<double>(state_.pictures_seen) / state_.training_s;
  result.reached_time_limit = pace_.has_reached(elapsed_s());
  result.mirrors = mirrors();
  if (settings_.is_quantization_aware) return result;
  use(state_.best);
  const Objective::Score plain = score(*validation_loader_);
  TRY(result.mirror_check, check_mirrored(plain, state_.best_epoch));
  use(state_.current);
  return result;
}

}  // namespace tinsmith::train
