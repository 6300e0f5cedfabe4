// dataset/split.h — which pictures a model learns from, is chosen by, and is judged by.
//
// Leak-safe: pictures that are the same or nearly so (duplicates.h) always stand on one side, or the model
// would be judged by pictures it learnt. So do the pictures of one recording, where recordings are known.
// Even: classes have the same shares on all sides, as far as the groups allow; with boxes, a picture counts
// for the rarest class it shows. Reproducible: the same data and seed give the same split.
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
  double validation_share = 0.15;
  double test_share = 0.15;
  std::uint64_t seed = 1;
  bool ignore_given = false;  // true: cut anew what the data set had cut already
  // Of every picture, the recording it is from; pictures of one stay on one side. An empty name is none, and
  // an empty list means that nothing is known. Pictures are taken to be in the order of time.
  std::vector<std::string> session_of;
};

// What recordings did to a division.
struct SessionSplit {
  // A class with fewer recordings than there are sides. Its largest one was cut in time.
  struct Cut {
    scene::ClassIndex class_index = -1;  // −1: pictures without objects
    std::int64_t units = 0;              // recordings of the class, or pictures that belong to none
    std::int64_t left_out = 0;           // pictures between the parts, on no side
    bool is_cut = false;                 // false: too short, or all alike; all of it is learned
  };
  std::int64_t count = 0;  // recordings of two pictures or more
  std::vector<Cut> cut;
};

// What near duplicates on two sides would have done to the figures.
struct Leak {
  std::int64_t test_pictures = 0;     // of a division by chance, with the same shares and seed
  std::int64_t leaking = 0;           // of those, with a near duplicate among its training pictures
  std::int64_t given_test = 0;        // of the given test set; 0 where none was given, or it was ignored
  std::int64_t given_leaking = 0;     // of those, with a near duplicate among the given training pictures
  std::int64_t groups = 0;            // of two or more pictures
  std::int64_t grouped_pictures = 0;  // in those
  // Pictures beyond the first of their group: what could be deleted, and what `data check` counts.
  std::int64_t copies() const { return grouped_pictures - groups; }
  std::int64_t largest_group = 0;
};

struct Division {
  std::uint64_t seed = 0;
  std::vector<std::size_t> train, validation, test;           // positions in Dataset::pictures, rising
  bool has_given_validation = false, has_given_test = false;  // by the layout; otherwise drawn
  std::vector<std::int32_t> group_of;                         // of every picture
  Leak leak;
  SessionSplit sessions;
  std::vector<std::string> gone;  // paths that a split file names and the data set no longer holds
};

// Pictures that nobody annotated, or that do not decode, are on no side. A given train, validation or test
// set is kept as it is (a picture given to none belongs to train); a side that is lacking is cut from the
// training pictures. A class with one group only is learnt and not tested. InvalidInput (nothing annotated,
// shares that leave nothing to learn from).
Result<Division> divide(const Dataset& dataset, const Fingerprints& fingerprints, const SplitOptions& options,
                        ThreadPool& threads);

// A sentence or two for a person; empty when there are no recordings.
std::string text_of(const SessionSplit& sessions, const std::vector<std::string>& classes);

// A side that has pictures, none of which shows some of the classes that other sides show.
struct AbsentClasses {
  Split side = Split::Train;
  std::vector<std::string> classes;
};
std::vector<AbsentClasses> absent_classes(const Division& division, const Dataset& dataset);

// What that means: "No picture to validate on shows cherry, so …". And what to do about it.
std::string text_of(const AbsentClasses& absent);
std::string advice_of(const AbsentClasses& absent);

// A sentence or two for a person: what was kept together, what a division by chance would have leaked, and
// what a given split leaks.
std::string text_of(const Leak& leak);

// "Drawn with seed 1, class by class.", or which parts the data set gives.
std::string origin_of(const Division& division);

// {"seed", "train": [paths], "val": [paths], "test": [paths], "groups": [[paths of one group], …], "leak":
// {…}}
nlohmann::ordered_json to_json(const Division& division, const Dataset& dataset);

// Reads it back for the same data set. Pictures that have gone from the data set since are on no side, and in
// `gone`. InvalidInput when it names a picture twice, Corrupt when it is not such a JSON.
Result<Division> division_from_json(const std::string& text, const Dataset& dataset);

}  // namespace tinsmith::dataset
