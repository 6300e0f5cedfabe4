// verbs/starting_weights.h — loads pretrained weights into a network before training.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {

// Values of TrainConfig::from that name no file.
inline constexpr std::string_view kShippedWeights = "shipped";  // of shipped_weights.h
inline constexpr std::string_view kRandomWeights = "none";

// Returns the value of TrainConfig::from for this network when none is given: the shipped weights where
// they are the default start (shipped_weights.h), otherwise random weights.
std::string_view default_start(const zoo::Network& network);

// Returns the values of TrainConfig::from that are possible for this network without a file, the default first.
std::vector<std::string_view> possible_starts(const zoo::Network& network);

// Copies all matching weights into `graph`, which was built from `network`: the shipped ones, or those of a
// .safetensors, .pth, .h5, .onnx or float .tflite file, or of a run folder or a checkpoint in it (the run's
// best epoch, with its batch norms where the checkpoint exists). A network with a grey input takes the sum over the colours of a first layer that was learned
// from RGB. Returns a sentence that lists what was loaded and what was not.
//   InvalidInput  too few weights match to be useful
//   NotFound      there is no such file, or nothing is shipped for this network
Result<std::string> start_from(graph::Graph& graph, const zoo::Network& network, const std::string& from);

// Returns the variant of `network` that the weights belong to: Swift-YOLO has two depths, which only the
// layer names distinguish. Returns `network` itself for networks without variants.
Result<const zoo::Network*> network_of_weights(const zoo::Network& network, const std::string& from);

}  // namespace tinsmith::verbs
