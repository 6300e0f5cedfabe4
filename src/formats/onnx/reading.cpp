#include "formats/onnx/reading.h"

#include <algorithm>

#include "graph/shapes.h"
#include "graph/validate.h"

namespace tinsmith::formats {

using graph::Shape;
using graph::TensorId;
using Attribute = onnx::AttributeProto;

namespace {

Result<Done> check_size(const Shape& shape) {
  double count = 1;  // a double cannot overflow here
  for (const std::int32_t size : shape) count *= size;
  if (count > static_cast<double>(graph::kMaxTensor_elements))
    return fail(Fault::Unsupported, "it makes {}, more than {} values", graph::format_shape(shape),
                graph::kMaxTensor_elements);
  return Done{};
}

}  // namespace

// ---- The graph while it is built, and the file's values by name ----

Result<ValuePtr> GraphNetwork::find(const std::string& name) {
  if (const auto found = values_.find(name); found != values_.end()) return found->second;
  const auto initializer = initializers_.find(name);
  if (initializer == initializers_.end())
    return fail(Fault::Corrupt, "it reads '{}', which nothing before it makes", name);
  TRY(auto constant,
      read_constant(*initializer->second, allowance_, external_).during(fmt::format("'{}'", name)));
  Value value{name, constant.shape, std::make_shared<const Constant>(std::move(constant)), {}, nullptr};
  return values_[name] = std::make_shared<Value>(std::move(value));
}

Result<Done> GraphNetwork::define(const std::string& name, Value value) {
  if (values_.contains(name) || initializers_.contains(name))
    return fail(Fault::Corrupt, "it makes '{}', which is there already", name);
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
    CHECK(value.flattened, "'{}' lies nowhere", value.name);
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
    return fail(Fault::Corrupt, "it makes {} values, but {} are named", shapes.size(), names.size());
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

// ---- A node's inputs, attributes and outputs, checked ----

Result<ValuePtr> NodeReading::input(std::size_t index) const {
  if (!has(index)) return fail(Fault::Corrupt, "its input {} is missing", index);
  return network_.find(node_.input(static_cast<int>(index)));
}

Result<std::shared_ptr<const Constant>> NodeReading::known(std::size_t index, std::string_view what) const {
  TRY(const ValuePtr value, input(index));
  if (!value->constant)
    return fail(Fault::Unsupported, "{} ('{}') is known only while running", what, value->name);
  return value->constant;
}

Result<std::vector<std::int64_t>> NodeReading::known_integers(std::size_t index,
                                                              std::string_view what) const {
  TRY(const auto constant, known(index, what));
  constexpr std::size_t kMaxIntegers = 4096;  // sizes, axes, amounts
  const auto* integers = std::get_if<std::vector<std::int64_t>>(&constant->values);
  if (integers == nullptr)
    return fail(Fault::Corrupt, "{} is made of floats; whole numbers are expected", what);
  if (integers->size() > kMaxIntegers)
    return fail(Fault::Unsupported, "{} has {} numbers; {} at most are supported", what, integers->size(),
                kMaxIntegers);
  return *integers;
}

const Attribute* NodeReading::attribute(std::string_view name) const {
  const auto found = std::find_if(node_.attribute().begin(), node_.attribute().end(),
                                  [&](const Attribute& a) { return a.name() == name; });
  return found == node_.attribute().end() ? nullptr : &*found;
}

Result<const Attribute*> NodeReading::attribute_of(std::string_view name,
                                                   Attribute::AttributeType type) const {
  const Attribute* found = attribute(name);
  // The first files had no attribute types, so attributes without a type are accepted.
  if (found != nullptr && found->type() != Attribute::UNDEFINED && found->type() != type)
    return fail(Fault::Corrupt, "its attribute {} is of type {}; {} is expected", name,
                static_cast<int>(found->type()), static_cast<int>(type));
  return found;
}

Result<std::int64_t> NodeReading::integer(std::string_view name, std::int64_t otherwise) const {
  TRY(const Attribute* found, attribute_of(name, Attribute::INT));
  return found == nullptr ? otherwise : found->i();
}

Result<float> NodeReading::number(std::string_view name, float otherwise) const {
  TRY(const Attribute* found, attribute_of(name, Attribute::FLOAT));
  return found == nullptr ? otherwise : found->f();
}

Result<std::string> NodeReading::text(std::string_view name, std::string_view otherwise) const {
  TRY(const Attribute* found, attribute_of(name, Attribute::STRING));
  return found == nullptr ? std::string(otherwise) : found->s().substr(0, 100);
}

Result<std::vector<std::int64_t>> NodeReading::integers(std::string_view name) const {
  TRY(const Attribute* found, attribute_of(name, Attribute::INTS));
  if (found == nullptr) return std::vector<std::int64_t>();
  return std::vector<std::int64_t>(found->ints().begin(), found->ints().end());
}

Result<std::vector<std::int64_t>> NodeReading::integers_or_input(std::string_view name,
                                                                 std::size_t index) const {
  if (has_attribute(name)) return integers(name);
  if (has(index)) return known_integers(index, name);
  return std::vector<std::int64_t>();
}

Result<float> NodeReading::number_or_input(std::string_view name, std::size_t index, float otherwise) const {
  if (has_attribute(name) || !has(index)) return number(name, otherwise);
  TRY(const auto constant, known(index, name));
  const auto* values = std::get_if<std::vector<float>>(&constant->values);
  if (values == nullptr || values->size() != 1) return fail(Fault::Corrupt, "{} is no single float", name);
  return (*values)[0];
}

Result<Done> NodeReading::make(Value value, std::size_t output) const {
  if (output >= output_count() || node_.output(static_cast<int>(output)).empty()) return Done{};
  return network_.define(node_.output(static_cast<int>(output)), std::move(value));
}

Result<Done> NodeReading::pass_on() const {
  TRY(const ValuePtr value, input(0));
  return make(*value);
}

Result<Done> NodeReading::make_stored(TensorId tensor, const Order& order, std::size_t output) const {
  return make({{}, shape_of_stored(network_.shape(tensor), order), nullptr, {{order, tensor}}, nullptr},
              output);
}

Result<Done> NodeReading::make_constant(Constant constant) const {
  const Shape shape = constant.shape;
  return make({{}, shape, std::make_shared<const Constant>(std::move(constant)), {}, nullptr});
}

Result<Done> NodeReading::append(graph::Attributes attributes, std::vector<TensorId> inputs,
                                 const Order& order) const {
  TRY(const TensorId tensor, network_.append(name(), std::move(attributes), std::move(inputs)));
  return make_stored(tensor, order);
}

// ---- Numbers of the file ----

Result<std::int32_t> resolve_axis(std::int64_t axis, std::size_t rank) {
  const auto size = static_cast<std::int64_t>(rank);
  const std::int64_t resolved = axis < 0 ? axis + size : axis;
  if (resolved < 0 || resolved >= size) return fail(Fault::Corrupt, "axis {} of {} axes", axis, rank);
  return static_cast<std::int32_t>(resolved);
}

Result<std::vector<std::int32_t>> resolve_axes(const std::vector<std::int64_t>& axes, std::size_t rank) {
  if (axes.size() > kMaxAxes)
    return fail(Fault::Unsupported, "it names {} axes; {} at most are supported", axes.size(), kMaxAxes);
  std::vector<std::int32_t> resolved;
  for (const std::int64_t axis : axes) {
    TRY(const std::int32_t one, resolve_axis(axis, rank));
    if (std::find(resolved.begin(), resolved.end(), one) != resolved.end())
      return fail(Fault::Corrupt, "axis {} is named twice", axis);
    resolved.push_back(one);
  }
  return resolved;
}

Result<std::int32_t> small_number(std::int64_t value, std::string_view what) {
  constexpr std::int64_t kMax = std::int64_t{1} << 28;
  if (value < -kMax || value > kMax) return fail(Fault::Corrupt, "{} of {} is beyond {}", what, value, kMax);
  return static_cast<std::int32_t>(value);
}

}  // namespace tinsmith::formats
