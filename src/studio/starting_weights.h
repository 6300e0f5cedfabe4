// studio/starting_weights.h — weights from a file into a network that is about to be trained.
#pragma once

#include <string>

#include "graph/graph.h"

namespace tinsmith::studio {

// Fills what fits of `graph` from a .safetensors, .pth, .h5, float .tflite, or a run folder (its best epoch).
// Answers a sentence that says what was loaded and what was not. InvalidInput when too little fits to be of
// use.
Result<std::string> start_from(graph::Graph& graph, const std::string& file);

}  // namespace tinsmith::studio
