// zoo/zoo.h — the table of networks that can be trained, and their builders.
//
// Every network ends in logits; a box detector has one NHWC output per level. `heads::with_answer` appends
// the operators that a board needs. Layers have the names that Keras uses, so that published weights can be
// assigned by name.
#pragma once

#include <span>
#include <string>

#include "graph/graph.h"
#include "scene/box_grid.h"
#include "scene/task.h"

namespace tinsmith::zoo {

struct BuildSettings {
  std::int32_t width = 96, height = 96;  // of the input, in pixels
  std::int32_t channels = 3;             // 1: grey, 3: RGB
  std::int32_t classes = 2;              // without the background
  std::uint64_t seed = 1;                // for the initial weights
};

struct Network {
  std::string_view name;   // as the user types it: "mobilenetv2-0.35"
  std::string_view about;  // one line that helps the user choose
  scene::Task task;        // what its logits describe
  // The network for this task that is trained when none is chosen, and that is listed first. One per task.
  bool is_default = false;
  double width_multiplier;  // alpha in the papers
  std::int32_t stride;      // the input's sides must be multiples of this
  double learning_rate;     // initial value for AdamW with a batch size of 32 (16 for boxes)
  graph::Graph (*build)(const Network& network, const BuildSettings& settings);
  // Box detectors only: what the rows of the outputs mean, per level.
  scene::BoxGrid (*box_grid)(const BuildSettings& settings) = nullptr;
  // The graph that pretraining on crops uses instead of `build`. For box detectors that can be pretrained it is the
  // backbone with a classification head instead of the neck; for MobileNetV1 it has the padding of the K210. The
  // layers of the backbone have the same names and shapes in both graphs.
  graph::Graph (*build_classifier)(const Network& network, const BuildSettings& settings) = nullptr;
  std::int32_t variant = 1;  // for networks with several variants; the builder's header says what it means
};

std::span<const Network> networks();

// Returns the network that is trained for this task when none is chosen: the one marked `is_default`.
const Network& default_network(scene::Task task);

// NotFound lists the existing names.
Result<const Network*> find_network(std::string_view name);

// Builds the network.
//   InvalidInput  a side that is too large or no multiple of the stride, fewer than 1 class, or a number
//                 of channels other than 1 and 3
Result<graph::Graph> build(const Network& network, const BuildSettings& settings);

}  // namespace tinsmith::zoo
