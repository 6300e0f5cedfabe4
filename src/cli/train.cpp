// The verb `train` of the command line.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "boards/boards.h"
#include "cli/progress_line.h"
#include "cli/verbs.h"
#include "verbs/train_model.h"
#include "verbs/train_settings.h"
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

// Adds the option of a setting. Its help states the default, in words where the program chooses the value.
void declare_setting(CLI::App& app, const verbs::TrainSetting& row, verbs::TrainConfig& config) {
  if (row.option.empty()) return;
  std::string about(row.about);
  if (row.name == "board") about += ": " + boards::board_names();
  if (!row.automatic.empty()) about += fmt::format(" (default: {})", row.automatic);
  const auto add = [&](auto member) {
    using Value = std::remove_cvref_t<decltype(config.*member)>;
    if constexpr (std::is_same_v<Value, bool>) {
      app.add_flag(std::string(row.option), config.*member, about);
    } else if constexpr (!std::is_same_v<Value, loader::AugmentSettings>) {
      CLI::Option* option = app.add_option(std::string(row.option), config.*member, about);
      if (row.name == "data") option->type_name("DATA");
      if (row.automatic.empty()) option->capture_default_str();
    }
  };
  std::visit(add, row.member);
}

void declare_options(CLI::App& app, TrainOptions& options) {
  app.add_option("--out", options.out, "folder of the run")->type_name("DIR");
  for (const verbs::TrainSetting& row : verbs::train_settings()) declare_setting(app, row, options.config);
  app.add_option("--time-limit", options.time_limit,
                 "trains as many epochs as fit into this time, such as 5m");
  app.add_flag("--grey", options.grey, "one input channel (grey) instead of three");
  app.add_flag("--no-augmentation", options.no_augmentation, "trains on the pictures without augmentation");
  app.add_flag("--resume", options.resume, "resumes the run in --out");
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
    line.show(step.run_fraction,
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
  return {&app, [options] { return train(*options); }};
}

}  // namespace tinsmith::cli
