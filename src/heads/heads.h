// heads/heads.h — the table of heads: what the raw output of a network means.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "graph/graph.h"
#include "scene/box_grid.h"

namespace tinsmith::heads {

enum class Head : std::uint8_t {
  Classification,  // one class for the picture: [1, classes]
  Centroids,       // a class or background for each cell: [1, height, width, 1 + classes], background first
  Boxes,           // decoded rows (boxes.h): [1, rows, 5 + classes]
};

struct HeadInfo {
  Head head;
  std::string_view name;     // "classification", "centroids", "boxes": in files and on the command line
  std::string_view task;     // as `report.json` calls it: boxes are a "detection"
  std::int32_t rank;         // of the output tensor
  std::int32_t first_class;  // channels before it
  std::string_view output;   // in words
};

// One row per head, in the order of the enum.
std::span<const HeadInfo> head_table();
const HeadInfo& info_of(Head head);
std::optional<Head> find_head(std::string_view name);

// Channels that the answer about so many classes ends in.
inline std::int32_t channels_for(Head head, std::int32_t classes) {
  return classes + info_of(head).first_class;
}

// Where a detector's boxes are decoded: in the network, which then answers with rows, or by whoever runs it,
// who then gets the levels of a grid (boxes.h).
enum class BoxForm : std::uint8_t { Rows, Levels };

// Which of two boxes that overlap are one: those of the same class only, or any. On one object the network
// may answer with two classes; firmware that compares across classes reports the surer one, firmware that
// compares per class reports both.
enum class Suppression : std::uint8_t { PerClass, AcrossClasses };
std::string_view name_of(Suppression suppression);  // "per-class", "across-classes": in files and options
std::optional<Suppression> find_suppression(std::string_view name);

// The network as it is shipped: training ends in logits, people and boards want probabilities, so a Softmax
// over the last axis is appended, named "probabilities"; or what the form of boxes wants, for which alone
// `grid` is needed. A graph that ends in that already comes back as it is. InvalidInput when the graph's
// outputs are not what the head starts from.
Result<graph::Graph> with_answer(graph::Graph graph, Head head, const scene::BoxGrid* grid = nullptr,
                                 BoxForm form = BoxForm::Rows);

// Adds to the logit of a centroid network's background, in every cell: cells then answer with an object only
// when they are that much surer. `graph` ends in logits of a convolution with a bias (CHECK).
void shift_background(graph::Graph& graph, double shift);

// InvalidInput when the graph's one output cannot be this head's answer about so many classes, or its outputs
// not the levels of a grid, where one is given; says what was expected.
Result<Done> check_answer(const graph::Graph& graph, Head head, std::int32_t classes,
                          const scene::BoxGrid* levels = nullptr);

}  // namespace tinsmith::heads
