// The verbs of the command line for data sets.
#include <memory>

#include "base/json.h"
#include "cli/verbs.h"
#include "verbs/data.h"

namespace tinsmith::cli {

Verb declare_data_check(CLI::App& parent) {
  struct Options {
    verbs::CheckRequest request;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("check", "check a data set and report problems");
  const auto options = std::make_shared<Options>();
  app.add_option("data", options->request.data, "folder or zip of labelled pictures")
      ->type_name("DATA")
      ->required();
  app.add_option("--format", options->request.format, "layout of DATA (default: detected)");
  app.add_option("--boxes-drawn-on", options->request.boxes_drawn_on, kBoxesDrawnOn);
  app.add_option("--size", options->request.size,
                 "input size of the network in pixels, to find objects that are too small (default: that of "
                 "the network that is recommended for the data)");
  app.add_flag("--platforms", options->request.checks_platforms,
               "also check whether MaixHub and SenseCraft would accept the data set");
  app.add_flag("--json", options->json, "print JSON");
  return {&app, [options]() -> Result<Done> {
            TRY(const auto report, verbs::check_data(options->request));
            fmt::print("{}\n", options->json ? report.json.dump(2) : report.text);
            return Done{};
          }};
}

Verb declare_data_convert(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("convert", "convert a data set to another layout");
  const auto request = std::make_shared<verbs::ConvertRequest>();
  app.add_option("data", request->data, "folder or zip of labelled pictures")->type_name("DATA")->required();
  app.add_option("--to", request->to, "layout: " + verbs::writable_formats())->required();
  app.add_option("--out", request->out, "output folder")->type_name("DIR")->required();
  app.add_option("--format", request->format, "layout of DATA (default: detected)");
  app.add_option("--boxes-drawn-on", request->boxes_drawn_on, kBoxesDrawnOn);
  return {&app, [request]() -> Result<Done> {
            TRY(const auto sentence, verbs::convert_data(*request));
            fmt::print("{}\n", sentence);
            return Done{};
          }};
}

Verb declare_data_demo(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("demo", "generate a small labelled data set for first experiments");
  const auto request = std::make_shared<verbs::DemoRequest>();
  app.add_option("--out", request->out, "output folder")->type_name("DIR")->required();
  app.add_option("--task", request->task, "classification or detection")->capture_default_str();
  app.add_option("--pictures", request->pictures, "number of pictures")->capture_default_str();
  app.add_option("--seed", request->seed, "random seed; the same seed gives the same pictures")
      ->capture_default_str();
  return {&app, [request]() -> Result<Done> {
            TRY(const auto sentence, verbs::make_demo_data(*request));
            fmt::print("{}\n", sentence);
            return Done{};
          }};
}

}  // namespace tinsmith::cli
