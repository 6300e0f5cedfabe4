#include "verbs/data.h"

#include <algorithm>

#include "base/counted.h"
#include "dataset/demo.h"
#include "dataset/formats.h"
#include "dataset/health.h"
#include "dataset/read.h"
#include "dataset/reading_text.h"
#include "dataset/write.h"
#include "verbs/train_config.h"
#include "verbs/training_data.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {
namespace {

// Max number of notes about reading that are printed after the result.
constexpr std::size_t kMaxProblemsListed = 12;

std::int32_t usual_size(const zoo::Network& network) {
  TrainConfig config;
  config.model = network.name;
  resolve(config, network);
  return config.size;
}

}  // namespace

Result<CheckReport> check_data(const CheckRequest& request) {
  ThreadPool pool;
  SilentProgress progress;
  dataset::ReadOptions options;
  options.format = request.format;
  TRY(options.boxes_drawn_on, dataset::boxes_drawn_on_named(request.boxes_drawn_on));
  options.threads = &pool;
  TRY(const auto data, dataset::read_dataset(request.data, options));
  dataset::HealthOptions health_options;
  const zoo::Network& usual = default_network_for(data.label_kind);
  const std::int32_t size = request.size > 0 ? request.size : usual_size(usual);
  health_options.input = {size, size};
  health_options.checks_platforms = request.checks_platforms;
  TRY(const auto health, dataset::check_health(data, health_options, pool, progress));
  std::string text = dataset::text_of(health);
  if (data.label_kind == dataset::LabelKind::Boxes)
    text += request.size > 0
                ? fmt::format("\nObject sizes are for a network input of {0} × {0} pixels.\n", size)
                : fmt::format(
                      "\nObject sizes are for a network input of {0} × {0} pixels, the default of {1}; "
                      "--size SIDE sets another one.\n",
                      size, usual.name);
  return CheckReport{std::move(text), dataset::to_json(health)};
}

Result<std::string> convert_data(const ConvertRequest& request) {
  ThreadPool pool;
  dataset::ReadOptions options;
  options.format = request.format;
  TRY(options.boxes_drawn_on, dataset::boxes_drawn_on_named(request.boxes_drawn_on));
  options.threads = &pool;
  TRY(const auto data, dataset::read_dataset(request.data, options));
  TRY_DONE(dataset::write_dataset(data, request.to, request.out));
  std::string sentence =
      fmt::format("{} Written as {} into {}.", dataset::summary_of(data), request.to, request.out);
  const auto problems = dataset::reading_sentences(data.problems);
  for (std::size_t i = 0; i < std::min(kMaxProblemsListed, problems.size()); ++i)
    sentence += "\n" + problems[i];
  if (problems.size() > kMaxProblemsListed)
    sentence += fmt::format("\n… and {} more; `tinsmith data check` lists them.",
                            problems.size() - kMaxProblemsListed);
  return sentence;
}

std::string writable_formats() {
  std::string names;
  for (const dataset::Format& format : dataset::formats())
    if (format.write != nullptr) names += (names.empty() ? "" : ", ") + std::string(format.name);
  return names;
}

Result<std::string> make_demo_data(const DemoRequest& request) {
  dataset::DemoOptions options;
  const bool has_boxes = request.task == name_of(dataset::LabelKind::Boxes);
  if (!has_boxes && request.task != name_of(dataset::LabelKind::Classes))
    return fail(Fault::Usage, "--task is '{}'; detection or classification is expected", request.task);
  options.label_kind = has_boxes ? dataset::LabelKind::Boxes : dataset::LabelKind::Classes;
  options.pictures =
      request.pictures > 0 ? request.pictures : dataset::usual_demo_pictures(options.label_kind);
  options.seed = request.seed;
  ThreadPool pool;
  SilentProgress progress;
  TRY_DONE(dataset::draw_demo(request.out, options, pool, progress));
  // Boxes take longer to train than classes.
  const char* time = has_boxes ? "5m" : "1m";
  return fmt::format("{} generated in {}. Next:  tinsmith train {} --out first-run --time-limit {}",
                     counted(options.pictures, "picture", "pictures"), request.out, request.out, time);
}

}  // namespace tinsmith::verbs
