// The program `pretrain`: makes and measures the weights from which training starts (scripts/pretrain).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/files.h"
#include "files/source.h"
#include "pretrain/boxes.h"
#include "pretrain/pretrainer.h"
#include "pretrain/probe.h"

namespace tinsmith::pretrain {
namespace {

namespace fs = std::filesystem;

struct Command {
  CLI::App* app;
  std::function<Result<Done>()> action;
};

Command declare_train(CLI::App& parent) {
  struct Options {
    PlanSettings plan;
    std::string crops, out;
    int threads = 0;
  };
  CLI::App& app = *parent.add_subcommand("train", "learn from all sets of crops, or continue to");
  const auto options = std::make_shared<Options>();
  PlanSettings& plan = options->plan;
  app.add_option("crops", options->crops, "folder with a zip of crops per data set")->required();
  app.add_option("--out", options->out, "folder of the state and of the weights")->required();
  app.add_option("--network", plan.network, "network for classification, or detector")->capture_default_str();
  app.add_option("--passes", plan.passes, "number of passes")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app.add_option("--batch", plan.batch, "crops per step")->check(CLI::Range(2, 1024))->capture_default_str();
  app.add_option("--lr", plan.learning_rate, "peak learning rate")->capture_default_str();
  app.add_option("--warm-up", plan.warm_up, "fraction of the run")->capture_default_str();
  app.add_option("--weight-decay", plan.weight_decay, "of AdamW")->capture_default_str();
  app.add_option("--average", plan.average_decay, "decay of the moving average")->capture_default_str();
  app.add_option("--smoothing", plan.smoothing, "label smoothing")->capture_default_str();
  app.add_option("--group-weight", plan.group_weight, "weight of telling data sets apart")
      ->capture_default_str();
  app.add_option("--tempering", plan.tempering, "0: all sets weigh the same; 1: all crops")
      ->capture_default_str();
  app.add_option("--seed", plan.seed, "of all random decisions")->capture_default_str();
  app.add_option("--size-divisor", plan.size_divisor,
                 "divides the input sizes; 2 for networks of small inputs")
      ->check(CLI::Range(1, 3));
  app.add_option("--threads", options->threads, "0: one per core; does not change the result")
      ->check(CLI::Range(0, 256));
  return {&app, [options]() -> Result<Done> {
            ThreadPool pool(options->threads);
            TRY(const auto* network, zoo::find_network(options->plan.network));
            TRY(const auto corpus, read_corpus(options->crops, network->task, pool));
            fmt::print("{} crops of {} classes in {} groups; {}\n", corpus.pictures.size(), corpus.classes,
                       corpus.groups.size(), text_of(options->plan));
            std::fflush(stdout);
            return pretrain(corpus, options->plan, options->out, pool, [](const PassReport& report) {
              const train::EpochRecord& record = report.record;
              fmt::print(
                  "pass {} of {}  loss {:.4f}  accuracy {:.4f}  rate {:.6f}  {:.0f} crops/s  {:.0f} s\n",
                  record.epoch, report.passes, record.train_loss, record.validation_metric,
                  record.learning_rate, record.images_per_second, record.seconds);
              std::fflush(stdout);
            });
          }};
}

Result<std::vector<CropSet>> held_back_sets(const fs::path& crops, ThreadPool& pool) {
  std::vector<CropSet> sets;
  for (const SetRow& row : set_rows()) {
    if (row.role != SetRole::HeldBack) continue;
    TRY(auto set, read_crop_set(crops / (std::string(row.set) + ".zip"), pool));
    sets.push_back(std::move(set));
  }
  return sets;
}

Command declare_probe(CLI::App& parent) {
  struct Options {
    std::string crops, network = "mobilenetv2-0.35";
    std::vector<std::string> weights;
    std::int32_t size_px = 96, per_class = 40, draws = 3;
  };
  CLI::App& app = *parent.add_subcommand(
      "probe", "measure how well unchanged features tell the classes of the held-back sets apart");
  const auto options = std::make_shared<Options>();
  app.add_option("crops", options->crops, "folder with a zip of crops per data set")->required();
  app.add_option("--weights", options->weights, "files of weights; none: random initial weights");
  app.add_option("--network", options->network)->capture_default_str();
  app.add_option("--size", options->size_px, "input side in pixels")->check(CLI::Range(32, 512));
  app.add_option("--per-class", options->per_class, "pictures to learn from")->check(CLI::Range(1, 1000));
  app.add_option("--draws", options->draws, "random divisions of each set")->check(CLI::Range(1, 100));
  return {&app, [options]() -> Result<Done> {
            ThreadPool pool;
            TRY(const auto sets, held_back_sets(options->crops, pool));
            std::vector<std::optional<fs::path>> files(options->weights.begin(), options->weights.end());
            if (files.empty()) files.emplace_back();
            for (const auto& file : files) {
              TRY(const auto graph, backbone(options->network, options->size_px, file));
              double sum = 0;
              for (const CropSet& set : sets) {
                TRY(const auto features, features_of(graph, options->size_px, set.pictures, pool));
                double mean = 0;
                for (std::int32_t draw = 1; draw <= options->draws; ++draw) {
                  TRY(const auto division,
                      drawn_division(set, options->per_class, static_cast<std::uint64_t>(draw)));
                  mean += linear_accuracy(set, features, division, pool) / options->draws;
                }
                fmt::print("{} {:.3f}  ", set.name, mean);
                sum += mean;
              }
              fmt::print("mean {:.4f}  {}\n", sum / static_cast<double>(sets.size()),
                         file ? file->string() : "random weights");
              std::fflush(stdout);
            }
            return Done{};
          }};
}

Command declare_sample(CLI::App& parent) {
  struct Options {
    std::string set, out;
    std::int32_t per_class = 40;
    std::uint64_t seed = 1;
  };
  CLI::App& app =
      *parent.add_subcommand("sample", "write a set as folders train/ and test/ of class folders");
  const auto options = std::make_shared<Options>();
  app.add_option("set", options->set, "zip of crops")->required();
  app.add_option("--out", options->out, "output folder")->required();
  app.add_option("--per-class", options->per_class, "pictures to learn from")->check(CLI::Range(1, 1000));
  app.add_option("--seed", options->seed, "of the division");
  return {&app, [options]() -> Result<Done> {
            ThreadPool pool;
            TRY(const auto set, read_crop_set(options->set, pool));
            TRY(const auto division, drawn_division(set, options->per_class, options->seed));
            TRY(const auto source, files::open_source(options->set));
            for (const bool is_learned : {true, false})
              for (const std::size_t picture : is_learned ? division.learned : division.judged) {
                const std::string& path = source->entries()[picture].path;
                const fs::path target = fs::path(options->out) / (is_learned ? "train" : "test") / path;
                TRY(const auto bytes, source->read(path));
                TRY_DONE(make_folder(target.parent_path()));
                TRY_DONE(write_file(target, bytes));
              }
            return Done{};
          }};
}

Command declare_held_back(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("held-back", "print the names of the held-back sets");
  return {&app, []() -> Result<Done> {
            for (const SetRow& row : set_rows())
              if (row.role == SetRole::HeldBack) fmt::print("{}\n", row.set);
            return Done{};
          }};
}

Command declare_boxes(CLI::App& parent) {
  struct Options {
    std::string detection, out;
  };
  CLI::App& app = *parent.add_subcommand(
      "boxes", "unpack the pictures with boxes that detectors learn from, as one data set");
  const auto options = std::make_shared<Options>();
  app.add_option("detection", options->detection, "folder with a zip of pictures per data set")->required();
  app.add_option("--out", options->out, "output folder")->required();
  return {&app, [options]() -> Result<Done> {
            TRY(const auto sets, unpack_pictures_with_boxes(options->detection, options->out));
            fmt::print("{} sets\n", sets);
            return Done{};
          }};
}

Command declare_weights(CLI::App& parent) {
  struct Options {
    std::string run, out;
  };
  CLI::App& app = *parent.add_subcommand(
      "weights", "write the weights of the best epoch of a run that found objects of one class");
  const auto options = std::make_shared<Options>();
  app.add_option("run", options->run, "folder of the run")->required();
  app.add_option("--out", options->out, "output file, .safetensors")->required();
  return {&app, [options]() -> Result<Done> {
            TRY(const auto bytes, weights_of_run(options->run));
            return write_file(options->out, bytes);
          }};
}

int run(int argc, char** argv) {
  CLI::App app("Makes and measures the weights from which training starts; see docs/pretraining.md.");
  app.require_subcommand(1);
  const Command commands[] = {declare_train(app),     declare_probe(app), declare_sample(app),
                              declare_held_back(app), declare_boxes(app), declare_weights(app)};
  CLI11_PARSE(app, argc, argv);
  for (const Command& command : commands) {
    if (!command.app->parsed()) continue;
    const auto done = command.action();
    if (done) return 0;
    fmt::print(stderr, "pretrain: {}\n", done.error().text());
    return 1;
  }
  return 2;
}

}  // namespace
}  // namespace tinsmith::pretrain

int main(int argc, char** argv) {
  return tinsmith::pretrain::run(argc, argv);
}
