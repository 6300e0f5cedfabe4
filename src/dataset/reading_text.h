// dataset/reading_text.h — what is said of a data set once it was read, in the same words on the command line
// and in the studio.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/counted.h"
#include "dataset/dataset.h"

namespace tinsmith::dataset {

// The English plural of a noun, or of a phrase that ends in one: "mask" → "masks", "box" → "boxes",
// "category" → "categories".
std::string plural_of(std::string_view noun);

// "1 mask", "3 masks", "0 masks".
using tinsmith::counted;
std::string counted(std::size_t count, std::string_view noun);

// What a reader turned into something else or did not use, counted for the whole data set: one sentence for
// each kind, however many files it stands in.
class ReadingTally {
 public:
  // A shape finer than a box that became the box around it. "mask" → "3 masks: read as the boxes around
  // them".
  void read_as_box(std::string_view shape);

  // Something else that was read with another meaning than its plain one. `as` completes "read as", in the
  // singular and in the plural. ("tag", "class", "classes") → "3 tags: read as classes".
  void read_as(std::string_view thing, std::string_view as_one, std::string_view as_many);

  // A shape or an element that was not used. "point" → "3 points: not used".
  void not_used(std::string_view thing, std::size_t count = 1);

  // A named column, attribute or key whose values were not used, `kind` being the layout's word for it.
  // ("column", "score") → "column `score`: not used (12 values)".
  void value_not_used(std::string_view kind, std::string_view name, std::size_t count = 1);

  // Adds what another tally has counted.
  void add(const ReadingTally& other);

  // In alphabetical order, those that were read as something else first.
  std::vector<std::string> sentences() const;

 private:
  struct As {
    std::string one, many;
    std::size_t count = 0;
  };
  std::map<std::string, As, std::less<>> read_as_;
  std::map<std::string, std::size_t, std::less<>> not_used_, values_;
};

// "nut, bolt", cut after a dozen names: "… and 68 more".
std::string class_list_of(const std::vector<std::string>& classes);

// "300 pictures, 3 classes (apple, banana, orange), read as coco."
std::string summary_of(const Dataset& dataset);

// Everything that a person should know of how the data set was read: first what holds for all of it (shapes
// read as boxes, columns not used, encodings assumed), then file by file what was left out, with the reason.
// One sentence each, without a full stop; `Left out: ` stands before those that cost a picture or a label.
std::vector<std::string> reading_sentences(const std::vector<Problem>& problems);

}  // namespace tinsmith::dataset
