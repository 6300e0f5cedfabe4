// zoo/zoo.h — the networks that can be trained: one table, one builder each.
//
// Every network ends in logits (a box detector in one tensor of them for each level, NHWC);
// `heads::with_answer` appends what a board wants. Layers are named as Keras
// names them, so that published weights find their places.
#pragma once

#include <span>
#include <string>

#include "graph/graph.h"
#include "scene/box_grid.h"

namespace tinsmith::zoo {

struct BuildSettings {
  std::int32_t width = 96, height = 96;  // of the input, pixels
  std::int32_t channels = 3;             // 1: grey, 3: RGB
  std::int32_t classes = 2;              // without background
  std::uint64_t seed = 1;                // of the weights
};

enum class Answer : std::uint8_t { Classes, Centroids, Boxes };  // what the logits are about

struct Network {
  std::string_view name;   // as typed: "mobilenetv2-0.35"
  std::string_view about;  // one line, for a person who chooses
  Answer answer;
  double width_multiplier;  // alpha
  std::int32_t stride;      // the input's sides must be multiples of it
  double learning_rate;     // a good first one for AdamW and batches of 32 (of 16 for boxes)
  graph::Graph (*build)(const Network& network, const BuildSettings& settings);
  // Boxes: what the rows of the outputs stand for, level by level.
  scene::BoxGrid (*box_grid)(const BuildSettings& settings) = nullptr;
  std::int32_t variant = 1;  // of networks that come in several; says what in the builder's header
};

std::span<const Network> networks();

// NotFound lists the names that there are.
Result<const Network*> find_network(std::string_view name);

// Refuses sizes that the strides do not divide, fewer than 1 class, channels other than 1 and 3
// (InvalidInput).
Result<graph::Graph> build(const Network& network, const BuildSettings& settings);

}  // namespace tinsmith::zoo
