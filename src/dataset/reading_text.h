// dataset/reading_text.h — what is said of a data set once it was read, in the same words on the command line
// and in the studio.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::dataset {

// "nut, bolt", cut after a dozen names: "… and 68 more".
std::string class_list_of(const std::vector<std::string>& classes);

// "300 pictures, 3 classes (apple, banana, orange), read as coco."
std::string summary_of(const Dataset& dataset);

// Everything that a person should know of how the data set was read: first what holds for all of it (shapes
// read as boxes, columns not used, encodings assumed), then file by file what was left out, with the reason.
// One sentence each, without a full stop; `Left out: ` stands before those that cost a picture or a label.
std::vector<std::string> reading_sentences(const std::vector<Problem>& problems);

}  // namespace tinsmith::dataset
