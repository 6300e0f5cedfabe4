// Converts a Health to text for the user and to JSON for programs.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "dataset/health.h"
#include "dataset/reading_text.h"

namespace tinsmith::dataset {
namespace {

constexpr int kBarWidth = 24;
constexpr std::size_t kMaxClassesShown = 12;
constexpr std::size_t kMaxProblemsShown = 60;

struct Counter {
  const char* key;
  std::int64_t Health::*value;
};
constexpr Counter kCounters[] = {
    {"pictures", &Health::pictures},
    {"objects", &Health::objects},
    {"missing_annotations", &Health::missing},
    {"null_annotations", &Health::null},
    {"broken_pictures", &Health::broken_pictures},
    {"missing_pictures", &Health::missing_pictures},
    {"broken_labels", &Health::broken_labels},
    {"labels_not_understood", &Health::not_understood},
    {"no_box_inside", &Health::all_outside},
    {"exact_duplicates", &Health::exact_duplicates},
    {"near_duplicates", &Health::near_duplicates},
    {"given_split_leaks", &Health::given_leaks},
    {"largest_duplicate_group", &Health::largest_group},
    {"contradictions", &Health::contradictions},
    {"zero_area_boxes", &Health::zero_area_boxes},
    {"outside_boxes", &Health::outside_boxes},
    {"small_objects", &Health::small_objects},
    {"read_as_12_bits", &Health::read_as_12_bits},
    {"nearly_black", &Health::nearly_black},
};

struct QuartilesRow {
  const char* key;
  const char* title;
  Quartiles Health::*value;
  bool is_of_boxes;
};
constexpr QuartilesRow kQuartiles[] = {
    {"width", "width, pixels", &Health::width, false},
    {"height", "height, pixels", &Health::height, false},
    {"aspect_ratio", "width ÷ height", &Health::aspect_ratio, false},
    {"objects_per_picture", "objects per picture", &Health::objects_per_picture, true},
    {"object_side_px", "object, shorter side", &Health::object_side_px, true},
};

const char* name_of(Finding::Gravity gravity) {
  switch (gravity) {
    case Finding::Gravity::Stop:
      return "stop";
    case Finding::Gravity::Warning:
      return "warning";
    case Finding::Gravity::Hint:
      return "hint";
  }
  CHECK(false, "gravity {} has no name", static_cast<int>(gravity));
}

std::string short_number(double value) {
  return value == static_cast<double>(static_cast<std::int64_t>(value)) ? fmt::format("{:.0f}", value)
                                                                        : fmt::format("{:.2f}", value);
}

void add_classes(const Health& health, std::string& text) {
  std::int64_t most = 1;
  std::size_t longest = 5;
  for (const ClassCount& of_class : health.classes) {
    most = std::max(most, of_class.objects);
    longest = std::max(longest, std::min<std::size_t>(of_class.name.size(), 30));
  }
  const bool has_boxes = health.label_kind == LabelKind::Boxes;
  text += fmt::format("\n{:<{}}  {:>9}{}\n", "class", longest, "pictures", has_boxes ? "    objects" : "");
  std::size_t shown = 0;
  for (const ClassCount& of_class : health.classes) {
    if (++shown > kMaxClassesShown) {
      text += fmt::format("… and {} more\n", health.classes.size() - kMaxClassesShown);
      break;
    }
    std::string bar;
    for (std::int64_t i = 0; i < of_class.objects * kBarWidth / most; ++i) bar += "▇";
    text += fmt::format("{:<{}}  {:>9}{}  {}\n", of_class.name, longest, of_class.pictures,
                        has_boxes ? fmt::format("  {:>9}", of_class.objects) : "", bar);
  }
}

void add_quartiles(const Health& health, std::string& text) {
  text += fmt::format("\n{:<30}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "", "min", "lower ¼", "median", "upper ¼",
                      "max");
  for (const QuartilesRow& row : kQuartiles) {
    if (row.is_of_boxes && health.label_kind != LabelKind::Boxes) continue;
    const Quartiles& quartiles = health.*row.value;
    const std::string title =
        row.value == &Health::object_side_px
            ? fmt::format("{} at {}×{}", row.title, health.options.input.width, health.options.input.height)
            : row.title;
    text += fmt::format("{:<30}{:>10}{:>10}{:>10}{:>10}{:>10}\n", title, short_number(quartiles.min),
                        short_number(quartiles.lower), short_number(quartiles.median),
                        short_number(quartiles.upper), short_number(quartiles.max));
  }
}

// Findings whose examples are listed with the reason for each.
constexpr std::string_view kFindingsWithReasons[] = {"broken-pictures", "missing-pictures", "broken-labels"};
constexpr std::size_t kMaxReasonsShown = 10, kMaxExamplesShown = 3;

std::string reason_of(const Health& health, const std::string& path) {
  const auto problem = std::find_if(health.problems.begin(), health.problems.end(),
                                    [&](const Problem& one) { return one.path == path; });
  return problem == health.problems.end() ? std::string() : fmt::format(": {}", problem->message);
}

void add_findings(const Health& health, std::string& text) {
  if (health.findings.empty()) {
    text += "\nNo problems were found. The data set is ready for training.\n";
    return;
  }
  for (const Finding& finding : health.findings) {
    const char* mark = finding.gravity == Finding::Gravity::Stop      ? "✗"
                       : finding.gravity == Finding::Gravity::Warning ? "!"
                                                                      : "·";
    text += fmt::format("\n{} {}\n  → {}\n", mark, finding.message, finding.advice);
    const bool has_reasons = std::find(std::begin(kFindingsWithReasons), std::end(kFindingsWithReasons),
                                       finding.code) != std::end(kFindingsWithReasons);
    const std::size_t count =
        std::min<std::size_t>(finding.examples.size(), has_reasons ? kMaxReasonsShown : kMaxExamplesShown);
    for (std::size_t i = 0; i < count; ++i)
      text += fmt::format("    {}{}\n", finding.examples[i],
                          has_reasons ? reason_of(health, finding.examples[i]) : std::string());
    if (finding.examples.size() > count) text += "    …\n";
  }
}

// Adds what was left out or read as something else, with the reasons.
void add_problems(const Health& health, std::string& text) {
  const auto sentences = reading_sentences(health.problems);
  if (sentences.empty()) return;
  text += "\nHow it was read:\n";
  for (std::size_t i = 0; i < std::min(sentences.size(), kMaxProblemsShown); ++i)
    text += fmt::format("  {}\n", sentences[i]);
  if (sentences.size() > kMaxProblemsShown)
    text += fmt::format("  … and {} more; --json lists all of them\n", sentences.size() - kMaxProblemsShown);
}

}  // namespace

std::string text_of(const Health& health) {
  std::string text = fmt::format("{}: {} in {}, layout {}, {:.1f} MB\n", health.name,
                                 counted(static_cast<std::size_t>(health.pictures), "picture"),
                                 counted(health.classes.size(), "class"), health.format,
                                 static_cast<double>(health.file_bytes) / 1e6);
  if (health.label_kind == LabelKind::Boxes)
    text +=
        fmt::format("{}; pictures without an object (null): {}, without labels (missing): {}\n",
                    counted(static_cast<std::size_t>(health.objects), "object"), health.null, health.missing);
  if (health.not_understood > 0)
    text += fmt::format("pictures whose labels could not be read completely, treated as unlabelled: {}\n",
                        health.not_understood);
  if (health.all_outside > 0)
    text += fmt::format("pictures without any box that has an area inside the picture, not used: {}\n",
                        health.all_outside);
  if (health.pictures_by_split.size() > 1 || !health.pictures_by_split.contains("none")) {
    text += "split:";
    for (const Split split : {Split::Train, Split::Validation, Split::Test, Split::None}) {
      const auto count = health.pictures_by_split.find(std::string(name_of(split)));
      if (count != health.pictures_by_split.end()) text += fmt::format(" {} {}", count->first, count->second);
    }
    text += "\n";
  }
  add_classes(health, text);
  add_quartiles(health, text);
  add_findings(health, text);
  add_problems(health, text);
  return text;
}

nlohmann::ordered_json to_json(const Health& health) {
  nlohmann::ordered_json json{{"name", health.name},
                              {"format", health.format},
                              {"task", name_of(health.label_kind)},
                              {"bytes", health.file_bytes}};
  for (const Counter& row : kCounters) json[row.key] = health.*row.value;
  json["pictures_by_split"] = health.pictures_by_split;
  json["classes"] = nlohmann::ordered_json::array();
  for (const ClassCount& of_class : health.classes)
    json["classes"].push_back({{"name", of_class.name},
                               {"pictures", of_class.pictures},
                               {"objects", of_class.objects},
                               {"objects_by_split", of_class.objects_by_split}});
  for (const QuartilesRow& row : kQuartiles) {
    const Quartiles& quartiles = health.*row.value;
    json[row.key] = {quartiles.min, quartiles.lower, quartiles.median, quartiles.upper, quartiles.max};
  }
  json["input"] = {{"width", health.options.input.width}, {"height", health.options.input.height}};
  json["findings"] = nlohmann::ordered_json::array();
  for (const Finding& finding : health.findings)
    json["findings"].push_back({{"gravity", name_of(finding.gravity)},
                                {"code", finding.code},
                                {"message", finding.message},
                                {"advice", finding.advice},
                                {"examples", finding.examples}});
  json["problems"] = nlohmann::ordered_json::array();
  for (const Problem& problem : health.problems)
    json["problems"].push_back({{"path", problem.path}, {"message", problem.message}});
  return json;
}

}  // namespace tinsmith::dataset
