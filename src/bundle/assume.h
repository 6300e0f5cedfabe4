// bundle/assume.h — assumptions about a model that describes itself not at all or incompletely.
#pragma once

#include <optional>
#include <string>

#include "bundle/model.h"
#include "bundle/tflite_description.h"

namespace tinsmith::bundle {

// Information that came with a foreign model, besides its graph.
struct FoundBeside {
  std::optional<std::string> labels;  // the text of a labels.txt beside the file, one class per line
  TfliteDescription description;      // metadata of a .tflite; empty for other files
};

// Fills in task, classes, preparation, input values and kind of output from the graph's shapes and from
// `found`. Writes each guess, and each thing that was found but not used, into `assumptions`. If there are
// several outputs, keeps the one that all others lead to. Labels packed in the file have priority over those
// beside it. Unsupported: the input is not a picture, or the output is not the output of a known task.
Result<Done> assume_the_rest(Model& model, const FoundBeside& found);

}  // namespace tinsmith::bundle
