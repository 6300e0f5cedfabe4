#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "boards/boards.h"
#include "cli/progress_line.h"
#include "cli/verbs.h"
#include "verbs/train_model.h"
#include "verbs/training_plan.h"

namespace tinsmith::cli {
namespace {

struct TrainOptions {
  verbs::TrainConfig config;
  std::string out;
  std::string time_limit;
  bool resume = false;
  bool grey = false;
  bool no_augmentation = false;
  std::vector<std::string> cfg_options;
};

template <class Number>
Result<Done> read_number(const std::string& key, const std::string& value, Number& target) {
  if (!CLI::detail::lexical_cast(value, target))
    return fail(Fault::Usage, "{}={}: a number is expected", key, value);
  return Done{};
}

// The keys of SSCMA's --cfg-options, each with the option that it sets here.
struct CfgKey {
  std::string_view key;
  Result<Done> (*apply)(const std::string& key, const std::string& value, TrainOptions& options);
};
constexpr CfgKey kCfgKeys[] = {
    {"work_dir",
     [](auto&, auto& value, auto& options) -> Result<Done> { return options.out = value, Done{}; }},
    {"data_root",
     [](auto&, auto& value, auto& options) -> Result<Done> { return options.config.data = value, Done{}; }},
    {"load_from",
     [](auto&, auto& value, auto& options) -> Result<Done> { return options.config.from = value, Done{}; }},
    {"epochs",
     [](auto& key, auto& value, auto& options) { return read_number(key, value, options.config.epochs); }},
    {"batch",
     [](auto& key, auto& value, auto& options) { return read_number(key, value, options.config.batch); }},
    {"lr", [](auto& key, auto& value,
              auto& options) { return read_number(key, value, options.config.learning_rate); }},
    {"weight_decay", [](auto& key, auto& value,
                        auto& options) { return read_number(key, value, options.config.weight_decay); }},
    {"height",
     [](auto& key, auto& value, auto& options) { return read_number(key, value, options.config.size); }},
    {"width",
     [](auto& key, auto& value, auto& options) { return read_number(key, value, options.config.size); }},
    {"imgsz",
     [](auto& key, auto& value, auto& options) { return read_number(key, value, options.config.size); }},
    {"gray",
     [](auto& key, auto& value, auto& options) -> Result<Done> {
       if (value != "True" && value != "False")
         return fail(Fault::Usage, "{}={}: True or False is expected", key, value);
       return options.grey = value == "True", Done{};
     }},
};
// These keys are accepted and ignored: their values follow from the data, or they do not affect the result
// (such as the number of loaders).
constexpr std::string_view kNeedlessCfgKeys[] = {"num_classes",        "workers",        "val_workers",
                                                 "persistent_workers", "val_batch",      "val_interval",
                                                 "save_interval",      "max_keep_ckpts", "dataset_type"};

Result<Done> apply_cfg_option(const std::string& option, TrainOptions& options) {
  const auto equals = option.find('=');
  if (equals == std::string::npos)
    return fail(Fault::Usage, "--cfg-options takes key=value, not '{}'", option);
  const std::string key = option.substr(0, equals), value = option.substr(equals + 1);
  std::string known;
  for (const CfgKey& row : kCfgKeys) {
    if (row.key == key) return row.apply(key, value, options);
    known += (known.empty() ? "" : " ") + std::string(row.key);
  }
  if (std::find(std::begin(kNeedlessCfgKeys), std::end(kNeedlessCfgKeys), key) !=
      std::end(kNeedlessCfgKeys)) {
    fmt::print(stderr, "{} is not needed here and changes nothing.\n", option);
    return Done{};
  }
  return fail(Fault::Usage, "there is no --cfg-options key '{}' here; there are {}", key, known);
}

void declare_options(CLI::App& app, TrainOptions& options) {
  verbs::TrainConfig& config = options.config;
  app.add_option("data", config.data, "folder or zip of labelled pictures")->type_name("DATA");
  app.add_option("--out", options.out, "folder for the run")->type_name("DIR");
  app.add_option("--model", config.model,
                 "network, e.g. mobilenetv2-0.35, fomo-0.35, tinsmith-det, swift-yolo-tiny")
      ->capture_default_str();
  app.add_option("--size", config.size, "input width and height in pixels (default: 96, for boxes 192)");
  app.add_option("--board", config.board,
                 "prepare pictures, and answer, as this board wants: " + boards::board_names());
  app.add_flag("--grey", options.grey, "one input channel instead of three");
  app.add_option("--epochs", config.epochs, "passes over the pictures");
  app.add_option("--time-limit", options.time_limit, "e.g. 5m: as many epochs as fit into it");
  app.add_option("--batch", config.batch, "pictures a step (default: 32, for boxes 16)");
  app.add_option("--lr", config.learning_rate, "learning rate (default: the network's own)");
  app.add_option("--seed", config.seed, "same seed, same result")->capture_default_str();
  app.add_option("--threads", config.threads, "0: one per core; never changes the result")
      ->capture_default_str();
  app.add_option("--val", config.validation,
                 "share of the pictures to choose the best epoch by, such as 0.15");
  app.add_option("--test", config.test, "share of the pictures to judge the result by");
  app.add_option("--from", config.from,
                 "weights to start from: .safetensors, .pth, .h5, .onnx, .tflite, or a run's checkpoint");
  app.add_flag("--resume", options.resume, "go on with the run in --out");
  app.add_option("--format", config.format, "layout of DATA, when it is not recognised");
  app.add_option("--boxes-drawn-on", config.boxes_drawn_on, kBoxesDrawnOn);
  app.add_option("--single-class", config.single_class, "treat all boxes as this one class");
  app.add_option("--min-box-side", config.minimum_box_side,
                 "leave out boxes with a shorter side, in pixels of the input");
  app.add_option("--max-boxes", config.maximum_boxes, "leave out pictures with more boxes");
}

// Options that are rarely changed.
void declare_fine_options(CLI::App& app, TrainOptions& options) {
  verbs::TrainConfig& config = options.config;
  app.add_option("--optimizer", config.optimizer, "adamw or sgd")->capture_default_str();
  app.add_option("--schedule", config.schedule, "cosine, linear, step or constant")->capture_default_str();
  app.add_option("--weight-decay", config.weight_decay)->capture_default_str();
  app.add_option("--label-smoothing", config.label_smoothing)->capture_default_str();
  app.add_option("--object-weight", config.object_weight,
                 "fomo: weight of a cell with an object, such as 100 (default: the rarer, the more)");
  app.add_option("--patience", config.patience_epochs,
                 "stop when validation has not risen for so many epochs");
  app.add_option("--stable-epochs", config.stable_epochs,
                 "stop when the loss moved less than 0.05 over so many epochs");
  app.add_flag("--no-augmentation", options.no_augmentation, "show the pictures as they are");
  app.add_option("--flip-horizontal", config.flip_horizontal,
                 "share of pictures mirrored left to right, 0 to 1 (default: 0.5, unless mirrored validation "
                 "pictures show that classes would become others)");
  app.add_option("--flip-vertical", config.flip_vertical,
                 "fraction of pictures flipped vertically, such as 0.5 where there is no up (microscopes)")
      ->capture_default_str();
  app.add_option(
      "--qat", config.quantization_aware,
      "fraction of the training, at its end, that is quantization-aware (default: 0.15 for boxes)");
  app.add_option("--anchors", config.anchors, "boxes: fitted to the data, or as published")
      ->check(CLI::IsMember({"fitted", "published"}))
      ->capture_default_str();
  app.add_option("--mosaic", config.mosaic, "boxes: share of inputs made of four pictures")
      ->capture_default_str();
  app.add_option("--copy-paste", config.copy_paste, "boxes: share of empty pictures that get others' objects")
      ->capture_default_str();
  app.add_option("--multi-scale", config.multi_scale,
                 "show pictures from 1 - this to 1 + this of their size, such as 0.5")
      ->capture_default_str();
  app.add_option("--mosaic-until", config.mosaic_until, "boxes: … in this first part of the training")
      ->capture_default_str();
  app.add_option("--class-gain", config.class_gain,
                 "boxes: weight of the classes in the loss, such as 8 where they differ in fine details")
      ->capture_default_str();
  app.add_flag("--class-weights", config.class_weights, "rare classes weigh more in the loss");
  app.add_flag("--balanced", config.balanced_sampling, "show every class equally often");
  app.add_option("--cfg-options", options.cfg_options,
                 "SSCMA's keys: work_dir=… epochs=… height=… width=… …");
}

Result<Done> train(TrainOptions options) {
  for (const std::string& option : options.cfg_options) TRY_DONE(apply_cfg_option(option, options));
  if (options.out.empty()) return fail(Fault::Usage, "where should the run go? Give --out DIR");
  if (options.config.data.empty() && !options.resume)
    return fail(Fault::Usage, "what should be learned from? Give a folder or a zip of pictures");
  if (!options.time_limit.empty()) {
    TRY(options.config.time_limit_s, parse_duration_s(options.time_limit));
  }
  options.config.channels = options.grey ? 1 : 3;
  options.config.augment = !options.no_augmentation;

  ProgressLine line;
  verbs::TrainWatcher watcher;
  watcher.say = [&](const std::string& sentence) { line.print(sentence); };
  watcher.step = [&](const train::FitWatcher::Step& step) {
    line.show(step.run_part,
              fmt::format("epoch {}  loss {:.4f}", verbs::epoch_of(step.epoch, step.epochs), step.loss),
              step.seconds_left);
  };
  watcher.epoch = [&](const train::EpochRecord& record, std::int32_t epochs, std::string_view metric_name) {
    line.print(verbs::epoch_line(record, epochs, metric_name));
  };
  watcher.should_stop = interrupted;
  auto outcome = verbs::train_model(options.config, options.out, options.resume, watcher);
  line.clear();
  if (!outcome && outcome.error().fault == Fault::Cancelled)
    fmt::print(stderr, "Go on later with:  tinsmith train --resume --out {}\n", options.out);
  TRY(const auto done, std::move(outcome));
  if (done.report.empty()) return Done{};  // another process of this run reports the result
  fmt::print("\nfloat  {}\nint8   {}\n\n{}\n\nReport: {}\n", done.float_line, done.int8_line, done.verdict,
             done.report.string());
  return Done{};
}

}  // namespace

Verb declare_train(CLI::App& parent) {
  CLI::App& app =
      *parent.add_subcommand("train", "train a network on labelled pictures, quantize it and measure it");
  const auto options = std::make_shared<TrainOptions>();
  declare_options(app, *options);
  declare_fine_options(app, *options);
  return {&app, [options] { return train(*options); }};
}

}  // namespace tinsmith::cli
