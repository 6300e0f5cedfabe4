#include "formats/onnx/read_node.h"

#include <algorithm>

namespace tinsmith::formats {

using graph::Shape;
using graph::TensorId;
using Attribute = onnx::AttributeProto;

// ---- A node's inputs, attributes and outputs, checked ----

Result<ValuePtr> NodeReading::input(std::size_t index) const {
  if (!has(index)) return fail(Fault::Corrupt, "its input {} is missing", index);
  return network_.find(node_.input(static_cast<int>(index)));
}

Result<std::shared_ptr<const Constant>> NodeReading::known(std::size_t index, std::string_view what) const {
  TRY(const ValuePtr value, input(index));
  if (!value->constant)
    return fail(Fault::Unsupported, "{} ('{}') is known only at run time", what, value->name);
  return value->constant;
}

Result<std::vector<std::int64_t>> NodeReading::known_integers(std::size_t index,
                                                              std::string_view what) const {
  TRY(const auto constant, known(index, what));
  constexpr std::size_t kMaxIntegers = 4096;  // sizes, axes, amounts
  const auto* integers = std::get_if<std::vector<std::int64_t>>(&constant->values);
  if (integers == nullptr) return fail(Fault::Corrupt, "{} consists of floats; integers are expected", what);
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
  if (values == nullptr || values->size() != 1) return fail(Fault::Corrupt, "{} is not a single float", name);
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
