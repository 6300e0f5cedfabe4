// heads/heads.h — the table of heads: what the raw output of a network means.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "graph/graph.h"

namespace tinsmith::heads {

enum class Head : std::uint8_t {
  Classification,  // one class for the picture: [1, classes]
  Centroids,       // a class or background for each cell: [1, height, width, 1 + classes], background first
};

struct HeadInfo {
  Head head;
  std::string_view name;    // "classification", "centroids": in files and on the command line
  std::int32_t rank;        // of the output tensor
  std::int32_t background;  // channels before the first class
  std::string_view output;  // in words
};

// One row per head, in the order of the enum.
std::span<const HeadInfo> head_table();
const HeadInfo& info_of(Head head);
std::optional<Head> find_head(std::string_view name);

// Channels that a network for so many classes ends in.
inline std::int32_t channels_for(Head head, std::int32_t classes) {
  return classes + info_of(head).background;
}

// The network as it is shipped: training ends in logits, people and boards want probabilities, so a Softmax
// over the last axis is appended, named "probabilities". A graph that ends in one already comes back as it
// is. InvalidInput when the graph has not exactly one output, or one of another rank.
Result<graph::Graph> with_answer(graph::Graph graph, Head head);

// Adds to the logit of a centroid network's background, in every cell: cells then answer with an object only
// when they are that much surer. `graph` ends in logits of a convolution with a bias (CHECK).
void shift_background(graph::Graph& graph, double shift);

// InvalidInput when the graph's one output cannot be this head's answer about so many classes; says what was
// expected.
Result<Done> check_answer(const graph::Graph& graph, Head head, std::int32_t classes);

}  // namespace tinsmith::heads
