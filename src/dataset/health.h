// dataset/health.h — the report of `data check`: size and balance of a data set, and its problems.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/thread_pool.h"
#include "dataset/dataset.h"
#include "dataset/duplicates.h"
#include "dataset/split.h"

namespace tinsmith::dataset {

struct HealthOptions {
  image::Size input{96, 96};      // of the network to be trained
  double min_object_px = 8;       // shorter side at input size; smaller objects are hard to detect
  bool checks_platforms = false;  // also checks whether other platforms accept the data set
};

// Something that the user should know. A Health lists findings by decreasing gravity.
struct Finding {
  enum class Gravity : std::uint8_t { Stop, Warning, Hint };
  Gravity gravity = Gravity::Hint;
  std::string code;                   // stable identifier for programs: "broken-pictures"
  std::string message;                // one sentence: what was found
  std::string advice;                 // one sentence: what to do
  std::vector<std::string> examples;  // paths, at most ten
};

struct ClassCount {
  std::string name;
  std::int64_t pictures = 0;  // pictures that show the class
  std::int64_t objects = 0;   // boxes; for classification, equal to `pictures`
  std::map<std::string, std::int64_t> objects_by_split;
};

// Five-number summary of a quantity of all pictures or boxes: min, lower quartile, median,
// upper quartile, max.
struct Quartiles {
  double min = 0, lower = 0, median = 0, upper = 0, max = 0;
};

struct Health {
  std::string name, format;
  LabelKind label_kind = LabelKind::Classes;
  std::int64_t pictures = 0, objects = 0, missing = 0, null = 0;
  std::int64_t broken_pictures = 0, missing_pictures = 0, broken_labels = 0;
  std::int64_t not_understood = 0;  // pictures with labels that could not be read
  std::int64_t all_outside = 0;     // pictures in which no box has an area inside the picture
  // Number of pictures after the first of each group, as Leak::copies. Exact duplicates are
  // also near duplicates.
  std::int64_t exact_duplicates = 0, near_duplicates = 0;
  std::int64_t largest_group = 0;
  std::int64_t contradictions = 0;  // groups of identical pictures with different classes
  std::int64_t zero_area_boxes = 0, outside_boxes = 0, small_objects = 0;
  // Counts of pictures with 16 bits per channel, as in Fingerprints.
  std::int64_t read_as_12_bits = 0, read_as_16_bits = 0, nearly_black = 0;
  std::uint64_t file_bytes = 0;
  std::vector<ClassCount> classes;
  std::map<std::string, std::int64_t> pictures_by_split;
  std::vector<AbsentClasses> absent_classes;  // for the splits that the layout gives
  // The number of validation and test pictures that the layout gives, and how many of them have a near
  // duplicate in the training split.
  std::int64_t given_pictures = 0, given_leaks = 0;
  Quartiles width, height, aspect_ratio;          // width ÷ height
  Quartiles objects_per_picture, object_side_px;  // the shorter side, at the input size
  HealthOptions options;
  std::map<std::string, std::vector<std::string>> examples;  // paths of pictures, by the code of the finding
  std::vector<Problem> problems;                             // all problems with single files
  std::vector<Finding> findings;
};

// Derives the findings from the counts in `health`. The rules of other platforms appear as hints.
std::vector<Finding> findings_of(const Health& health);

// Checks the data set; decodes every picture once. Cancelled.
Result<Health> check_health(const Dataset& dataset, const HealthOptions& options, ThreadPool& threads,
                            Progress& progress);

// As above, for pictures that already have fingerprints.
Health health_of(const Dataset& dataset, const Fingerprints& fingerprints, const HealthOptions& options,
                 ThreadPool& threads);

std::string text_of(const Health& health);  // plain English for the user; lines end in '\n'
nlohmann::ordered_json to_json(const Health& health);

}  // namespace tinsmith::dataset
