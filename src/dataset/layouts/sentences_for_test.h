// dataset/layouts/sentences_for_test.h — what the tests of readers look at in a data set.
#pragma once

#include <string>
#include <vector>

#include "dataset/read.h"
#include "dataset/reading_text.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {

using Names = std::vector<std::string>;
using Boxes = std::vector<scene::LabelledBox>;

inline Dataset read_tree(const files::TreeForTest& tree, ReadOptions options = {}) {
  return read_dataset(tree.path(), options).value();
}

inline const Picture& picture_of(const Dataset& dataset, std::string_view path) {
  for (const Picture& picture : dataset.pictures)
    if (picture.path == path) return picture;
  CHECK(false, "no picture {}", path);
}

// Each problem as the sentence that people read.
inline Names says(const Dataset& dataset) {
  Names all;
  for (const Problem& problem : dataset.problems) all.push_back(sentence_of(problem));
  return all;
}

}  // namespace tinsmith::dataset
