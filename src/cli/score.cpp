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
  CLI::App& app = *parent.add_subcommand("score", "compute the twelve COCO metrics of a results file");
  const auto options = std::make_shared<Options>();
  app.add_option("--gt", options->request.ground_truth, "ground truth: a COCO annotation file")
      ->type_name("GT.json")
      ->required();
  app.add_option("--dt", options->request.detections, "detections: a COCO results file")
      ->type_name("DT.json")
      ->required();
  app.add_flag("--json", options->json, "print JSON, with confidence intervals and per-class metrics");
  return {&app, [options] { return print(verbs::score_boxes(options->request), options->json); }};
}

Verb declare_compare(CLI::App& parent) {
  struct Options {
    verbs::CompareRequest request;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("compare", "compare two detectors: is B better than A?");
  const auto options = std::make_shared<Options>();
  app.add_option("first", options->request.first, "run folder, or COCO results file")
      ->type_name("A")
      ->required();
  app.add_option("second", options->request.second, "run folder, or COCO results file")
      ->type_name("B")
      ->required();
  app.add_option("--gt", options->request.ground_truth,
                 "ground truth: a COCO annotation file (not needed for run folders)")
      ->type_name("GT.json");
  app.add_flag("--json", options->json, "print JSON, with all pictures on which B is better or worse than A");
  return {&app, [options] { return print(verbs::compare_boxes(options->request), options->json); }};
}

}  // namespace tinsmith::cli
