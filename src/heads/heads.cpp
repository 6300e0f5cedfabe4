#include "heads/heads.h"

#include <array>

#include "base/bytes.h"
#include "base/check.h"

#include "graph/validate.h"
#include "heads/boxes.h"

namespace tinsmith::heads {
namespace {

constexpr std::array kHeads{
    HeadInfo{.task = scene::Task::Classification,
             .report_name = "classification",
             .rank = 2,
             .first_class = 0,
             .output = "[1, classes]",
             .headline = {"accuracy", "accuracy", "Accuracy"},
             .choosing_title = "accuracy",
             .unit = "pictures"},
    HeadInfo{.task = scene::Task::Centroids,
             .report_name = "centroids",
             .rank = 4,
             .first_class = 1,
             .output = "[1, height, width, 1 + classes]",
             .headline = {"f1_strict", "strict F1", "Strict F1"},
             .choosing_title = "strict F1",
             .unit = "objects"},
    HeadInfo{.task = scene::Task::Boxes,
             .report_name = "detection",
             .rank = 3,
             .first_class = kRowFirstClass,
             .output = "[1, rows, 5 + classes]",
             .headline = {"map50", "mAP50", "mAP50"},
             .choosing_title = "mAP",
             .unit = "objects"},
};

Result<const graph::Tensor*> only_output(const graph::Graph& graph, const HeadInfo& head) {
  if (graph.outputs.size() != 1)
    return fail(Fault::InvalidInput, "the network has {} outputs; {} needs one: {}", graph.outputs.size(),
                scene::name_of(head.task), head.output);
  const graph::Tensor& output = graph.tensor(graph.outputs[0]);
  if (output.shape.size() != static_cast<std::size_t>(head.rank))
    return fail(Fault::InvalidInput, "the network's output is {}; {} needs {}",
                graph::format_shape(output.shape), scene::name_of(head.task), head.output);
  return &output;
}

}  // namespace

std::span<const HeadInfo> head_table() {
  return kHeads;
}

const HeadInfo& info_of(scene::Task task) {
  return kHeads.at(static_cast<std::size_t>(task));
}

std::string_view name_of(Suppression suppression) {
  return suppression == Suppression::PerClass ? "per-class" : "across-classes";
}

std::optional<Suppression> find_suppression(std::string_view name) {
  for (const Suppression suppression : {Suppression::PerClass, Suppression::AcrossClasses})
    if (name_of(suppression) == name) return suppression;
  return std::nullopt;
}

Result<graph::Graph> with_answer(graph::Graph graph, scene::Task task, const scene::BoxGrid* grid,
                                 BoxForm form) {
  if (task == scene::Task::Boxes) {
    if (form == BoxForm::Levels) {
      CHECK(grid != nullptr, "the levels of network {} have no grid", graph.name);
      return with_level_parts(std::move(graph), *grid);
    }
    if (graph.outputs.size() == 1 && graph.tensor(graph.outputs[0]).name == kBoxesName) return graph;
    CHECK(grid != nullptr, "the rows of network {} have no grid", graph.name);
    return with_decoded_boxes(std::move(graph), *grid);
  }
  TRY(const graph::Tensor* logits, only_output(graph, info_of(task)));
  if (!graph.operators.empty() && graph.operators.back().is<graph::Softmax>() &&
      graph.operators.back().outputs == graph.outputs)
    return graph;
  graph::Tensor probabilities;
  probabilities.name = "probabilities";
  probabilities.shape = logits->shape;
  graph.tensors.push_back(std::move(probabilities));
  const auto id = static_cast<graph::TensorId>(graph.tensors.size() - 1);
  graph.operators.push_back({graph::Softmax{}, graph.outputs, {id}, "probabilities"});
  graph.outputs = {id};
  TRY_DONE(graph::validate(graph));
  return graph;
}

void shift_background(graph::Graph& graph, double shift) {
  const graph::Operator& last = graph.operators.back();
  CHECK(last.is<graph::Conv2d>() && last.outputs == graph.outputs && last.inputs.size() == 3 &&
            last.inputs[2] != graph::kNoTensor,
        "'{}' is not a convolution with a bias at the end of the network", last.name);
  auto values = values_of<float>(graph.tensor(last.inputs[2]).data);
  values[0] += static_cast<float>(shift);
  graph.tensor(last.inputs[2]).data = bytes_of(values);
}

Result<Done> check_answer(const graph::Graph& graph, scene::Task task, std::int32_t classes,
                          const scene::BoxGrid* levels) {
  if (levels != nullptr) {
    CHECK(task == scene::Task::Boxes && levels->classes == classes, "levels of {} classes", levels->classes);
    return check_levels(graph, *levels);
  }
  TRY(const graph::Tensor* output, only_output(graph, info_of(task)));
  const std::int32_t expected = channels_for(task, classes);
  if (output->shape.back() != expected)
    return fail(Fault::InvalidInput, "the network's output is {}; {} with {} classes needs {} channels",
                graph::format_shape(output->shape), scene::name_of(task), classes, expected);
  return Done{};
}

}  // namespace tinsmith::heads
