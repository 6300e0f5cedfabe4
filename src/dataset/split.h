// dataset/split.h — divides pictures into the training, validation and test splits.
//
// The split is:
//   leak-safe     Duplicates and near duplicates (duplicates.h) are always in the same split; otherwise the
//                 model would be tested on pictures it was trained on. The same holds for the pictures of one
//                 recording, where recordings are known.
//   balanced      Classes have the same fraction in every split, as far as the groups allow. With boxes, a
//                 picture counts for the rarest class it shows.
//   reproducible  The same data and seed give the same split.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/thread_pool.h"
#include "dataset/dataset.h"
#include "dataset/duplicates.h"

namespace tinsmith::dataset {

struct SplitOptions {
  double validation_fraction = 0.15;
  double test_fraction = 0.15;
  std::uint64_t seed = 1;
  bool ignore_given = false;  // true: ignores the splits that the data set gives
  // The recording of each picture; all pictures of a recording stay in one split. An empty name means no
  // recording, and an empty list means that no recordings are known. The pictures of a recording are assumed
  // to be in order of time.
  std::vector<std::string> session_of;
};

// The effect of recordings on a split.
struct SessionSplit {
  // A class with fewer recordings than splits. Its largest recording is cut by time if it is long enough.
  struct Cut {
    scene::ClassIndex class_index = -1;  // −1: pictures without objects
    std::int64_t units = 0;              // recordings of the class, or groups of pictures without a recording
    std::int64_t left_out = 0;           // pictures between the parts that are in no split
    bool is_cut = false;                 // false: too short, or all similar; all of it is used for training
  };
  std::int64_t count = 0;  // recordings with at least two pictures
  std::vector<Cut> cut;
};

// The number of test results that near duplicates in different splits would have distorted.
struct Leak {
  std::int64_t test_pictures = 0;     // of a random split with the same fractions and seed
  std::int64_t leaking = 0;           // of those, with a near duplicate among its training pictures
  std::int64_t given_test = 0;        // of the given test split; 0 when none was given or it was ignored
  std::int64_t given_leaking = 0;     // of those, with a near duplicate among the given training pictures
  std::int64_t groups = 0;            // groups of two or more pictures
  std::int64_t grouped_pictures = 0;  // pictures in these groups
  // The number of pictures after the first of each group. These could be deleted, and `data
  // check` counts them.
  std::int64_t copies() const { return grouped_pictures - groups; }
  std::int64_t largest_group = 0;
};

struct DatasetSplit {
  std::uint64_t seed = 0;
  std::vector<std::size_t> train, validation, test;           // positions in Dataset::pictures, ascending
  bool has_given_validation = false, has_given_test = false;  // given by the layout; otherwise drawn
  std::vector<std::int32_t> group_of;                         // near-duplicate group of each picture
  Leak leak;
  SessionSplit sessions;
  std::vector<std::string> gone;  // paths in a split file that the data set no longer contains
};

// Divides the annotated pictures that decode; all others are in no split. Splits given by the layout are
// kept (a picture without one belongs to train). A missing split is cut from the training pictures. A class
// with only one group is trained and not tested. InvalidInput (nothing is annotated, or the fractions leave
// no training pictures).
Result<DatasetSplit> split_dataset(const Dataset& dataset, const Fingerprints& fingerprints,
                                   const SplitOptions& options, ThreadPool& threads);

// Returns one or two sentences for the user; empty when there are no recordings.
std::string text_of(const SessionSplit& sessions, const std::vector<std::string>& classes);

// A split that has pictures, but none of some classes that other splits contain.
struct AbsentClasses {
  Split side = Split::Train;
  std::vector<std::string> classes;
};
std::vector<AbsentClasses> absent_classes(const DatasetSplit& split, const Dataset& dataset);

// text_of states the consequence: "No validation picture shows cherry, so …". advice_of states the remedy.
std::string text_of(const AbsentClasses& absent);
std::string advice_of(const AbsentClasses& absent);

// Returns a few sentences for the user: what was kept together, what a random split would have leaked, and
// what a given split leaks.
std::string text_of(const Leak& leak);

// "Drawn with seed 1, class by class.", or the splits that the data set gives.
std::string origin_of(const DatasetSplit& split);

// {"seed", "given_val", "given_test", "train": [paths], "val": [paths], "test": [paths], "groups": [[paths of
// one group], …], "leak": {…}}
nlohmann::ordered_json to_json(const DatasetSplit& split, const Dataset& dataset);

// Reads the JSON of to_json for the same data set. Pictures that the data set no longer contains are in no
// split and listed in `gone`. InvalidInput (a picture is named twice), Corrupt (not such a JSON).
Result<DatasetSplit> split_from_json(const std::string& text, const Dataset& dataset);

}  // namespace tinsmith::dataset
