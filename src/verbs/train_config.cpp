#include "verbs/train_config.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "boards/boards.h"
#include "verbs/training_plan.h"

namespace tinsmith::verbs {
namespace {

using nlohmann::json;

constexpr std::int32_t kSize_px = 96, kSizeForBoxes_px = 192;
constexpr std::int32_t kBatch = 32, kBatchForBoxes = 16;
// Fraction of quantization-aware training for boxes, which lose the most accuracy in int8.
constexpr double kInt8ShareForBoxes = 0.15;
// With a time limit only, the time ends the training.
constexpr std::int32_t kEpochsWithoutEnd = 100'000;

// The only list of the settings with their names in config.json.
template <class Config, class Visit>
void visit_fields(Config& config, Visit&& visit) {
  visit("data", config.data);
  visit("format", config.format);
  visit("boxes_drawn_on", config.boxes_drawn_on);
  visit("model", config.model);
  visit("size", config.size);
  visit("channels", config.channels);
  visit("board", config.board);
  visit("fit", config.fit);
  visit("filter", config.filter);
  visit("validation", config.validation);
  visit("test", config.test);
  visit("single_class", config.single_class);
  visit("minimum_box_side", config.minimum_box_side);
  visit("maximum_boxes", config.maximum_boxes);
  visit("from", config.from);
  visit("epochs", config.epochs);
  visit("time_limit_s", config.time_limit_s);
  visit("batch", config.batch);
  visit("learning_rate", config.learning_rate);
  visit("optimizer", config.optimizer);
  visit("weight_decay", config.weight_decay);
  visit("schedule", config.schedule);
  visit("warm_up", config.warm_up);
  visit("average_decay", config.average_decay);
  visit("quantization_aware", config.quantization_aware);
  visit("label_smoothing", config.label_smoothing);
  visit("object_weight", config.object_weight);
  visit("anchors", config.anchors);
  visit("augment", config.augment);
  visit("augmentation", config.augmentation);
  visit("flip_horizontal", config.flip_horizontal);
  visit("flip_vertical", config.flip_vertical);
  visit("mosaic", config.mosaic);
  visit("mosaic_until", config.mosaic_until);
  visit("copy_paste", config.copy_paste);
  visit("multi_scale", config.multi_scale);
  visit("class_gain", config.class_gain);
  visit("class_weights", config.class_weights);
  visit("balanced_sampling", config.balanced_sampling);
  visit("patience_epochs", config.patience_epochs);
  visit("stable_epochs", config.stable_epochs);
  visit("seed", config.seed);
  visit("threads", config.threads);
}

template <class Value>
bool fits(const json& value) {
  if constexpr (std::is_same_v<Value, bool>) return value.is_boolean();
  if constexpr (std::is_same_v<Value, std::string>) return value.is_string();
  if constexpr (std::is_same_v<Value, loader::AugmentSettings>) return value.is_object();
  if constexpr (std::is_integral_v<Value>) return value.is_number_integer();
  return value.is_number();
}

}  // namespace

json to_json(const TrainConfig& config) {
  json result;
  visit_fields(config, [&](const char* name, const auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, loader::AugmentSettings>)
      result[name] = loader::to_json(value);
    else
      result[name] = value;
  });
  return result;
}

Result<TrainConfig> train_config_from_json(const json& given) {
  if (!given.is_object()) return fail(Fault::InvalidInput, "the settings are not a JSON object");
  TrainConfig config;
  std::string wrong;
  std::size_t known = 0;
  visit_fields(config, [&](const char* name, auto& value) {
    using Value = std::remove_reference_t<decltype(value)>;
    const auto found = given.find(name);
    if (found == given.end()) return;
    ++known;
    if constexpr (std::is_same_v<Value, loader::AugmentSettings>) {
      auto read = loader::augmentation_from_json(*found);
      if (read)
        value = *read;
      else
        wrong = fmt::format("'{}': {}", name, read.error().text());
    } else if (fits<Value>(*found))
      value = found->template get<Value>();
    else
      wrong = fmt::format("'{}' is {}", name, found->dump());
  });
  if (!wrong.empty()) return fail(Fault::InvalidInput, "the setting {}", wrong);
  if (known != given.size()) {
    const json all = to_json(config);
    for (const auto& [key, value] : given.items())
      if (!all.contains(key)) return fail(Fault::InvalidInput, "there is no setting '{}'", key);
  }
  return config;
}

Result<Done> check(const TrainConfig& config) {
  const struct {
    const char* option;
    double value, least, most;
  } ranges[] = {
      {"--epochs", static_cast<double>(config.epochs), 0, 100'000},
      {"--time-limit", config.time_limit_s, 0, 30 * 24 * 3600},
      {"--batch", static_cast<double>(config.batch), 0, 4096},
      {"--lr", config.learning_rate, 0, 10},
      {"--weight-decay", config.weight_decay, 0, 10},
      {"--label-smoothing", config.label_smoothing, 0, 0.9},
      {"--object-weight", config.object_weight, 0, 1e6},
      {"--qat", config.quantization_aware, -1, 0.5},
      {"--min-box-side", config.minimum_box_side, 0, 4096},
      {"--max-boxes", static_cast<double>(config.maximum_boxes), 0, 1e6},
      {"--flip-horizontal", config.flip_horizontal == -1 ? 0 : config.flip_horizontal, 0, 1},
      {"--flip-vertical", config.flip_vertical, 0, 1},
      {"--mosaic", config.mosaic, 0, 1},
      {"--mosaic-until", config.mosaic_until, 0, 1},
      {"--copy-paste", config.copy_paste, 0, 1},
      {"--multi-scale", config.multi_scale, 0, 0.75},
      {"--class-gain", config.class_gain, 0.01, 1000},
      {"--patience", static_cast<double>(config.patience_epochs), 0, 100'000},
      {"--stable-epochs", static_cast<double>(config.stable_epochs), 0, 100'000},
      {"--threads", static_cast<double>(config.threads), 0, 256},
  };
  for (const auto& range : ranges)
    if (!(range.value >= range.least && range.value <= range.most))
      return fail(Fault::Usage, "{} takes a number from {} to {}, not {}", range.option, range.least,
                  range.most, range.value);
  return Done{};
}

void resolve(TrainConfig& config, const zoo::Network& network) {
  const bool is_detector = network.answer == zoo::Answer::Boxes;
  config.model = network.name;
  if (config.size == 0) config.size = is_detector ? kSizeForBoxes_px : kSize_px;
  if (config.batch == 0) config.batch = is_detector ? kBatchForBoxes : kBatch;
  if (config.learning_rate <= 0) config.learning_rate = network.learning_rate;
  if (config.quantization_aware < 0) config.quantization_aware = is_detector ? kInt8ShareForBoxes : 0;
}

namespace {
double share_of(const TrainConfig& config, TrainingPart part) {
  if (part == TrainingPart::Whole) return 1;
  return part == TrainingPart::Int8 ? config.quantization_aware : 1 - config.quantization_aware;
}
}  // namespace

std::int32_t epochs_of_part(const TrainConfig& config, TrainingPart part) {
  const std::int32_t epochs = config.epochs > 0         ? config.epochs
                              : config.time_limit_s > 0 ? kEpochsWithoutEnd
                                                        : kUsualEpochs;
  if (part == TrainingPart::Whole) return epochs;
  const auto to_int8 = static_cast<std::int32_t>(std::lround(epochs * config.quantization_aware));
  return std::max(1, part == TrainingPart::Int8 ? to_int8 : epochs - to_int8);
}

Result<train::FitSettings> fit_settings_of(const TrainConfig& config, TrainingPart part) {
  train::FitSettings settings;
  settings.epochs = epochs_of_part(config, part);
  settings.time_limit_s = config.time_limit_s * share_of(config, part);
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
