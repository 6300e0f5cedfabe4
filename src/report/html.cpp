#include "report/html.h"

#include <fmt/format.h>

#include <cmath>

#include "report/charts.h"
#include "report/confusion_map.h"
#include "report/gallery.h"
#include "report/mirroring.h"
#include "report/numbers.h"
#include "report/precision_curves.h"
#include "report/style.h"
#include "report/tables.h"
#include "report/verdict.h"

namespace tinsmith::report {
namespace {

// Content security policy: the page loads nothing and runs no script, even if markup was injected.
constexpr const char* kPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

using Facts = std::vector<std::pair<std::string, Html>>;

Html titled(const char* title, const Html& content) {
  return element("h2", title) + content;
}
Html card(const Html& content) {
  return element("div", {{"class", "card"}}, content);
}
Html note(const Html& content) {
  return element("p", {{"class", "note"}}, content);
}

Html folded(const std::string& title, const Html& content) {
  return element("details", element("summary", title) + content);
}

Html with_range(const eval::Estimate& estimate) {
  return percent(estimate.value) + " " +
         element("span", {{"class", "range"}}, percent_range(estimate.interval));
}

Html heading(const RunReport& run) {
  const std::string classes =
      run.classes.size() == 1 ? "1 class" : fmt::format("{} classes", run.classes.size());
  return element("div", {{"class", "eyebrow"}}, "Training report") +
         element("h1", name(run.model) + " on " + name(run.data)) +
         element("div", {{"class", "soft"}}, fmt::format("{} · {} · seed {}", classes, run.input, run.seed));
}

Html verdict_card(const RunReport& run) {
  const Verdict verdict = verdict_of(run);
  Html content =
      element("p", {{"class", "sentence"}}, element("strong", text_of(verdict.standing)) + verdict.finding);
  content += element("div", {{"class", "next"}},
                     element("div", {{"class", "eyebrow"}}, "Next step") +
                         element("strong", verdict.next.step) + element("span", verdict.next.reason));
  if (!verdict.also.empty()) {
    Html rows;
    for (const Advice& advice : verdict.also)
      rows += element("li", element("strong", advice.step + ".") + " " + advice.reason);
    content += folded("Also noticed", element("ul", rows));
  }
  return element("section", {{"class", "card verdict"}}, content);
}

Facts further_figures(const Score& score) {
  if (const auto* classes = std::get_if<eval::ClassificationScore>(&score)) {
    Facts facts{{"Macro F1", with_range(classes->macro_f1)}};
    if (classes->top_3) facts.push_back({"Top-3 accuracy", with_range(*classes->top_3)});
    facts.push_back({"Log loss", decimal(classes->log_loss.value, 3) + " " +
                                     element("span", {{"class", "range"}},
                                             decimal(classes->log_loss.interval.low, 3) + "–" +
                                                 decimal(classes->log_loss.interval.high, 3))});
    return facts;
  }
  if (const auto* centroids = std::get_if<eval::CentroidScore>(&score))
    return {{"Recall", with_range(centroids->strict.recall)},
            {"Precision", with_range(centroids->strict.precision)},
            {"F1 by the usual rule, at 0.5", with_range(centroids->usual.f1)}};
  Facts facts;
  const auto add = [&](const char* title, eval::CocoFigure figure) {
    if (const auto& known = std::get<eval::DetectionScore>(score).coco.figures[figure])
      facts.push_back({title, with_range(*known)});
  };
  add("mAP (IoU 0.50–0.95)", eval::CocoFigure::Map);
  add("mAP75", eval::CocoFigure::Map75);
  add("AR100 (IoU 0.50–0.95)", eval::CocoFigure::Ar100);
  return facts;
}

Html tile(const char* title, Voice voice, const std::optional<Score>& score) {
  Html content = element("h3", title);
  if (score) {
    const eval::Estimate& figure = headline(*score);
    content += element("div", {{"class", "figure"}}, percent(figure.value));
    content += element("div", {{"class", "range"}}, "95 % interval " + percent_range(figure.interval));
    content += fact_list(further_figures(*score));
  } else {
    content += note("Not measured.");
  }
  return element("div", {{"class", fmt::format("card tile {}", class_of(voice))}}, content);
}

std::string difference_words(const eval::PairedDifference& difference) {
  const eval::Interval& interval = difference.difference.interval;
  if (interval.low > 0) return "The int8 model is better on these pictures.";
  if (interval.high < 0) return "The int8 model is worse, and the difference is statistically significant.";
  return fmt::format("The difference is not statistically significant on {}.",
                     counted(difference.pictures, "picture", "pictures"));
}

Html difference_tile(const eval::PairedDifference& difference) {
  Html content = element("h3", "Int8 against float");
  content += element("div", {{"class", "figure"}}, points(difference.difference.value));
  content +=
      element("div", {{"class", "range"}}, "95 % interval " + points_range(difference.difference.interval));
  content += element(
      "p", {{"class", "note"}, {"style", "margin-top:.8rem"}},
      difference_words(difference) +
          fmt::format(
              " Both were measured on the same pictures: only float was correct on {}, only int8 on {}.",
              difference.only_first_right, difference.only_second_right));
  return element("div", {{"class", "card tile"}}, content);
}

Html score_section(const RunReport& run) {
  if (shipped_score(run) == nullptr) return {};
  const std::string set = run.measured_on == PictureSet::Test ? "test" : "validation";
  Html tiles = tile("Int8: what the board runs", Voice::Int8, run.int8_score) +
               tile("Float: what was trained", Voice::Float, run.float_score);
  if (run.int8_minus_float) tiles += difference_tile(*run.int8_minus_float);
  std::vector<IntervalRow> rows;
  if (run.int8_score) rows.push_back({"Int8", Voice::Int8, headline(*run.int8_score)});
  if (run.float_score) rows.push_back({"Float", Voice::Float, headline(*run.float_score)});
  Html explanation = note(fmt::format("{} on {} {}. The lines are 95 % confidence intervals.",
                                      heads::info_of(run.task).headline.heading,
                                      grouped(pictures_of(*shipped_score(run))), set + " pictures"));
  if (run.task == scene::Task::Centroids)
    explanation += note(
        "Strict F1 counts each object at most once, and a prediction as correct only within one cell of the "
        "grid. The usual rule, by which results of such models are published, counts a prediction as correct "
        "within a fifth of the picture's side from an object, and allows several correct predictions per "
        "object.");
  if (!run.box_rule.empty()) explanation += note(run.box_rule);
  return titled(fmt::format("{}, float and int8", heads::info_of(run.task).headline.heading).c_str(),
                explanation + element("div", {{"class", "grid"}}, tiles) +
                    element("div", {{"class", "card"}, {"style", "margin-top:.9rem"}}, interval_chart(rows)));
}

Html curve_section(const RunReport& run) {
  Curve train{"training loss", Voice::Float, {}}, validation{"validation loss", Voice::Int8, {}};
  Curve metric{fmt::format("validation {}", heads::info_of(run.task).choosing_title), Voice::Int8, {}};
  for (const Epoch& epoch : run.epochs) {
    train.values.push_back(epoch.train_loss);
    validation.values.push_back(epoch.validation_loss);
    metric.values.push_back(epoch.validation_metric);
  }
  const Curve losses[] = {train, validation}, metrics[] = {metric};
  const Html left = curve_chart(losses, run.best_epoch, false),
             right = curve_chart(metrics, run.best_epoch, true);
  if (left.empty() && right.empty()) return {};
  Html words = note(
      fmt::format("{} in {}{}.", counted(static_cast<std::int64_t>(run.epochs.size()), "epoch", "epochs"),
                  in_time(run.train_seconds),
                  run.stopped_because.empty() ? "" : "; it ended because " + run.stopped_because));
  return titled("Training curves", words + element("div", {{"class", "grid"}}, card(left) + card(right)));
}

Html confusion_section(const RunReport& run) {
  const Score* score = shipped_score(run);
  if (score == nullptr) return {};
  const Html map = titled("Confusion matrix", card(confusion_map(run, *score)));
  const Html table = titled("Per class", note("The lowest F1 first.") + card(class_table(run, *score)));
  return run.classes.size() > 1 || run.task != scene::Task::Classification ? map + table : table;
}

Html error_section(const RunReport& run) {
  const eval::DetectionScore* score = shipped_detection_score(run);
  if (score == nullptr || !score->errors) return {};
  const Html explanation =
      note(fmt::format("For {} and the boxes above the confidence threshold {}. Each object is found, "
                       "predicted as another class, or missed; each box is correct or has one kind of error. "
                       "The last column is the gain of mAP50, which is {} with these boxes alone, if only "
                       "the errors of this kind were corrected; the gains do not add up.",
                       counted(score->objects, "object", "objects"), decimal(score->threshold, 2),
                       percent(score->errors->map50)));
  return titled("Errors by kind", explanation + card(error_table(*score->errors)));
}

Html size_section(const RunReport& run) {
  const eval::DetectionScore* score = shipped_detection_score(run);
  if (score == nullptr || score->objects == 0) return {};
  const Html explanation = note(
      fmt::format("Size of an object in the network's input ({}): the side of a square with the same area, "
                  "in pixels. Objects of few pixels are hard to find; a larger input gives them more pixels.",
                  run.input));
  return titled("By object size", explanation + card(size_table(*score)));
}

Html threshold_section(const RunReport& run) {
  const eval::DetectionScore* score = shipped_detection_score(run);
  const Html curves = score == nullptr ? Html() : precision_curves(run, *score);
  if (curves.empty()) return {};
  return titled("Confidence threshold",
                note("A lower threshold raises recall and lowers precision: each class moves along its "
                     "curve, to the right and down. The dots are at the threshold of this report, " +
                     decimal(score->threshold, 2) + ".") +
                    card(curves));
}

Html mistake_section(const RunReport& run) {
  if (run.mistakes.empty()) return {};
  const char* words[] = {
      "Wrong predictions of the int8 model with the highest confidence. Wrong labels often appear here.",
      "Pictures with the most errors of the int8 model. Rings: ground truth. Dots: predictions.",
      "Pictures with the most errors of the int8 model. Left: ground truth, missed objects dashed. Right: "
      "predictions above the threshold of this report, wrong ones dashed."};
  const Html explanation = note(words[static_cast<std::size_t>(run.task)]);
  return titled("Worst mistakes", explanation + gallery(run));
}

Html footprint_section(const RunReport& run) {
  const Footprint& footprint = run.footprint;
  Facts facts;
  const auto add = [&](const char* title, const std::optional<std::int64_t>& value,
                       std::string (*text)(std::int64_t)) {
    if (value) facts.push_back({title, text(*value)});
  };
  add("Int8 model file", footprint.int8_bytes, in_bytes);
  add("Float model file", footprint.float_bytes, in_bytes);
  add("Tensor arena (working memory)", footprint.arena_bytes, in_bytes);
  add("Multiply-accumulates per picture", footprint.macs, in_millions);
  add("Parameters", footprint.parameters, grouped);
  if (facts.empty()) return {};
  return titled("Requirements for the board", card(fact_list(facts)));
}

Html layer_section(const RunReport& run) {
  if (run.layers.empty()) return {};
  Html content = note(
                     "Signal to quantization noise ratio (SQNR) of each layer, the lowest first: above 30 dB "
                     "the effect is negligible, below 20 dB it is noticeable.") +
                 card(layer_table(run.layers));
  if (!run.ranges.empty())
    content +=
        note("How the ranges of the activations were chosen (calibration):") + card(range_table(run.ranges));
  return folded(fmt::format("Quantization error per layer ({})", run.layers.size()), content);
}

Html data_section(const RunReport& run) {
  const Split& split = run.split;
  Facts facts{
      {"Pictures", fmt::format("{} for training, {} for validation, {} for testing", grouped(split.train),
                               grouped(split.validation), grouped(split.test))}};
  if (!split.how.empty()) facts.push_back({"Split", split.how});
  if (split.leaks > 0)
    facts.push_back({"Leaks", element("span", {{"class", "warm"}},
                                      counted(split.leaks, "measured picture has", "measured pictures have") +
                                          " a duplicate or near duplicate among the training pictures")});
  if (split.leaks_prevented > 0)
    facts.push_back(
        {"Leaks prevented", counted(split.leaks_prevented, "picture", "pictures") +
                                " would have been separated from a near duplicate by a random split"});
  if (run.mirroring) facts.push_back({"Mirroring", mirroring_finding(run)});
  facts.push_back({"Training speed", grouped(std::llround(run.images_per_second)) + " pictures per second"});
  Html content = card(fact_list(facts));
  if (!run.problems.empty())
    content += folded(
        counted(static_cast<std::int64_t>(run.problems.size()), "picture", "pictures") + " could not be used",
        problem_list(run.problems));
  if (!run.settings.empty()) {
    Facts settings;
    for (const auto& [key, value] : run.settings) settings.push_back({key, value});
    content += folded("All settings", card(fact_list(settings)));
  }
  return titled("Data and settings", content);
}

}  // namespace

std::string to_html(const RunReport& run) {
  Html head = empty_element("meta", {{"charset", "utf-8"}});
  head += empty_element("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", kPolicy}});
  head += empty_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  head += element("title", shortened(fmt::format("{} on {}: training report", run.model, run.data), 120));
  head += element("style", Html::literal(kStyle));
  const Html body = heading(run) + verdict_card(run) + score_section(run) + curve_section(run) +
                    error_section(run) + confusion_section(run) + threshold_section(run) + size_section(run) +
                    mistake_section(run) + layer_section(run) + footprint_section(run) + data_section(run) +
                    element("footer", "Written by Tinsmith. The same figures in JSON: report.json.");
  return "<!doctype html>\n" +
         element("html", {{"lang", "en"}}, element("head", head) + element("body", element("main", body)))
             .markup() +
         "\n";
}

}  // namespace tinsmith::report
