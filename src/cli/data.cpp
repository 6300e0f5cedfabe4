// The verbs of the command line for data sets.
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verbs.h"
#include "verbs/data.h"

namespace tinsmith::cli {

Verb declare_data_check(CLI::App& parent) {
  struct Options {
    verbs::CheckRequest request;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("check", "health report of a data set");
  const auto options = std::make_shared<Options>();
  app.add_option("data", options->request.data, "folder or zip")->type_name("DATA")->required();
  app.add_option("--format", options->request.format, "layout, when it is not recognised");
  app.add_option("--boxes-drawn-on", options->request.boxes_drawn_on, kBoxesDrawnOn);
  app.add_option("--size", options->request.size,
                 "input size to judge small objects by, pixels; without it that of the "
                 "network such data is usually trained with");
  app.add_flag("--platforms", options->request.checks_platforms,
               "also whether MaixHub and SenseCraft would take an upload of it");
  app.add_flag("--json", options->json, "as JSON");
  return {&app, [options]() -> Result<Done> {
            TRY(const auto report, verbs::check_data(options->request));
            fmt::print("{}\n", options->json ? report.json.dump(2) : report.text);
            return Done{};
          }};
}

Verb declare_data_convert(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("convert", "write a data set in another layout");
  const auto request = std::make_shared<verbs::ConvertRequest>();
  app.add_option("data", request->data, "folder or zip")->type_name("DATA")->required();
  app.add_option("--to", request->to, "layout: " + verbs::writable_formats())->required();
  app.add_option("--out", request->out, "folder to write into")->type_name("DIR")->required();
  app.add_option("--format", request->format, "layout of DATA, when it is not recognised");
  app.add_option("--boxes-drawn-on", request->boxes_drawn_on, kBoxesDrawnOn);
  return {&app, [request]() -> Result<Done> {
            TRY(const auto sentence, verbs::convert_data(*request));
            fmt::print("{}\n", sentence);
            return Done{};
          }};
}

Verb declare_data_demo(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("demo", "draw a small labelled data set to try things on");
  const auto request = std::make_shared<verbs::DemoRequest>();
  app.add_option("--out", request->out, "folder to write into")->type_name("DIR")->required();
  app.add_option("--task", request->task, "classification or detection")->capture_default_str();
  app.add_option("--pictures", request->pictures, "how many")->capture_default_str();
  app.add_option("--seed", request->seed, "same seed, same pictures")->capture_default_str();
  return {&app, [request]() -> Result<Done> {
            TRY(const auto sentence, verbs::make_demo_data(*request));
            fmt::print("{}\n", sentence);
            return Done{};
          }};
}

}  // namespace tinsmith::cli
