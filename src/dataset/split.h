// dataset/split.h — which pictures a model learns from, is chosen by, and is judged by.
//
// Leak-safe: pictures that are the same or nearly so (duplicates.h) always stand on one side, or the model
// would be judged by pictures it learnt. Even: classes have the same shares on all sides, as far as the
// groups allow; with boxes, a picture counts for the rarest class it shows. Reproducible: the same data and
// seed give the same split.
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
};

// What near duplicates on two sides would have done to the figures.
struct Leak {
  std::int64_t test_pictures = 0;     // of a division by chance, with the same shares and seed
  std::int64_t leaking = 0;           // of those, with a near duplicate among its training pictures
  std::int64_t given_test = 0;        // of the given test set; 0 where none was given, or it was ignored
  std::int64_t given_leaking = 0;     // of those, with a near duplicate among the given training pictures
  std::int64_t groups = 0;            // of two or more pictures
  std::int64_t grouped_pictures = 0;  // in those
  std::int64_t largest_group = 0;
};

struct Division {
  std::uint64_t seed = 0;
  std::vector<std::size_t> train, validation, test;  // positions in Dataset::pictures, rising
  std::vector<std::int32_t> group_of;                // of every picture
  Leak leak;
};

// Pictures that nobody annotated, or that do not decode, are on no side. A given train, validation or test
// set is kept as it is (a picture given to none belongs to train); a side that is lacking is cut from the
// training pictures. A class with one group only is learnt and not tested. InvalidInput (nothing annotated,
// shares that leave nothing to learn from).
Result<Division> divide(const Dataset& dataset, const Fingerprints& fingerprints, const SplitOptions& options,
                        ThreadPool& threads);

// One or two sentences for a person: what was kept together, and what a division by chance would have leaked.
std::string text_of(const Leak& leak);

// {"seed", "train": [paths], "val": [paths], "test": [paths], "groups": [[paths of one group], …], "leak":
// {…}}
nlohmann::ordered_json to_json(const Division& division, const Dataset& dataset);

// Reads it back for the same data set. InvalidInput when it names a picture twice or one that is not there,
// Corrupt when it is not such a JSON.
Result<Division> division_from_json(const std::string& text, const Dataset& dataset);

}  // namespace tinsmith::dataset
