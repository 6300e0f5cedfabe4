// verbs/starting_weights.h — loads pretrained weights from a file into a network before training.
#pragma once

#include <string>

#include "graph/graph.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {

// Copies all matching weights into `graph` from a .safetensors, .pth, .h5 or float .tflite file, or from a
// run folder (its best epoch). Returns a sentence that lists what was loaded and what was not. InvalidInput
// when too few weights match to be useful.
Result<std::string> start_from(graph::Graph& graph, const std::string& file);

// Returns the variant of `network` that the file's weights belong to: Swift-YOLO has two depths, which only
// the layer names distinguish. Returns `network` itself for networks without variants.
Result<const zoo::Network*> network_of_weights(const zoo::Network& network, const std::string& file);

}  // namespace tinsmith::verbs
