#include "formats/onnx/graph_network.h"

#include <algorithm>

#include "graph/shapes.h"
#include "graph/validate.h"

namespace tinsmith::formats {

using graph::Shape;
using graph::TensorId;

namespace {

Result<Done> check_size(const Shape& shape) {
  double count = 1;  // a double cannot overflow here
  for (const std::int32_t size : shape) count *= size;
  if (count > static_cast<double>(graph::kMaxTensor_elements))
    return fail(Fault::Unsupported, "its output {} has more than {} values", graph::format_shape(shape),
                graph::kMaxTensor_elements);
  return Done{};
}

}  // namespace

Result<ValuePtr> GraphNetwork::find(const std::string& name) {
  if (const auto found = values_.find(name); found != values_.end()) return found->second;
  const auto initializer = initializers_.find(name);
  if (initializer == initializers_.end())
    return fail(Fault::Corrupt, "it reads '{}', which no earlier node computes", name);
  TRY(auto constant,
      read_constant(*initializer->second, allowance_, external_).during(fmt::format("'{}'", name)));
  Value value{name, constant.shape, std::make_shared<const Constant>(std::move(constant)), {}, nullptr};
  return values_[name] = std::make_shared<Value>(std::move(value));
}

Result<Done> GraphNetwork::define(const std::string& name, Value value) {
  if (values_.contains(name) || initializers_.contains(name))
    return fail(Fault::Corrupt, "its output '{}' exists already", name);
  value.name = name;
  values_[name] = std::make_shared<Value>(std::move(value));
  return Done{};
}

TensorId GraphNetwork::add_input(const std::string& name, const Shape& shape, graph::ElementType type) {
  graph::Tensor tensor;
  tensor.name = name;
  tensor.shape = shape;
  tensor.type = type;
  if (type != graph::ElementType::Float32) tensor.quantization = {{1}, {0}, 0};
  graph_.tensors.push_back(std::move(tensor));
  graph_.inputs.push_back(static_cast<TensorId>(graph_.tensors.size() - 1));
  return graph_.inputs.back();
}

const graph::Operator* GraphNetwork::maker_of(TensorId id) const {
  const auto found = makers_.find(id);
  return found == makers_.end() ? nullptr : &graph_.operators[found->second];
}

Result<TensorId> GraphNetwork::constant(const std::string& name, const Shape& shape,
                                        const std::vector<float>& values) {
  TRY_DONE(allowance_.spend(values.size() * sizeof(float)));
  graph::Tensor tensor;
  tensor.name = name;
  tensor.shape = shape;
  tensor.data = bytes_of(values);
  tensor.is_constant = true;
  graph_.tensors.push_back(std::move(tensor));
  return static_cast<TensorId>(graph_.tensors.size() - 1);
}

Result<Stored> GraphNetwork::lying(Value& value) {
  if (value.stored.empty()) TRY_DONE(in_order(value, natural_order(value.shape.size())));
  return value.stored.front();
}

Result<TensorId> GraphNetwork::in_order(Value& value, const Order& order) {
  for (const Stored& stored : value.stored)
    if (stored.order == order) return stored.tensor;
  const std::string name = value.stored.empty() ? value.name : value.name + "/turned";
  TensorId tensor = graph::kNoTensor;
  if (value.constant) {
    const auto* values = std::get_if<std::vector<float>>(&value.constant->values);
    if (values == nullptr || values->empty())
      return fail(Fault::Unsupported, "'{}' holds {}; floats are expected", value.name,
                  values == nullptr ? "whole numbers" : "no values");
    Shape shape = value.shape;
    shape.insert(shape.begin(), order.size() - shape.size(), 1);
    const Bytes bytes = arranged(bytes_of(*values), sizeof(float), shape, order);
    TRY(tensor, constant(name, stored_shape(shape, order), values_of<float>(bytes)));
  } else if (value.stored.empty()) {
    CHECK(value.flattened, "'{}' is stored in no tensor", value.name);
    TRY(const TensorId picture, in_order(*value.flattened, natural_order(value.flattened->shape.size())));
    TRY(tensor, append(name, graph::Reshape{value.shape}, {picture}));
    value.stored.push_back({natural_order(value.shape.size()), tensor});
    return in_order(value, order);
  } else if (const Stored& from = value.stored.front(); lie_alike(value.shape, from.order, order)) {
    TRY(tensor, append(name, graph::Reshape{stored_shape(value.shape, order)}, {from.tensor}));
  } else {
    TRY(tensor, append(name, graph::Transpose{permutation_between(from.order, order)}, {from.tensor}));
  }
  value.stored.push_back({order, tensor});
  return tensor;
}

Result<std::vector<TensorId>> GraphNetwork::append(const std::vector<std::string>& names,
                                                   graph::Attributes attributes,
                                                   std::vector<TensorId> inputs) {
  TRY_DONE(allowance_.spend(sizeof(graph::Operator) + (inputs.size() + names.size()) * sizeof(TensorId)));
  graph::Operator op{std::move(attributes), std::move(inputs), {}, names.at(0)};
  for (const TensorId id : op.inputs)
    if (id != graph::kNoTensor && graph_.tensor(id).type != graph::ElementType::Float32 &&
        !op.is<graph::Dequantize>())
      return fail(Fault::Unsupported, "it reads '{}', which is {}; a Cast to float is expected before it",
                  graph_.tensor(id).name, graph::name_of(graph_.tensor(id).type));
  TRY(const auto shapes, graph::output_shapes(graph_, op));
  if (shapes.size() != names.size())
    return fail(Fault::Corrupt, "it has {} outputs, but {} are named", shapes.size(), names.size());
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    TRY_DONE(check_size(shapes[i]));
    TRY_DONE(allowance_.spend(sizeof(graph::Tensor) + names[i].size()));
    graph::Tensor output;
    output.name = names[i];
    output.shape = shapes[i];
    graph_.tensors.push_back(std::move(output));
    op.outputs.push_back(static_cast<TensorId>(graph_.tensors.size() - 1));
    makers_[op.outputs.back()] = graph_.operators.size();
  }
  graph_.operators.push_back(std::move(op));
  return graph_.operators.back().outputs;
}

Result<TensorId> GraphNetwork::append(const std::string& name, graph::Attributes attributes,
                                      std::vector<TensorId> inputs) {
  TRY(const auto outputs, append(std::vector{name}, std::move(attributes), std::move(inputs)));
  return outputs[0];
}

}  // namespace tinsmith::formats
