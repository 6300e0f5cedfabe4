// studio/starting_weights.h — weights from a file into a network that is about to be trained.
#pragma once

#include <string>

#include "graph/graph.h"
#include "zoo/zoo.h"

namespace tinsmith::studio {

// Fills what fits of `graph` from a .safetensors, .pth, .h5, float .tflite, or a run folder (its best epoch).
// Answers a sentence that says what was loaded and what was not. InvalidInput when too little fits to be of
// use.
Result<std::string> start_from(graph::Graph& graph, const std::string& file);

// The network of the family of `network` that the file's weights are of: Swift-YOLO comes in two depths, and
// only its layers' names say which. `network` itself where there is nothing to tell.
Result<const zoo::Network*> network_of_weights(const zoo::Network& network, const std::string& file);

}  // namespace tinsmith::studio
