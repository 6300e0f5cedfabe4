// dataset/layouts/sentences_for_test.h — helpers that the tests of readers share.
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

// Returns each problem as the sentence shown to the user.
inline Names message(const Dataset& dataset) {
  Names all;
  for (const Problem& problem : dataset.problems) all.push_back(sentence_of(problem));
  return all;
}

}  // namespace tinsmith::dataset
