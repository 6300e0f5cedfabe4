#include "graph/validate.h"

#include <cmath>

#include "graph/operators.h"
#include "graph/shapes.h"

namespace tinsmith::graph {
namespace {

bool in_range(const Graph& graph, TensorId id) {
  return id >= 0 && static_cast<std::size_t>(id) < graph.tensors.size();
}

Result<Done> check_quantization(const Tensor& tensor) {
  const Quantization& quantization = tensor.quantization;
  if (!quantization.is_quantized()) return Done{};
  if (quantization.zero_points.size() != quantization.scales.size())
    return fail(Fault::InvalidInput, "it has {} scales and {} zero points", quantization.scales.size(),
                quantization.zero_points.size());
  for (const float scale : quantization.scales)
    if (!std::isfinite(scale) || scale <= 0) return fail(Fault::InvalidInput, "it has a scale of {}", scale);
  if (!quantization.is_per_channel()) return Done{};
  const auto axis = quantization.axis;
  if (axis < 0 || static_cast<std::size_t>(axis) >= tensor.shape.size() ||
      static_cast<std::size_t>(tensor.shape[static_cast<std::size_t>(axis)]) != quantization.scales.size())
    return fail(Fault::InvalidInput, "it has {} scales along axis {} of shape {}", quantization.scales.size(),
                axis, format_shape(tensor.shape));
  return Done{};
}

Result<Done> check_tensor(const Tensor& tensor) {
  double count = 1;  // a double cannot overflow here
  for (const std::int32_t size : tensor.shape) {
    if (size < 0 || (size == 0 && !tensor.is_constant))
      return fail(Fault::InvalidInput, "its shape is {}", format_shape(tensor.shape));
    count *= size;
  }
  if (count > static_cast<double>(kMaxTensor_elements))
    return fail(Fault::InvalidInput, "its shape {} has more than {} values", format_shape(tensor.shape),
                kMaxTensor_elements);
  const std::size_t expected =
      tensor.is_constant ? static_cast<std::size_t>(count) * size_bytes(tensor.type) : 0;
  if (tensor.data.size() != expected)
    return fail(Fault::InvalidInput, "it holds {} bytes; {} of shape {} needs {}", tensor.data.size(),
                name_of(tensor.type), format_shape(tensor.shape), expected);
  if (tensor.is_trainable && (!tensor.is_constant || tensor.type != ElementType::Float32))
    return fail(Fault::InvalidInput, "only a float constant can be trainable");
  return check_quantization(tensor);
}

Result<Done> check_operator(const Graph& graph, const Operator& op, std::vector<bool>& ready) {
  for (const TensorId id : op.inputs) {
    if (id == kNoTensor) continue;
    if (!in_range(graph, id))
      return fail(Fault::InvalidInput, "it reads tensor {} of {}", id, graph.tensors.size());
    if (!ready[static_cast<std::size_t>(id)])
      return fail(Fault::InvalidInput, "it reads '{}' before an operator computes it", graph.tensor(id).name);
  }
  TRY(const auto shapes, output_shapes(graph, op));
  if (op.outputs.size() != shapes.size())
    return fail(Fault::InvalidInput, "it has {} outputs; {} are expected", op.outputs.size(), shapes.size());
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const TensorId id = op.outputs[i];
    if (!in_range(graph, id))
      return fail(Fault::InvalidInput, "its output is tensor {} of {}", id, graph.tensors.size());
    const Tensor& output = graph.tensor(id);
    if (ready[static_cast<std::size_t>(id)])
      return fail(Fault::InvalidInput, "its output '{}' exists already", output.name);
    if (output.shape != shapes[i])
      return fail(Fault::InvalidInput, "'{}' is declared as {}, but {} computes {}", output.name,
                  format_shape(output.shape), info_of(op).name, format_shape(shapes[i]));
    ready[static_cast<std::size_t>(id)] = true;
  }
  return Done{};
}

}  // namespace

Result<Done> validate(const Graph& graph) {
  std::vector<bool> ready(graph.tensors.size(), false);
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    TRY_DONE(check_tensor(graph.tensors[i]).during(fmt::format("tensor {} '{}'", i, graph.tensors[i].name)));
    ready[i] = graph.tensors[i].is_constant;
  }
  if (graph.inputs.empty() || graph.outputs.empty())
    return fail(Fault::InvalidInput, "the graph has {} inputs and {} outputs; it needs one of each at least",
                graph.inputs.size(), graph.outputs.size());
  for (const TensorId id : graph.inputs) {
    if (!in_range(graph, id) || ready[static_cast<std::size_t>(id)])
      return fail(Fault::InvalidInput,
                  "the graph's input {} is a constant, doubled, or not one of {} tensors", id,
                  graph.tensors.size());
    ready[static_cast<std::size_t>(id)] = true;
  }
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    TRY_DONE(check_operator(graph, op, ready)
                 .during(fmt::format("operator {} ({}) '{}'", i, info_of(op).name, op.name)));
  }
  for (const TensorId id : graph.outputs)
    if (!in_range(graph, id) || !ready[static_cast<std::size_t>(id)])
      return fail(Fault::InvalidInput, "no operator computes the graph's output {}", id);
  return Done{};
}

}  // namespace tinsmith::graph
