// bundle/assume.h — what is taken for granted about a .tflite that says nothing about itself.
#pragma once

#include <optional>
#include <string>

#include "bundle/model.h"

namespace tinsmith::bundle {

// Fills head, classes and preparation from the graph's shapes, and writes each guess into `assumptions`.
// `labels`: the text of a labels.txt beside the file, one class a line, if there is one.
// Unsupported when the input is no picture or the output no answer of a head in the table.
Result<Done> assume_the_rest(Model& model, const std::optional<std::string>& labels);

}  // namespace tinsmith::bundle
