#include "report/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/charts.h"
#include "report/numbers.h"

namespace tinsmith::report {
namespace {

constexpr std::size_t kMaxProblems = 200;  // the rest is only in report.json

struct Column {
  std::string_view title;
  bool is_number = false;
};
using Row = std::vector<Html>;  // one cell per column

// On a narrow screen, each row becomes a block in which the titles are beside the cells.
Html table_of(const std::vector<Column>& columns, const std::vector<Row>& rows,
              const std::string& style_class = "rows") {
  const auto style = [](const Column& column) { return column.is_number ? "number" : ""; };
  Html head, body;
  for (const Column& column : columns)
    head += element("th", {{"scope", "col"}, {"class", style(column)}}, column.title);
  for (const Row& row : rows) {
    Html cells;
    for (std::size_t i = 0; i < row.size(); ++i)
      cells += element("td", {{"class", style(columns[i])}, {"data-title", std::string(columns[i].title)}},
                       row[i].empty() ? Html() : element("div", row[i]));
    body += element("tr", cells);
  }
  return element("table", {{"class", style_class}},
                 element("thead", element("tr", head)) + element("tbody", body));
}

Html metered(const std::optional<eval::Estimate>& estimate) {
  if (!estimate) return element("span", {{"class", "soft"}}, "not measurable");
  return element("div", {{"class", "meter"}},
                 element("span", {{"class", "value"}},
                         percent(estimate->value) + " " +
                             element("span", {{"class", "range"}}, percent_range(estimate->interval))) +
                     meter(*estimate));
}

// Returns the class (or background) with which this class was confused most.
Html main_confusion_of(const RunReport& run, const eval::Confusion& confusion, scene::ClassIndex truth) {
  scene::ClassIndex most = truth;
  std::int64_t times = 0;
  for (scene::ClassIndex answer = 0; answer < confusion.size(); ++answer)
    if (answer != truth && confusion.at(truth, answer) > times) {
      most = answer;
      times = confusion.at(truth, answer);
    }
  if (times == 0) return {};
  const bool is_class = most < static_cast<std::int32_t>(run.classes.size());
  return (is_class ? name(run.classes[static_cast<std::size_t>(most)]) : Html("not found")) +
         fmt::format(" ({})", times);
}

std::vector<std::size_t> weakest_first(const std::vector<eval::ClassScore>& scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  constexpr double kNeverOccurred = 2;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return scores[a].f1.value_or(kNeverOccurred) < scores[b].f1.value_or(kNeverOccurred);
  });
  return order;
}

// Adds the cells that only detectors have, before the last column.
void add_detector_cells(Row& row, const eval::DetectionScore& score, std::size_t index) {
  const auto& ap50 = score.coco.by_class[index].ap50;
  const double threshold = score.best_thresholds[index];
  row.push_back(ap50 ? Html(percent(*ap50)) : Html());
  row.push_back(std::isfinite(threshold) ? Html(decimal(threshold, 2)) : Html("never correct"));
}

struct KindWords {
  eval::BoxErrorKind kind;
  const char *title, *message;
};
constexpr KindWords kKinds[eval::kBoxErrorKinds] = {
    {eval::BoxErrorKind::Missed, "Missed", "no box of any class matches the object"},
    {eval::BoxErrorKind::Background, "Background", "there is no object in the box"},
    {eval::BoxErrorKind::Localisation, "Localisation", "the box overlaps an object, but its IoU is too low"},
    {eval::BoxErrorKind::Class, "Wrong class",
     "the box is correct, its class is not, and no other box matches the object"},
    {eval::BoxErrorKind::Duplicate, "Duplicate",
     "a box with a higher score, of any class, already matches the object"},
};

Html bar(std::int64_t count, std::int64_t max_count) {
  const double width = 100 * static_cast<double>(count) / static_cast<double>(max_count);
  return element("div", {{"class", "bar"}},
                 element("i", {{"style", fmt::format("width:{:.1f}%", width)}}, {}));
}

std::string side_text(const eval::SizeSlice& slice, bool is_last) {
  if (is_last) return fmt::format("{:.0f} px and more", slice.min_side_px);
  if (slice.min_side_px == 0) return fmt::format("under {:.0f} px", slice.max_side_px);
  return fmt::format("{:.0f}–{:.0f} px", slice.min_side_px, slice.max_side_px);
}

}  // namespace

Html class_table(const RunReport& run, const Score& score) {
  const auto& scores = class_scores_of(score);
  const auto* detection = std::get_if<eval::DetectionScore>(&score);
  std::vector<Row> rows;
  for (const std::size_t i : weakest_first(scores)) {
    rows.push_back({name(run.classes[i]), grouped(scores[i].support), metered(scores[i].recall),
                    metered(scores[i].precision)});
    if (detection != nullptr) add_detector_cells(rows.back(), *detection, i);
    rows.back().push_back(main_confusion_of(run, confusion_of(score), static_cast<scene::ClassIndex>(i)));
  }
  if (run.task == scene::Task::Classification)
    return table_of({{"Class"}, {"Pictures", true}, {"Recall"}, {"Precision"}, {"Most often predicted as"}},
                    rows);
  std::vector<Column> columns{{"Class"}, {"Objects", true}, {"Recall"}, {"Precision"}};
  if (detection != nullptr) {
    columns.push_back({"AP50", true});
    columns.push_back({"Best threshold", true});
  }
  columns.push_back({"Most often predicted as"});
  return table_of(columns, rows);
}

Html error_table(const eval::BoxErrors& errors) {
  std::vector<KindWords> kinds(std::begin(kKinds), std::end(kKinds));
  std::stable_sort(kinds.begin(), kinds.end(), [&](const KindWords& a, const KindWords& b) {
    return errors[a.kind].count > errors[b.kind].count;
  });
  const std::int64_t max_count = errors[kinds[0].kind].count;
  if (max_count == 0) return element("p", "There were no errors on these pictures.");
  std::vector<Row> rows;
  for (const KindWords& words : kinds) {
    const eval::BoxError& error = errors[words.kind];
    rows.push_back({element("strong", words.title) + element("div", {{"class", "soft"}}, words.message),
                    grouped(error.count), bar(error.count, max_count),
                    error.count > 0 ? Html(points(error.map50_gain)) : Html("–")});
  }
  return table_of({{"Error"}, {"Count", true}, {""}, {"Gain of mAP50", true}}, rows,
                  "rows stacked");  // on a narrow screen the first cell is a heading
}

Html size_table(const eval::DetectionScore& score) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < score.sizes.size(); ++i) {
    const eval::SizeSlice& slice = score.sizes[i];
    if (slice.objects == 0) continue;
    rows.push_back({side_text(slice, i + 1 == score.sizes.size()), grouped(slice.objects),
                    metered(eval::proportion(score.found_by_size[i], slice.objects)),
                    slice.map50
                        ? percent(slice.map50->value) + " " +
                              element("span", {{"class", "range"}}, percent_range(slice.map50->interval))
                        : Html()});
  }
  return table_of({{"Size"}, {"Objects", true}, {"Recall"}, {"mAP50 of this size, at any threshold"}}, rows);
}

Html layer_table(const std::vector<LayerError>& layers) {
  std::vector<Row> rows;
  for (const LayerError& layer : layers)
    rows.push_back({name(layer.layer), layer.operation, decimal(layer.signal_to_noise_db, 1) + " dB",
                    decimal(layer.step, 5)});
  return table_of({{"Layer"}, {"Operation"}, {"SQNR", true}, {"Quantization step", true}}, rows);
}

Html range_table(const std::vector<RangeCandidate>& ranges) {
  std::vector<Row> rows;
  for (const RangeCandidate& candidate : ranges)
    rows.push_back({candidate.name, decimal(candidate.loss, 5), candidate.is_chosen ? "chosen" : ""});
  return table_of({{"Method"}, {"Loss on held-out pictures", true}, {""}}, rows);
}

Html problem_list(const std::vector<Problem>& problems) {
  Html rows;
  for (std::size_t i = 0; i < std::min(problems.size(), kMaxProblems); ++i)
    rows += element("li", element("bdi", problems[i].path) + ": " + problems[i].message);
  if (problems.size() > kMaxProblems)
    rows += element("li", fmt::format("and {} more, in report.json", problems.size() - kMaxProblems));
  return element("ul", rows);
}

Html fact_list(const std::vector<std::pair<std::string, Html>>& facts) {
  Html rows;
  for (const auto& [title, fact] : facts) rows += element("dt", title) + element("dd", fact);
  return element("dl", {{"class", "facts"}}, rows);
}

}  // namespace tinsmith::report
