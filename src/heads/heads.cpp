#include "heads/heads.h"

#include <array>

#include "base/bytes.h"
#include "base/check.h"

#include "graph/validate.h"
#include "heads/boxes.h"

namespace tinsmith::heads {
namespace {

constexpr std::array kHeads{
    HeadInfo{Head::Classification, "classification", "classification", 2, 0, "[1, classes]"},
    HeadInfo{Head::Centroids, "centroids", "centroids", 4, 1, "[1, height, width, 1 + classes]"},
    HeadInfo{Head::Boxes, "boxes", "detection", 3, kRowFirstClass, "[1, rows, 5 + classes]"},
};

Result<const graph::Tensor*> only_output(const graph::Graph& graph, const HeadInfo& head) {
  if (graph.outputs.size() != 1)
    return fail(Fault::InvalidInput, "the network has {} outputs; {} needs one: {}", graph.outputs.size(),
                head.name, head.output);
  const graph::Tensor& output = graph.tensor(graph.outputs[0]);
  if (output.shape.size() != static_cast<std::size_t>(head.rank))
    return fail(Fault::InvalidInput, "the network's output is {}; {} needs {}",
                graph::format_shape(output.shape), head.name, head.output);
  return &output;
}

}  // namespace

std::span<const HeadInfo> head_table() {
  return kHeads;
}

const HeadInfo& info_of(Head head) {
  return kHeads.at(static_cast<std::size_t>(head));
}

std::optional<Head> find_head(std::string_view name) {
  for (const HeadInfo& info : kHeads)
    if (info.name == name) return info.head;
  return std::nullopt;
}

std::string_view name_of(Suppression suppression) {
  return suppression == Suppression::PerClass ? "per-class" : "across-classes";
}

std::optional<Suppression> find_suppression(std::string_view name) {
  for (const Suppression suppression : {Suppression::PerClass, Suppression::AcrossClasses})
    if (name_of(suppression) == name) return suppression;
  return std::nullopt;
}

Result<graph::Graph> with_answer(graph::Graph graph, Head head, const scene::BoxGrid* grid, BoxForm form) {
  if (head == Head::Boxes) {
    if (form == BoxForm::Levels) {
      CHECK(grid != nullptr, "the levels of network {} have no grid", graph.name);
      return with_level_parts(std::move(graph), *grid);
    }
    if (graph.outputs.size() == 1 && graph.tensor(graph.outputs[0]).name == kBoxesName) return graph;
    CHECK(grid != nullptr, "the rows of network {} have no grid", graph.name);
    return with_decoded_boxes(std::move(graph), *grid);
  }
  TRY(const graph::Tensor* logits, only_output(graph, info_of(head)));
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
        "'{}' is no convolution with a bias that the network ends in", last.name);
  auto values = values_of<float>(graph.tensor(last.inputs[2]).data);
  values[0] += static_cast<float>(shift);
  graph.tensor(last.inputs[2]).data = bytes_of(values);
}

Result<Done> check_answer(const graph::Graph& graph, Head head, std::int32_t classes,
                          const scene::BoxGrid* levels) {
  if (levels != nullptr) {
    CHECK(head == Head::Boxes && levels->classes == classes, "levels of {} classes", levels->classes);
    return check_levels(graph, *levels);
  }
  TRY(const graph::Tensor* output, only_output(graph, info_of(head)));
  const std::int32_t expected = channels_for(head, classes);
  if (output->shape.back() != expected)
    return fail(Fault::InvalidInput, "the network's output is {}; {} with {} classes needs {} channels",
                graph::format_shape(output->shape), info_of(head).name, classes, expected);
  return Done{};
}

}  // namespace tinsmith::heads
