#include "quant/simulate.h"

#include <algorithm>
#include <map>

#include "graph/validate.h"
#include "quant/rewrite.h"
#include "quant/scale_groups.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::Operator;
using graph::Tensor;
using graph::TensorId;

constexpr std::string_view kSuffix = "_int8";  // suffix of the rounded activation's name

// Makes the readers of `tensor` read the rounded one, which also replaces it as a graph output under
// the old name.
Operator fake_quantize(Graph& graph, const graph::Links& links, TensorId tensor,
                       const graph::Quantization& quantization) {
  Tensor rounded = graph.tensor(tensor);
  rounded.name += kSuffix;
  graph.tensors.push_back(std::move(rounded));
  const auto id = static_cast<TensorId>(graph.tensors.size() - 1);
  redirect(graph, links, tensor, id);
  if (is_graph_output(graph, tensor)) {
    std::replace(graph.outputs.begin(), graph.outputs.end(), tensor, id);
    std::swap(graph.tensor(tensor).name, graph.tensor(id).name);
  }
  const graph::FakeQuantize fake{quantization.scales[0],
                                 static_cast<std::int32_t>(quantization.zero_points[0])};
  return {fake, {tensor}, {id}, graph.tensor(id).name};
}

}  // namespace

Graph simulated(Graph float_graph, const Graph& int8_graph) {
  std::map<std::string_view, const Tensor*> by_name;
  for (const Tensor& tensor : int8_graph.tensors) by_name[tensor.name] = &tensor;
  const graph::Links links = graph::links_of(float_graph);
  std::vector<Operator> operators;
  for (std::size_t i = 0; i < float_graph.operators.size(); ++i) {
    const Operator op = float_graph.operators[i];
    operators.push_back(op);
    if (only_moves_values(op)) continue;
    for (const TensorId output : op.outputs) {
      const auto found = by_name.find(float_graph.tensor(output).name);
      // An output may read the inputs of a concatenation directly, so the int8 graph may not have it.
      if (found == by_name.end() && op.is<graph::Concatenation>()) continue;
      CHECK(found != by_name.end() && found->second->quantization.is_quantized(), "'{}' has no int8 form",
            float_graph.tensor(output).name);
      const graph::Quantization quantization = found->second->quantization;
      operators.push_back(fake_quantize(float_graph, links, output, quantization));
    }
  }
  // The inputs of operators were redirected in `float_graph` meanwhile, so they are copied from there.
  for (std::size_t i = 0, next = 0; i < operators.size(); ++i)
    if (!operators[i].is<graph::FakeQuantize>()) operators[i].inputs = float_graph.operators[next++].inputs;
  float_graph.operators = std::move(operators);
  for (const Operator& op : float_graph.operators)
    if (has_weights(op))
      float_graph.tensor(op.inputs[1]).is_trainable = float_graph.tensor(op.inputs[2]).is_trainable = true;
  const auto valid = graph::validate(float_graph);
  CHECK(valid.has_value(), "the simulated graph: {}", valid.error().text());
  return float_graph;
}

std::vector<KnownAffine> take_simulated(Graph& graph) {
  std::vector<KnownAffine> known;
  std::vector<bool> erased(graph.operators.size());
  const graph::Links links = graph::links_of(graph);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const auto* fake = graph.operators[i].as<graph::FakeQuantize>();
    if (fake == nullptr) continue;
    const TensorId exact = graph.operators[i].inputs[0], rounded = graph.operators[i].outputs[0];
    if (is_graph_output(graph, rounded)) {
      std::replace(graph.outputs.begin(), graph.outputs.end(), rounded, exact);
      std::swap(graph.tensor(exact).name, graph.tensor(rounded).name);
    }
    redirect(graph, links, rounded, exact);
    known.push_back({graph.tensor(exact).name, {fake->scale, fake->zero_point}});
    erased[i] = true;
  }
  erase_operators(graph, erased);
  graph::drop_unused_tensors(graph);
  return known;
}

}  // namespace tinsmith::quant
