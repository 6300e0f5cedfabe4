#include "verbs/train_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "base/json.h"

namespace tinsmith::verbs {
namespace {

using nlohmann::json;
using enum InStudio;

constexpr double kMaxEpochs = 100'000;
constexpr double kMaxTime_s = 30 * 24 * 3600;

constexpr TrainSetting kSettings[] = {
    {.name = "data",
     .member = &TrainConfig::data,
     .option = "data",
     .about = "folder or zip of labelled pictures"},
    {.name = "model",
     .member = &TrainConfig::model,
     .option = "--model",
     .about = "network, such as mobilenetv2-0.35, fomo-0.35, tinsmith-det or swift-yolo-tiny",
     .automatic = "chosen by the task of the data",
     .in_studio = OwnField},
    {.name = "size",
     .member = &TrainConfig::size,
     .option = "--size",
     .about = "width and height of the network's input in pixels",
     .automatic = "96, for boxes 192",
     .in_studio = OwnField},
    {.name = "board",
     .member = &TrainConfig::board,
     .option = "--board",
     .about = "target board: its preparation of pictures, its limits and its decoding apply",
     .automatic = "none",
     .in_studio = OwnField},
    {.name = "epochs",
     .member = &TrainConfig::epochs,
     .option = "--epochs",
     .about = "number of passes over the training pictures",
     .automatic = "enough for a first model, or what fits into the time limit",
     .max = kMaxEpochs,
     .in_studio = OwnField},
    {.name = "time_limit_s", .member = &TrainConfig::time_limit_s, .max = kMaxTime_s, .in_studio = OwnField},
    {.name = "batch",
     .member = &TrainConfig::batch,
     .option = "--batch",
     .about = "batch size: number of pictures per optimizer step",
     .automatic = "32, for boxes 16",
     .max = 4096,
     .in_studio = Listed,
     .title = "Batch size"},
    {.name = "learning_rate",
     .member = &TrainConfig::learning_rate,
     .option = "--lr",
     .about = "learning rate; halve it if the loss jumps up and down",
     .automatic = "the network's own",
     .max = 10,
     .in_studio = Listed,
     .title = "Learning rate"},
    {.name = "patience_epochs",
     .member = &TrainConfig::patience_epochs,
     .option = "--patience",
     .about = "early stopping: ends the training when validation has not improved for this number of epochs",
     .automatic = "three tenths of the planned epochs for a classifier that starts from shipped weights, "
                  "otherwise never",
     .max = kMaxEpochs,
     .in_studio = Listed,
     .title = "Early stopping",
     .unit = "epochs"},
    {.name = "stable_epochs",
     .member = &TrainConfig::stable_epochs,
     .option = "--stable-epochs",
     .about = "ends the training when the loss has changed by less than 0.05 over this number of epochs",
     .automatic = "never",
     .max = kMaxEpochs},
    {.name = "seed",
     .member = &TrainConfig::seed,
     .option = "--seed",
     .about = "random seed; the same seed and settings give the same model",
     .in_studio = Listed,
     .title = "Seed"},
    {.name = "threads",
     .member = &TrainConfig::threads,
     .option = "--threads",
     .about = "number of threads; does not affect the result",
     .automatic = "one per core",
     .max = 256},
    {.name = "validation",
     .member = &TrainConfig::validation,
     .option = "--val",
     .about = "fraction of the pictures for validation, such as 0.15; validation chooses the best epoch",
     .automatic = "as the layout of the data splits them, otherwise 0.15"},
    {.name = "test",
     .member = &TrainConfig::test,
     .option = "--test",
     .about = "fraction of the pictures for the test of the finished model",
     .automatic = "as the layout of the data splits them, otherwise 0.15"},
    {.name = "from",
     .member = &TrainConfig::from,
     .option = "--from",
     .about = "weights to start from: a .safetensors, .pth, .h5, .onnx or .tflite file, the folder of a run, "
              "'shipped' for those of this program, or 'none' for random weights",
     .automatic = "shipped where weights for the network are part of the program and their gain was "
                  "measured, otherwise none"},
    {.name = "format",
     .member = &TrainConfig::format,
     .option = "--format",
     .about = "layout of the data set",
     .automatic = "detected"},
    {.name = "boxes_drawn_on",
     .member = &TrainConfig::boxes_drawn_on,
     .option = "--boxes-drawn-on",
     .about = "for photos that EXIF rotates: the boxes are relative to the upright or the stored picture",
     .automatic = "detected"},
    {.name = "single_class",
     .member = &TrainConfig::single_class,
     .option = "--single-class",
     .about = "merges all boxes into this one class",
     .automatic = "the classes stay as they are",
     .scope = Scope::Objects},
    {.name = "minimum_box_side",
     .member = &TrainConfig::minimum_box_side,
     .option = "--min-box-side",
     .about = "leaves out boxes with a shorter side, in pixels of the network's input",
     .max = 4096,
     .scope = Scope::Objects,
     .in_studio = Listed,
     .title = "Min box side",
     .unit = "px"},
    {.name = "maximum_boxes",
     .member = &TrainConfig::maximum_boxes,
     .option = "--max-boxes",
     .about = "leaves out pictures with more boxes",
     .automatic = "no limit",
     .max = 1e6,
     .scope = Scope::Objects,
     .in_studio = Listed,
     .title = "Max boxes per picture"},
    {.name = "optimizer",
     .member = &TrainConfig::optimizer,
     .option = "--optimizer",
     .about = "optimizer: adamw or sgd"},
    {.name = "schedule",
     .member = &TrainConfig::schedule,
     .option = "--schedule",
     .about = "learning-rate schedule: cosine, linear, step or constant"},
    {.name = "weight_decay",
     .member = &TrainConfig::weight_decay,
     .option = "--weight-decay",
     .about = "weight decay of the optimizer",
     .max = 10},
    {.name = "label_smoothing",
     .member = &TrainConfig::label_smoothing,
     .option = "--label-smoothing",
     .about = "label smoothing of the classification loss",
     .max = 0.9,
     .scope = Scope::Classes},
    {.name = "object_weight",
     .member = &TrainConfig::object_weight,
     .option = "--object-weight",
     .about = "centroids: loss weight of a cell with an object relative to an empty cell, such as 100",
     .automatic = "derived from how rare objects are",
     .max = 1e6},
    {.name = "augment", .member = &TrainConfig::augment},
    {.name = "augmentation", .member = &TrainConfig::augmentation},
    {.name = "flip_horizontal",
     .member = &TrainConfig::flip_horizontal,
     .option = "--flip-horizontal",
     .about = "fraction of the pictures that are mirrored left to right",
     .automatic = "0.5, unless mirrored validation pictures are taken for other classes",
     .max = 1,
     .automatic_value = -1},
    {.name = "flip_vertical",
     .member = &TrainConfig::flip_vertical,
     .option = "--flip-vertical",
     .about =
         "fraction of the pictures that are mirrored top to bottom; 0.5 where up and down do not matter, "
         "as under a microscope",
     .max = 1},
    {.name = "quantization_aware",
     .member = &TrainConfig::quantization_aware,
     .option = "--qat",
     .about =
         "fraction of the training, at its end, that is quantization-aware (QAT): weights and activations "
         "are rounded as int8 rounds them",
     .automatic = "0.15 for boxes, otherwise 0",
     .max = 0.5,
     .automatic_value = -1,
     .in_studio = Listed,
     .title = "Quantization-aware training",
     .unit = "fraction"},
    {.name = "anchors",
     .member = &TrainConfig::anchors,
     .option = "--anchors",
     .about = "boxes: anchors fitted to the data, or as published with the network",
     .choices = "fitted|published",
     .scope = Scope::Boxes},
    {.name = "mosaic",
     .member = &TrainConfig::mosaic,
     .option = "--mosaic",
     .about = "boxes: fraction of the inputs that are mosaics of four pictures",
     .max = 1,
     .scope = Scope::Boxes,
     .in_studio = Listed,
     .title = "Mosaic",
     .unit = "fraction"},
    {.name = "copy_paste",
     .member = &TrainConfig::copy_paste,
     .option = "--copy-paste",
     .about = "boxes: fraction of the pictures without objects that get objects of other pictures",
     .max = 1,
     .scope = Scope::Boxes},
    {.name = "mosaic_until",
     .member = &TrainConfig::mosaic_until,
     .option = "--mosaic-until",
     .about = "boxes: mosaic and copy-paste are used for this first fraction of the training",
     .max = 1,
     .scope = Scope::Boxes},
    {.name = "multi_scale",
     .member = &TrainConfig::multi_scale,
     .option = "--multi-scale",
     .about = "random scaling of the pictures between 1 - x and 1 + x, such as 0.5",
     .automatic = "as the augmentation says",
     .max = 0.75},
    {.name = "class_gain",
     .member = &TrainConfig::class_gain,
     .option = "--class-gain",
     .about = "boxes: weight of the class loss, such as 8 where classes differ in fine details only",
     .min = 0.01,
     .max = 1000,
     .scope = Scope::Boxes},
    {.name = "class_weights",
     .member = &TrainConfig::class_weights,
     .option = "--class-weights",
     .about = "gives rare classes a higher weight in the loss"},
    {.name = "balanced_sampling",
     .member = &TrainConfig::balanced_sampling,
     .option = "--balanced",
     .about = "shows every class equally often, however few pictures it has",
     .scope = Scope::Classes,
     .in_studio = Listed,
     .title = "Balance the classes"},
    {.name = "channels", .member = &TrainConfig::channels},
    {.name = "fit", .member = &TrainConfig::fit},
    {.name = "filter", .member = &TrainConfig::filter},
    {.name = "warm_up", .member = &TrainConfig::warm_up},
    {.name = "average_decay", .member = &TrainConfig::average_decay},
};

template <class Value>
constexpr bool is_number = std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>;

template <class Value>
bool fits(const json& value) {
  if constexpr (std::is_same_v<Value, bool>) return value.is_boolean();
  if constexpr (std::is_same_v<Value, std::string>) return value.is_string();
  if constexpr (std::is_same_v<Value, loader::AugmentSettings>) return value.is_object();
  if constexpr (std::is_integral_v<Value>) return value.is_number_integer();
  return value.is_number();
}

template <class Value>
Result<Done> read(const json& given, const TrainSetting& row, Value& value) {
  if (!fits<Value>(given)) return fail(Fault::InvalidInput, "the setting '{}' is {}", row.name, given.dump());
  if constexpr (std::is_same_v<Value, loader::AugmentSettings>) {
    TRY(value, loader::augmentation_from_json(given).during(fmt::format("the setting '{}'", row.name)));
  } else {
    value = given.get<Value>();
  }
  return Done{};
}

template <class Value>
Result<Done> check_range(const TrainSetting& row, Value value) {
  const auto number = static_cast<double>(value);
  const bool is_automatic = row.automatic_value && number == *row.automatic_value;
  if (row.min == row.max || is_automatic || (number >= row.min && number <= row.max)) return Done{};
  return fail(Fault::Usage, "{} takes a number from {} to {}, not {}",
              row.option.empty() ? row.name : row.option, row.min, row.max, number);
}

bool has_choice(std::string_view choices, std::string_view value) {
  return fmt::format("|{}|", choices).find(fmt::format("|{}|", value)) != std::string::npos;
}

}  // namespace

std::string_view name_of(Scope scope) {
  constexpr std::string_view kNames[] = {"all", "classes", "objects", "boxes"};
  return kNames[static_cast<std::size_t>(scope)];
}

std::span<const TrainSetting> train_settings() {
  return kSettings;
}

std::string_view json_type_of(const TrainSetting& row) {
  return std::visit(
      [](auto member) -> std::string_view {
        using Value = std::remove_cvref_t<decltype(std::declval<TrainConfig&>().*member)>;
        if constexpr (std::is_same_v<Value, bool>) return "boolean";
        if constexpr (std::is_same_v<Value, std::string>) return "string";
        if constexpr (std::is_same_v<Value, loader::AugmentSettings>) return "object";
        return std::is_integral_v<Value> ? "integer" : "number";
      },
      row.member);
}

json to_json(const TrainConfig& config) {
  json result;
  for (const TrainSetting& row : kSettings)
    std::visit(
        [&](auto member) {
          if constexpr (std::is_same_v<decltype(member), loader::AugmentSettings TrainConfig::*>)
            result[std::string(row.name)] = loader::to_json(config.*member);
          else
            result[std::string(row.name)] = config.*member;
        },
        row.member);
  return result;
}

Result<TrainConfig> train_config_from_json(const json& given) {
  if (!given.is_object()) return fail(Fault::InvalidInput, "the settings are not a JSON object");
  TrainConfig config;
  for (const auto& [key, value] : given.items()) {
    const auto row = std::find_if(std::begin(kSettings), std::end(kSettings),
                                  [&](const TrainSetting& one) { return one.name == key; });
    if (row == std::end(kSettings)) return fail(Fault::InvalidInput, "there is no setting '{}'", key);
    TRY_DONE(std::visit([&](auto member) { return read(value, *row, config.*member); }, row->member));
  }
  return config;
}

Result<Done> check(const TrainConfig& config) {
  for (const TrainSetting& row : kSettings) {
    const auto check_value = [&](auto member) -> Result<Done> {
      using Value = std::remove_cvref_t<decltype(config.*member)>;
      const Value& value = config.*member;
      if constexpr (is_number<Value>) return check_range(row, value);
      if constexpr (std::is_same_v<Value, std::string>) {
        if (!row.choices.empty() && !value.empty() && !has_choice(row.choices, value))
          return fail(Fault::Usage, "{} takes one of {}, not '{}'", row.option, row.choices, value);
      }
      return Done{};
    };
    TRY_DONE(std::visit(check_value, row.member));
  }
  return Done{};
}

void take_settings(const json& given, TrainConfig& config) {
  for (const TrainSetting& row : kSettings) {
    const auto found = given.find(std::string(row.name));
    if (row.in_studio == No || found == given.end() || found->is_null()) continue;
    std::visit(
        [&](auto member) {
          using Value = std::remove_cvref_t<decltype(config.*member)>;
          if constexpr (!std::is_same_v<Value, loader::AugmentSettings>)
            config.*member = found->template get<Value>();
        },
        row.member);
  }
}

json settings_for_form() {
  const TrainConfig usual;
  json list = json::array();
  for (const TrainSetting& row : kSettings) {
    if (row.in_studio != Listed) continue;
    json one{{"name", row.name},
             {"title", row.title},
             {"about", row.about},
             {"type", json_type_of(row)},
             {"scope", name_of(row.scope)}};
    std::visit(
        [&](auto member) {
          using Value = std::remove_cvref_t<decltype(usual.*member)>;
          if constexpr (!std::is_same_v<Value, loader::AugmentSettings>) {
            if (row.automatic.empty()) one["default"] = usual.*member;
          }
        },
        row.member);
    if (!row.automatic.empty()) one["automatic"] = row.automatic;
    if (!row.unit.empty()) one["unit"] = row.unit;
    if (row.min != row.max) one.update({{"min", row.min}, {"max", row.max}});
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace tinsmith::verbs
