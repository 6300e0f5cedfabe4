// dataset/health.h — what `data check` says of a data set: how much there is, how even it is, what is wrong
// with it.
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
  image::Size input{96, 96};      // of the network that is to be trained
  double smallest_object_px = 8;  // at that size, the shorter side; smaller ones are hard to find
  bool checks_platforms = false;  // whether other platforms would take an upload of the data set
};

// Something a person should know; in a Health, gravest first.
struct Finding {
  enum class Gravity : std::uint8_t { Stop, Warning, Hint };
  Gravity gravity = Gravity::Hint;
  std::string code;                   // stable, for programs: "broken-pictures"
  std::string says;                   // one sentence: what was found
  std::string advice;                 // one sentence: what to do
  std::vector<std::string> examples;  // paths, at most ten
};

struct ClassCount {
  std::string name;
  std::int64_t pictures = 0;  // that show it
  std::int64_t objects = 0;   // boxes; for classification, as `pictures`
  std::map<std::string, std::int64_t> objects_by_split;
};

// A number of every picture or box, told by five: smallest, lower quartile, middle, upper quartile, largest.
struct Spread {
  double smallest = 0, lower = 0, middle = 0, upper = 0, largest = 0;
};

struct Health {
  std::string name, format;
  Task task = Task::Classification;
  std::int64_t pictures = 0, objects = 0, missing = 0, null = 0;
  std::int64_t broken_pictures = 0, missing_pictures = 0, broken_labels = 0;
  std::int64_t not_understood = 0;  // pictures whose labels could not be understood in full
  std::int64_t all_outside = 0;     // pictures none of whose boxes has an area inside them
  // Pictures beyond the first of their group; exact ones are near ones too. As Leak::copies.
  std::int64_t exact_duplicates = 0, near_duplicates = 0;
  std::int64_t largest_group = 0;
  std::int64_t contradictions = 0;  // groups of the same bytes in different classes
  std::int64_t zero_area_boxes = 0, outside_boxes = 0, small_objects = 0;
  std::int64_t read_as_12_bits = 0, read_as_16_bits = 0,
               nearly_black = 0;  // of pictures with 16 bits a channel
  std::uint64_t file_bytes = 0;
  std::vector<ClassCount> classes;
  std::map<std::string, std::int64_t> pictures_by_split;
  std::vector<AbsentClasses> absent_classes;  // of the parts that the layout gives
  // Validation and test pictures that the layout gives, and those with a near duplicate in training.
  std::int64_t given_pictures = 0, given_leaks = 0;
  Spread width, height, aspect_ratio;          // width ÷ height
  Spread objects_per_picture, object_side_px;  // the shorter side, at the input size
  HealthOptions options;
  std::map<std::string, std::vector<std::string>> examples;  // of pictures, by the code of the finding
  std::vector<Problem> problems;                             // of single files, all of them
  std::vector<Finding> findings;
};

// What is found wrong, from what was counted; fills in nothing else. The platforms' rules are among it, as
// hints.
std::vector<Finding> findings_of(const Health& health);

// Decodes every picture once. Cancelled.
Result<Health> check_health(const Dataset& dataset, const HealthOptions& options, ThreadPool& threads,
                            Progress& progress);

// The same of pictures that were looked at already.
Health health_of(const Dataset& dataset, const Fingerprints& fingerprints, const HealthOptions& options,
                 ThreadPool& threads);

std::string text_of(const Health& health);  // for a person, plain English, lines end in '\n'
nlohmann::ordered_json to_json(const Health& health);

}  // namespace tinsmith::dataset
