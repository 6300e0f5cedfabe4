#include "studio/data.h"

#include <algorithm>

#include "base/counted.h"
#include "dataset/demo.h"
#include "dataset/formats.h"
#include "dataset/health.h"
#include "dataset/read.h"
#include "dataset/reading_text.h"
#include "dataset/write.h"

namespace tinsmith::studio {
namespace {

// Sentences about the reading that stand below what was written.
constexpr std::size_t kMostTold = 12;

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
  health_options.input = {request.size, request.size};
  health_options.checks_platforms = request.checks_platforms;
  TRY(const auto health, dataset::check_health(data, health_options, pool, progress));
  return CheckReport{dataset::text_of(health), dataset::to_json(health)};
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
  const auto told = dataset::reading_sentences(data.problems);
  for (std::size_t i = 0; i < std::min(kMostTold, told.size()); ++i) sentence += "\n" + told[i];
  if (told.size() > kMostTold)
    sentence += fmt::format("\n… and {} more; `tinsmith data check` lists them.", told.size() - kMostTold);
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
  if (request.task != "detection" && request.task != "classification")
    return fail(Fault::Usage, "--task is detection or classification, not '{}'", request.task);
  options.task = request.task == "detection" ? dataset::Task::Detection : dataset::Task::Classification;
  if (request.pictures > 0) options.pictures = request.pictures;
  options.seed = request.seed;
  ThreadPool pool;
  SilentProgress progress;
  TRY_DONE(dataset::draw_demo(request.out, options, pool, progress));
  // Boxes take longer to learn than classes.
  const char* time = options.task == dataset::Task::Detection ? "5m" : "1m";
  return fmt::format("{} drawn into {}. Next:  tinsmith train {} --out first-run --time-limit {}",
                     counted(options.pictures, "picture", "pictures"), request.out, request.out, time);
}

}  // namespace tinsmith::studio
