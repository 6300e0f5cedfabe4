// The handler that compares two runs.
#include <cmath>

#include "base/json.h"
#include "heads/heads.h"
#include "scene/task.h"
#include "serve/handlers.h"
#include "serve/runs.h"
#include "verbs/score_boxes.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

// Without paired pictures, the interval of the difference is computed from the two intervals (Newcombe 1998,
// "Interval estimation for the difference between independent proportions", method 10).
json compared_by_intervals(const store::Run& a, const store::Run& b) {
  const auto figure = [](const store::Run& run, const char* name) {
    const json value = run.summary.value(name, json());
    return value.is_number() ? value.get<double>() : 0.0;
  };
  const double at_a = figure(a, "int8_metric"), at_b = figure(b, "int8_metric"), difference = at_b - at_a;
  const double low = difference - std::hypot(at_b - figure(b, "int8_low"), figure(a, "int8_high") - at_a);
  const double high = difference + std::hypot(figure(b, "int8_high") - at_b, at_a - figure(a, "int8_low"));
  const bool b_is_better = low > 0, a_is_better = high < 0;
  const std::string metric = a.summary.value("metric_name", "");
  const std::string verdict = b_is_better   ? fmt::format("Run {} is better.", b.number)
                              : a_is_better ? fmt::format("Run {} is better.", a.number)
                                            : "The difference is not statistically significant.";
  return {{"message", fmt::format("{} {} of run {}: {:.1f} %, of run {}: {:.1f} %. {}", "int8", metric,
                                  a.number, 100 * at_a, b.number, 100 * at_b, verdict)},
          {"detail",
           {{"a", a.summary}, {"b", b.summary}, {"difference", difference}, {"difference_ci", {low, high}}}}};
}

// Returns the sentence for a paired comparison of two detectors on the same pictures.
std::string paired_sentence(const store::Run& a, const store::Run& b, const json& detail) {
  const json& figure = detail.at("map50");
  const json better = figure.value("better", json());
  const std::string verdict = better == "a"   ? fmt::format("Run {} is better", a.number)
                              : better == "b" ? fmt::format("Run {} is better", b.number)
                                              : std::string("No significant difference");
  return fmt::format("{}: int8 mAP50 of run {} is {:.1f} %, of run {} {:.1f} %, on the same {} pictures.",
                     verdict, a.number, 100 * figure.at("a").get<double>(), b.number,
                     100 * figure.at("b").get<double>(), detail.at("images").get<std::int64_t>());
}

}  // namespace

Result<Reply> compare_runs(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto a, run_of(call, *database, *call.whole("a")));
  TRY(const auto b, run_of(call, *database, *call.whole("b")));
  if (a.summary.is_null() || b.summary.is_null())
    return fail(Fault::Conflict, "both runs must be finished before they can be compared");
  const std::string_view of_boxes = heads::info_of(scene::Task::Boxes).headline.title;
  if (a.summary.value("metric_name", "") != of_boxes) return Reply(compared_by_intervals(a, b));
  TRY(const auto report,
      verbs::compare_boxes({call.store().run_folder(a.id), call.store().run_folder(b.id), ""}));
  const json detail = parse_json(report.json.dump());
  return Reply(json{{"message", paired_sentence(a, b, detail)}, {"detail", detail}});
}

}  // namespace tinsmith::serve
