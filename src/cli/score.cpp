// The verbs `score` and `compare` of the command line.
#include <memory>

#include "cli/verbs.h"
#include "verbs/score_boxes.h"

namespace tinsmith::cli {
namespace {

Result<Done> print(const Result<verbs::BoxReport>& measured, bool as_json) {
  TRY(const auto report, measured);
  fmt::print("{}\n", as_json ? report.json.dump() : report.text);
  return Done{};
}

}  // namespace

Verb declare_score(CLI::App& parent) {
  struct Options {
    verbs::ScoreRequest request;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("score", "COCO's twelve figures of a file of detections");
  const auto options = std::make_shared<Options>();
  app.add_option("--gt", options->request.ground_truth, "what the pictures show, a COCO file")
      ->type_name("GT.json")
      ->required();
  app.add_option("--dt", options->request.detections, "what was found, a COCO results file")
      ->type_name("DT.json")
      ->required();
  app.add_flag("--json", options->json, "as JSON, with intervals and classes");
  return {&app, [options] { return print(verbs::score_boxes(options->request), options->json); }};
}

Verb declare_compare(CLI::App& parent) {
  struct Options {
    verbs::CompareRequest request;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("compare", "is detector B better than detector A?");
  const auto options = std::make_shared<Options>();
  app.add_option("first", options->request.first, "run folder, or COCO results file")
      ->type_name("A")
      ->required();
  app.add_option("second", options->request.second, "likewise")->type_name("B")->required();
  app.add_option("--gt", options->request.ground_truth, "what the pictures show, a COCO file; runs know it")
      ->type_name("GT.json");
  app.add_flag("--json", options->json, "as JSON, with all pictures won and lost");
  return {&app, [options] { return print(verbs::compare_boxes(options->request), options->json); }};
}

}  // namespace tinsmith::cli
