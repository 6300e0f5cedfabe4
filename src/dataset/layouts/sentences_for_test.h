// dataset/layouts/sentences_for_test.h — what the tests of readers look at in a data set.
#pragma once

#include <string>
#include <vector>

#include "dataset/reading_text.h"

namespace tinsmith::dataset {

using Names = std::vector<std::string>;
using Boxes = std::vector<scene::LabelledBox>;

// Each problem as the sentence that people read.
inline Names says(const Dataset& dataset) {
  Names all;
  for (const Problem& problem : dataset.problems) all.push_back(sentence_of(problem));
  return all;
}

}  // namespace tinsmith::dataset
