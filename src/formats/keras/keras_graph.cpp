// Implements KerasGraph of formats/keras/layers.h.
#include "formats/keras/layers.h"
#include "graph/shapes.h"

namespace tinsmith::formats {

using graph::Shape;
using graph::TensorId;

namespace {

// Limits of sizes, so that sums and products of two fit into 32 bits.
constexpr std::int32_t kMaxArraySide = 1 << 15, kMaxSide = 1 << 28;

}  // namespace

graph::Graph KerasGraph::finish(const std::string& last_layer) {
  graph_.name = "keras";
  const auto found = outputs_.find(last_layer);
  if (found != outputs_.end()) graph_.outputs = {found->second};
  return std::move(graph_);
}

Result<TensorId> KerasGraph::append(const std::string& name, graph::Attributes attributes,
                                    std::vector<TensorId> inputs) {
  graph::Operator op{std::move(attributes), std::move(inputs), {}, name};
  TRY(const auto shapes, graph::output_shapes(graph_, op));
  for (const std::int32_t size : shapes[0])
    if (size > kMaxSide)
      return fail(Fault::Unsupported, "its output has shape {}", graph::format_shape(shapes[0]));
  CHECK(shapes.size() == 1, "layer {} has {} outputs", name, shapes.size());
  graph::Tensor output;
  output.name = name;
  output.shape = shapes[0];
  graph_.tensors.push_back(std::move(output));
  op.outputs = {static_cast<TensorId>(graph_.tensors.size() - 1)};
  graph_.operators.push_back(std::move(op));
  return graph_.operators.back().outputs[0];
}

TensorId KerasGraph::input(const std::string& name, Shape shape) {
  graph::Tensor tensor;
  tensor.name = name;
  tensor.shape = std::move(shape);
  graph_.tensors.push_back(std::move(tensor));
  graph_.inputs.push_back(static_cast<TensorId>(graph_.tensors.size() - 1));
  return graph_.inputs.back();
}

TensorId KerasGraph::constant(const std::string& name, Shape shape, const std::vector<float>& values,
                              bool is_trainable) {
  graph::Tensor tensor;
  tensor.name = name;
  tensor.shape = std::move(shape);
  tensor.data = bytes_of(values);
  tensor.is_constant = true;
  tensor.is_trainable = is_trainable;
  graph_.tensors.push_back(std::move(tensor));
  return static_cast<TensorId>(graph_.tensors.size() - 1);
}

Result<const KerasArray*> KerasGraph::array(const std::string& layer, std::string_view name,
                                            std::size_t rank) const {
  const KerasArray* found = file_.find(layer, name);
  if (found == nullptr) return fail(Fault::Corrupt, "it has no array '{}'", name);
  if (found->shape.size() != rank)
    return fail(Fault::Corrupt, "its array '{}' has {} dimensions; {} are expected", name,
                found->shape.size(), rank);
  for (const std::int64_t size : found->shape)
    if (size < 1 || size > kMaxArraySide)
      return fail(Fault::Corrupt, "its array '{}' has a size of {}", name, size);
  return found;
}

}  // namespace tinsmith::formats
