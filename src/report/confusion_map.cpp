#include "report/confusion_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/numbers.h"

namespace tinsmith::report {
namespace {

constexpr std::int32_t kMaxClassesWithCounts = 22;
constexpr std::size_t kShortName_characters = 3;  // fits above a column without rotation
constexpr double kFaintest = 0.12;                // keeps a single confusion among hundreds visible
constexpr double kStrong = 0.55;                  // darker shades need light text
constexpr std::size_t kMaxMixups = 6;

class Map {
 public:
  Map(const RunReport& run, const eval::Confusion& confusion) : run_(run), confusion_(confusion) {}

  Html table() const {
    Html head = element("td", {{"style", "background:none"}}, {}), rows;
    for (scene::ClassIndex index = 0; index < confusion_.size(); ++index)
      head += element("th", {{"scope", "col"}}, label_of(index));
    for (scene::ClassIndex truth = 0; truth < confusion_.size(); ++truth) {
      Html cells = element("th", {{"scope", "row"}}, label_of(truth));
      for (scene::ClassIndex answer = 0; answer < confusion_.size(); ++answer) cells += cell(truth, answer);
      rows += element("tr", cells);
    }
    return element("div", {{"class", "scroll"}},
                   element("table", {{"class", table_class()}, {"style", "--cell:" + cell_size()}},
                           element("thead", element("tr", head)) + element("tbody", rows)));
  }

 private:
  bool is_background(scene::ClassIndex index) const {
    return index >= static_cast<std::int32_t>(run_.classes.size());
  }
  std::string text_of(scene::ClassIndex index) const {
    return is_background(index) ? "background" : run_.classes[static_cast<std::size_t>(index)];
  }
  Html label_of(scene::ClassIndex index) const { return name(text_of(index)); }

  bool has_counts() const { return confusion_.size() <= kMaxClassesWithCounts; }

  std::string table_class() const {
    std::size_t longest = 0;
    for (scene::ClassIndex index = 0; index < confusion_.size(); ++index)
      longest = std::max(longest, text_of(index).size());
    return fmt::format("confusion{}{}", longest <= kShortName_characters && has_counts() ? " short" : "",
                       has_counts() ? "" : " dense");
  }

  std::string cell_size() const {
    if (!has_counts()) return ".85rem";
    // As large as the space beside the names permits, within a readable range.
    return fmt::format("clamp(1.35rem, calc((100vw - 8rem) / {}), {})", confusion_.size() + 1,
                       confusion_.size() <= 12 ? "2.5rem" : "1.9rem");
  }

  Html cell(scene::ClassIndex truth, scene::ClassIndex answer) const {
    const std::int64_t times = confusion_.at(truth, answer);
    if (times == 0) return element("td", Html());
    // For centroids, the last column counts missed objects as a fraction of the objects, and the last row
    // false detections as a fraction of the detections.
    const std::int64_t of = is_background(truth) ? confusion_.column_sum(answer) : confusion_.row_sum(truth);
    const double fraction = static_cast<double>(times) / static_cast<double>(of);
    const double shade = kFaintest + (1 - kFaintest) * fraction;
    const std::string title =
        truth == answer ? fmt::format("{}: {} correct, {}", text_of(truth), times, percent(fraction))
                        : fmt::format("{} predicted as {}: {}, {}", text_of(truth), text_of(answer), times,
                                      percent(fraction));
    return element(
        "td",
        {{"class", fmt::format("{}{}", truth == answer ? "hit" : "miss", shade > kStrong ? " strong" : "")},
         {"style", fmt::format("--v:{:.2f}", shade)},
         {"title", title}},
        has_counts() ? Html(fmt::format("{}", times)) : Html());
  }

  const RunReport& run_;
  const eval::Confusion& confusion_;
};

Html strongest_mixups(const RunReport& run, const eval::Confusion& confusion) {
  const auto classes = static_cast<std::int32_t>(run.classes.size());
  if (classes < 2) return {};
  const auto found = eval::mixups(confusion, classes);
  if (found.empty()) return element("p", {{"class", "note"}}, "No class was confused with another.");
  Html rows;
  for (std::size_t i = 0; i < std::min(found.size(), kMaxMixups); ++i) {
    const eval::Mixup& mixup = found[i];
    rows += element("li", name(run.classes[static_cast<std::size_t>(mixup.truth)]) + " predicted as " +
                              name(run.classes[static_cast<std::size_t>(mixup.answer)]) + ": " +
                              fmt::format("{} of {}", mixup.times, confusion.row_sum(mixup.truth)));
  }
  return element("div", element("h3", "Most frequent confusions") + element("ul", rows));
}

}  // namespace

Html confusion_map(const RunReport& run, const Score& score) {
  const eval::Confusion& confusion = confusion_of(score);
  if (confusion.size() > kMaxClassesInMap)
    return element("p", {{"class", "note"}},
                   fmt::format("With {} classes the whole matrix is in report.json; these are the most "
                               "frequent confusions.",
                               run.classes.size())) +
           strongest_mixups(run, confusion);
  return element("p", {{"class", "note"}},
                 "Rows: ground truth. Columns: predicted. The shades show the fractions of each row.") +
         element("div", {{"class", "beside"}},
                 Map(run, confusion).table() + strongest_mixups(run, confusion));
}

}  // namespace tinsmith::report
