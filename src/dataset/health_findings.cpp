// Converts the counts of a Health to findings with advice.
#include <fmt/format.h>

#include <algorithm>

#include "base/counted.h"
#include "dataset/health.h"

namespace tinsmith::dataset {
namespace {

using Gravity = Finding::Gravity;

// With fewer pictures or objects of a class than this, the result for the class is mostly chance.
constexpr std::int64_t kFewPictures = 20;
// Max ratio of the most frequent class to the rarest.
constexpr double kUnevenRatio = 3;
// Max ratio of the upper to the lower quartile of width ÷ height. Beyond it, one input shape cannot
// suit all pictures.
constexpr double kMixedShapes = 1.5;
// Min fraction of null pictures. With fewer, a detector has rarely seen a picture without objects.
constexpr double kFewNullPictures = 0.05;

// A counter that is reported when it is not 0.
struct CounterRule {
  std::int64_t Health::*counter;
  const char* code;
  Gravity gravity;
  const char* message;  // {} is replaced by the count
  const char* advice;
};
constexpr CounterRule kCounterRules[] = {
    {&Health::broken_pictures, "broken-pictures", Gravity::Warning,
     "Pictures that cannot be read, and are left out: {}.",
     "Save them again as JPEG or PNG, or delete them."},
    {&Health::missing_pictures, "missing-pictures", Gravity::Warning,
     "Pictures that have labels but do not exist in the data set: {}.",
     "Add the pictures, or remove their labels."},
    {&Health::broken_labels, "broken-labels", Gravity::Warning,
     "Labels that cannot be read, and are left out: {}.",
     "Check the files listed here and correct them in your labelling tool."},
    {&Health::not_understood, "labels-not-understood", Gravity::Warning,
     "Pictures whose labels could not be read completely, and are treated as unlabelled: {}.",
     "Correct the label files listed here; a picture with a missing box would teach the model that its "
     "object is background."},
    {&Health::all_outside, "no-box-inside", Gravity::Warning,
     "Pictures without any box that has an area inside the picture, which are not used: {}.",
     "Check whether these labels belong to other pictures, or to pictures of another size."},
    {&Health::contradictions, "contradictions", Gravity::Warning,
     "Identical pictures that are in two classes: {}.", "Keep each picture only in the correct class."},
    {&Health::zero_area_boxes, "zero-area-boxes", Gravity::Warning,
     "Boxes without area, which cannot be used for training: {}.", "Delete them, or draw them again."},
    {&Health::outside_boxes, "outside-boxes", Gravity::Warning,
     "Boxes that extend beyond the edge of their picture: {}.",
     "They are clipped at the edge; if there are many, the labels may belong to pictures of another size."},
    {&Health::missing, "missing-annotations", Gravity::Warning,
     "Pictures without any label, which are not used: {}.",
     "Label them, or mark those without an object as empty."},
    {&Health::small_objects, "small-objects", Gravity::Warning,
     "Objects that are very small at the chosen input size: {}.",
     "Choose a larger input, or move the camera closer."},
    {&Health::exact_duplicates, "exact-duplicates", Gravity::Hint,
     "Pictures that are exact copies of others: {}.",
     "Copies add no information; delete them. Until then a split keeps them together."},
    {&Health::near_duplicates, "near-duplicates", Gravity::Hint,
     "Pictures that are near duplicates of others: {}.",
     "No action is needed: a split keeps them together. More varied pictures would improve the model."},
};

// The requirements of a platform for an upload. 0: no requirement.
struct PlatformRule {
  const char* platform;
  std::size_t min_classes, max_classes;
  std::int64_t min_pictures_per_class;
  std::uint64_t max_bytes;
};
constexpr PlatformRule kPlatformRules[] = {
    {"MaixHub (2020)", 3, 0, 40, 20'000'000},
    {"SenseCraft", 2, 200, 0, 0},
};

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 5); ++i)
    list += fmt::format("{}{}", i == 0 ? "" : ", ", names[i]);
  return names.size() > 5 ? fmt::format("{} and {} more", list, names.size() - 5) : list;
}

void find_nothing_to_learn(const Health& health, std::vector<Finding>& findings) {
  if (health.objects == 0) {
    findings.push_back({Gravity::Stop,
                        "nothing-labelled",
                        "This data set has no labels.",
                        "Label the pictures, or check that the correct layout was detected.",
                        {}});
    return;
  }
  const auto used = std::count_if(health.classes.begin(), health.classes.end(),
                                  [](const ClassCount& of_class) { return of_class.objects > 0; });
  if (health.label_kind == LabelKind::Classes && used < 2)
    findings.push_back({Gravity::Stop,
                        "one-class",
                        "There is only one class, so there is nothing to classify.",
                        "Add a folder of pictures of another class, such as the empty background.",
                        {}});
}

void find_uneven_classes(const Health& health, std::vector<Finding>& findings) {
  std::vector<std::string> empty, few;
  std::int64_t most = 0, fewest = 0;
  for (const ClassCount& of_class : health.classes) {
    if (of_class.objects == 0) {
      empty.push_back(of_class.name);
      continue;
    }
    if (of_class.pictures < kFewPictures)
      few.push_back(fmt::format("{} ({})", of_class.name, of_class.pictures));
    most = std::max(most, of_class.objects);
    fewest = fewest == 0 ? of_class.objects : std::min(fewest, of_class.objects);
  }
  if (!empty.empty() && health.objects > 0)
    findings.push_back({Gravity::Warning,
                        "empty-classes",
                        fmt::format("No object has the class {}.", list_of(empty)),
                        "Remove the class from the list, or label some objects of it.",
                        {}});
  if (!few.empty())
    findings.push_back(
        {Gravity::Warning,
         "few-pictures",
         fmt::format("These classes have fewer than {} pictures: {}.", kFewPictures, list_of(few)),
         fmt::format("Take more pictures of them; {} are few, 100 are good.", kFewPictures),
         {}});
  if (fewest > 0 && static_cast<double>(most) > kUnevenRatio * static_cast<double>(fewest))
    findings.push_back({Gravity::Warning,
                        "uneven-classes",
                        fmt::format("The most frequent class has {} objects, the rarest {}.", most, fewest),
                        "Add pictures of the rare classes; until then train with class weights.",
                        {}});
}

// Max fraction of leaks that hardly changes the results. More leaks make them worthless.
constexpr double kManyLeaks_fraction = 0.02;

void find_leaks(const Health& health, std::vector<Finding>& findings) {
  if (health.given_leaks == 0) return;
  const bool are_many = static_cast<double>(health.given_leaks) >
                        kManyLeaks_fraction * static_cast<double>(health.given_pictures);
  findings.push_back(
      {are_many ? Gravity::Warning : Gravity::Hint,
       "split-leaks",
       fmt::format("Of {} validation and test pictures of the given split, {} a near duplicate "
                   "among the training pictures.",
                   health.given_pictures, counted(health.given_leaks, "has", "have")),
       "Delete those listed here, or split the pictures again: train with --val 0.2 --test 0.2.",
       {}});
}

void find_shapes(const Health& health, std::vector<Finding>& findings) {
  if (health.aspect_ratio.upper > kMixedShapes * health.aspect_ratio.lower && health.aspect_ratio.lower > 0)
    findings.push_back({Gravity::Hint,
                        "mixed-shapes",
                        fmt::format("Pictures have different aspect ratios: width ÷ height is at most {:.2f} "
                                    "for a quarter of them, and at least {:.2f} for another quarter.",
                                    health.aspect_ratio.lower, health.aspect_ratio.upper),
                        "Take pictures with the aspect ratio of the board's camera.",
                        {}});
  const auto labelled = health.pictures - health.missing;
  if (health.label_kind == LabelKind::Boxes && labelled > 0 &&
      static_cast<double>(health.null) < kFewNullPictures * static_cast<double>(labelled))
    findings.push_back({Gravity::Hint,
                        "few-null-pictures",
                        fmt::format("Labelled pictures without an object: {} of {}.", health.null, labelled),
                        "Add some pictures of the empty scene, so that the model learns the background.",
                        {}});
}

// Reports pictures with 16 bits per channel. image::SixteenBits describes how they are read.
void find_depths(const Health& health, std::vector<Finding>& findings) {
  if (health.read_as_12_bits > 0) {
    const bool is_mixed = health.read_as_16_bits > 0;
    findings.push_back(
        {is_mixed ? Gravity::Warning : Gravity::Hint,
         "read-as-12-bits",
         is_mixed ? fmt::format("Of the pictures with 16 bits per channel, {} have no value above 4095 and "
                                "are read as 12-bit pictures, 16 times as bright as the other {}.",
                                health.read_as_12_bits, health.read_as_16_bits)
                  : fmt::format("Pictures with 16 bits per channel that have no value above 4095, and are "
                                "read as 12-bit pictures: {}.",
                                health.read_as_12_bits),
         is_mixed ? "Export all of them as 8-bit pictures with the same brightness factor."
                  : "No action is needed if the camera has 12 bits; the board's pictures must then be as "
                    "bright as these.",
         {}});
  }
  if (health.nearly_black > 0)
    findings.push_back({Gravity::Warning,
                        "nearly-black",
                        fmt::format("Pictures with 16 bits per channel that use less than a tenth of their "
                                    "range, and are nearly black when read: {}.",
                                    health.nearly_black),
                        "Export them as 8-bit pictures, brightened by the same factor.",
                        {}});
}

void find_platforms(const Health& health, std::vector<Finding>& findings) {
  const std::size_t classes = health.classes.size();
  for (const PlatformRule& rule : kPlatformRules) {
    std::vector<std::string> breaches;
    if (classes < rule.min_classes)
      breaches.push_back(
          fmt::format("it needs at least {} classes, there are {}", rule.min_classes, classes));
    if (rule.max_classes > 0 && classes > rule.max_classes)
      breaches.push_back(
          fmt::format("it allows at most {} classes, there are {}", rule.max_classes, classes));
    std::vector<std::string> few;
    for (const ClassCount& of_class : health.classes) {
      if (of_class.pictures < rule.min_pictures_per_class)
        few.push_back(fmt::format("{} ({})", of_class.name, of_class.pictures));
    }
    if (!few.empty())
      breaches.push_back(fmt::format("it needs at least {} pictures per class, which is not the case for {}",
                                     rule.min_pictures_per_class, list_of(few)));
    if (rule.max_bytes > 0 && health.file_bytes > rule.max_bytes)
      breaches.push_back(fmt::format("it allows at most {} MB, the pictures have {:.1f} MB",
                                     rule.max_bytes / 1'000'000,
                                     static_cast<double>(health.file_bytes) / 1e6));
    std::string message;
    for (const std::string& breach : breaches) message += (message.empty() ? "" : "; ") + breach;
    if (!message.empty())
      findings.push_back({Gravity::Hint,
                          "platform",
                          fmt::format("{} would refuse this data set: {}.", rule.platform, message),
                          "This matters only for uploads to that platform; Tinsmith trains without it.",
                          {}});
  }
}

}  // namespace

std::vector<Finding> findings_of(const Health& health) {
  std::vector<Finding> findings;
  find_nothing_to_learn(health, findings);
  for (const CounterRule& rule : kCounterRules) {
    if (health.*rule.counter == 0) continue;
    findings.push_back({rule.gravity,
                        rule.code,
                        fmt::format(fmt::runtime(rule.message), health.*rule.counter),
                        rule.advice,
                        {}});
  }
  find_uneven_classes(health, findings);
  find_leaks(health, findings);
  for (const AbsentClasses& absent : health.absent_classes)
    findings.push_back({Gravity::Warning, "class-absent-from-part", text_of(absent), advice_of(absent), {}});
  find_shapes(health, findings);
  find_depths(health, findings);
  if (health.options.checks_platforms) find_platforms(health, findings);
  for (Finding& finding : findings) {
    if (const auto examples = health.examples.find(finding.code); examples != health.examples.end())
      finding.examples = examples->second;
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.gravity < b.gravity; });
  return findings;
}

}  // namespace tinsmith::dataset
