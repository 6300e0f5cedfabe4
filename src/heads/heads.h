// heads/heads.h — the table of heads: the meaning of a network's raw output.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "graph/graph.h"
#include "scene/box_grid.h"
#include "scene/task.h"

namespace tinsmith::heads {

// The metric with which reports begin and by which runs are compared.
struct Headline {
  std::string_view key;      // in `report.json`: "f1_strict"
  std::string_view title;    // within a sentence: "strict F1"
  std::string_view heading;  // at its beginning: "Strict F1"
};

struct HeadInfo {
  scene::Task task;
  std::string_view report_name;  // of the task in `report.json`, where boxes are a "detection"
  std::int32_t rank;             // rank of the output tensor
  std::int32_t first_class;      // number of channels before the first class
  std::string_view output;       // description of the output
  Headline headline;
  std::string_view choosing_title;  // the metric that chooses the best epoch, in texts: "mAP"
  std::string_view unit;            // what training counts: "pictures" or "objects"
};

// One row per task, in the order of the enum.
//   Classification  one class for the whole picture: [1, classes]
//   Centroids       a class or background per cell: [1, height, width, 1 + classes], background first
//   Boxes           decoded rows (boxes.h): [1, rows, 5 + classes]
std::span<const HeadInfo> head_table();
const HeadInfo& info_of(scene::Task task);

// Returns the number of channels of the output for this number of classes.
inline std::int32_t channels_for(scene::Task task, std::int32_t classes) {
  return classes + info_of(task).first_class;
}

// A detector's boxes are decoded either in the network, whose output is then rows, or by the program that
// runs it, which then gets the levels of a grid (boxes.h).
enum class BoxForm : std::uint8_t { Rows, Levels };

// The overlapping boxes that count as duplicates: only those of the same class, or any. The network may predict
// two classes for one object. Firmware that compares across classes then reports the one with the higher
// score; firmware that compares per class reports both.
enum class Suppression : std::uint8_t { PerClass, AcrossClasses };
// "per-class", "across-classes": used in files and options.
std::string_view name_of(Suppression suppression);
std::optional<Suppression> find_suppression(std::string_view name);

// Returns the network in its exported form. Training ends in logits, but users and boards need probabilities,
// so a Softmax over the last axis is appended, named "probabilities"; for boxes the output that `form`
// requires (only then `grid` is needed). A graph that already ends in this output is returned unchanged.
// InvalidInput: the graph's outputs are not the ones that the task needs.
Result<graph::Graph> with_answer(graph::Graph graph, scene::Task task, const scene::BoxGrid* grid = nullptr,
                                 BoxForm form = BoxForm::Rows);

// Adds `shift` to the background logit of a centroid network in every cell: a cell then predicts an
// object only if its logit is higher by that amount. `graph` must end in the logits of a convolution with
// a bias (CHECK).
void shift_background(graph::Graph& graph, double shift);

// InvalidInput: the graph's single output cannot be that of the task for this number of classes, or its
// outputs are not the levels of `levels`, if given. The message states what was expected.
Result<Done> check_answer(const graph::Graph& graph, scene::Task task, std::int32_t classes,
                          const scene::BoxGrid* levels = nullptr);

}  // namespace tinsmith::heads
