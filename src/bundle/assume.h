// bundle/assume.h — what is taken for granted about a model that says nothing, or not enough, about itself.
#pragma once

#include <optional>
#include <string>

#include "bundle/model.h"
#include "bundle/tflite_description.h"

namespace tinsmith::bundle {

// What came with a foreign model, apart from its graph.
struct FoundBeside {
  std::optional<std::string> labels;  // the text of a labels.txt beside the file, one class a line
  TfliteDescription description;      // what a .tflite says about itself; empty for other files
};

// Fills head, classes, preparation, input values and kind of answer from the graph's shapes and from what was
// found, and writes each guess, and each thing that was found and not used, into `assumptions`. Of several
// outputs it keeps the one that all others lead to. Packed labels come before those beside the file.
// Unsupported when the input is no picture or the output no answer of a head in the table.
Result<Done> assume_the_rest(Model& model, const FoundBeside& found);

}  // namespace tinsmith::bundle
