#include "verbs/train_config.h"

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "boards/boards.h"
#include "verbs/starting_weights.h"
#include "verbs/training_plan.h"

namespace tinsmith::verbs {
namespace {

constexpr std::int32_t kSize_px = 96, kSizeForBoxes_px = 192;
constexpr std::int32_t kBatch = 32, kBatchForBoxes = 16;
// Fraction of quantization-aware training for boxes, which lose the most accuracy in int8.
constexpr double kInt8ShareForBoxes = 0.15;
// With a time limit only, the time ends the training.
constexpr std::int32_t kEpochsWithoutEnd = 100'000;

}  // namespace

void resolve(TrainConfig& config, const zoo::Network& network) {
  const bool is_detector = network.task == scene::Task::Boxes;
  config.model = network.name;
  if (config.from.empty()) config.from = default_start(network);
  if (config.size == 0) config.size = is_detector ? kSizeForBoxes_px : kSize_px;
  if (config.batch == 0) config.batch = is_detector ? kBatchForBoxes : kBatch;
  if (config.learning_rate <= 0) config.learning_rate = network.learning_rate;
  if (config.quantization_aware < 0) config.quantization_aware = is_detector ? kInt8ShareForBoxes : 0;
}

namespace {
double fraction_of(const TrainConfig& config, TrainingPhase phase) {
  if (phase == TrainingPhase::Whole) return 1;
  return phase == TrainingPhase::Int8 ? config.quantization_aware : 1 - config.quantization_aware;
}
}  // namespace

std::int32_t epochs_of_phase(const TrainConfig& config, TrainingPhase phase) {
  const std::int32_t epochs = config.epochs > 0         ? config.epochs
                              : config.time_limit_s > 0 ? kEpochsWithoutEnd
                                                        : kUsualEpochs;
  if (phase == TrainingPhase::Whole) return epochs;
  const auto to_int8 = static_cast<std::int32_t>(std::lround(epochs * config.quantization_aware));
  return std::max(1, phase == TrainingPhase::Int8 ? to_int8 : epochs - to_int8);
}

Result<train::FitSettings> fit_settings_of(const TrainConfig& config, TrainingPhase phase) {
  train::FitSettings settings;
  settings.epochs = epochs_of_phase(config, phase);
  settings.time_limit_s = config.time_limit_s * fraction_of(config, phase);
  settings.batch = config.batch;
  settings.learning_rate = config.learning_rate;
  TRY(settings.optimizer.kind, train::optimizer_from_name(config.optimizer));
  settings.optimizer.weight_decay = config.weight_decay;
  TRY(settings.schedule.kind, train::schedule_from_name(config.schedule));
  settings.schedule.warm_up = config.warm_up;
  settings.early_stop.patience_epochs = config.patience_epochs;
  settings.early_stop.stable_epochs = config.stable_epochs;
  settings.average_decay = config.average_decay;
  settings.balanced_sampling = config.balanced_sampling;
  settings.seed = config.seed;
  return settings;
}

Result<image::Preparation> preparation_of(const TrainConfig& config) {
  if (!config.board.empty()) {
    TRY(const boards::Board* board, boards::find_board(config.board));
    return boards::preparation_for(*board, config.size, config.channels);
  }
  auto described = image::to_json(image::Preparation{});
  described["width"] = described["height"] = config.size;
  described["channels"] = config.channels;
  described["fit"] = config.fit;
  described["filter"] = config.filter;
  return image::preparation_from_json(described);
}

}  // namespace tinsmith::verbs
