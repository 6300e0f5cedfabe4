// dataset/reading_text.h — messages about a data set that was read.
//
// The command line and the studio use the same messages.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/counted.h"
#include "dataset/dataset.h"

namespace tinsmith::dataset {

// Returns the English plural of a noun, or of a phrase that ends in one: "mask" → "masks", "box" → "boxes",
// "category" → "categories".
std::string plural_of(std::string_view noun);

// "1 mask", "3 masks", "0 masks".
using tinsmith::counted;
std::string counted(std::size_t count, std::string_view noun);

// Counts the elements that a reader converted or did not use, over the whole data set. It yields one sentence
// per kind, independent of the number of files.
class ReadingTally {
 public:
  // Counts a shape that was replaced by its bounding box. "mask" → "3 masks: read as the boxes around them".
  void read_as_box(std::string_view shape);

  // Counts an element that was read with another meaning. `as_one` and `as_many` complete "read as", in the
  // singular and in the plural. ("tag", "class", "classes") → "3 tags: read as classes".
  void read_as(std::string_view thing, std::string_view as_one, std::string_view as_many);

  // Counts shapes or elements that were not used. "point" → "3 points: not used".
  void not_used(std::string_view thing, std::size_t count = 1);

  // Counts values of a named column, attribute or key that were not used. `kind` is the layout's word for it.
  // ("column", "score") → "column `score`: not used (12 values)".
  void value_not_used(std::string_view kind, std::string_view name, std::size_t count = 1);

  // Adds the counts of another tally.
  void add(const ReadingTally& other);

  // Returns the sentences in alphabetical order; those about "read as" come first.
  std::vector<std::string> sentences() const;

 private:
  struct As {
    std::string one, many;
    std::size_t count = 0;
  };
  std::map<std::string, As, std::less<>> read_as_;
  std::map<std::string, std::size_t, std::less<>> not_used_, values_;
};

// "nut, bolt", shortened after a dozen names: "… and 68 more".
std::string class_list_of(const std::vector<std::string>& classes);

// "300 pictures, 3 classes (apple, banana, orange), read as coco."
std::string summary_of(const Dataset& dataset);

// Returns everything that the user should know about how the data set was read. The first sentences apply
// to the whole data set (shapes read as boxes, unused columns, assumed encodings). The others list, per
// file, what was left out and why. They have no full stop; those about a lost picture or label start with
// `Left out: `.
std::vector<std::string> reading_sentences(const std::vector<Problem>& problems);

}  // namespace tinsmith::dataset
