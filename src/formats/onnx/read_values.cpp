// Reads operators on one or several values: arithmetic, softmax, reductions.
#include <algorithm>
#include <optional>

#include "formats/onnx/read_node.h"

namespace tinsmith::formats {
namespace {

using graph::Shape;
using graph::TensorId;

// Returns the order in which to combine both sides. A value with fewer axes is aligned with the last axes of
// the other one, so both must then be in natural order. Constants can be rearranged to any order.
Result<Order> meeting_order(GraphNetwork& network, const std::vector<Value*>& sides) {
  std::size_t rank = 0;
  for (const Value* side : sides) rank = std::max(rank, side->shape.size());
  Order order = natural_order(rank);
  bool is_chosen = false;
  for (Value* side : sides) {
    if (side->constant) continue;
    TRY(const Stored lies, network.lying(*side));
    if (lies.order.size() < rank) return natural_order(rank);
    if (!is_chosen) order = lies.order;
    is_chosen = true;
  }
  return order;
}

Result<TensorId> side_in(GraphNetwork& network, Value& side, const Order& order) {
  if (!side.constant || order == natural_order(order.size()))
    return network.in_order(side,
                            side.shape.size() == order.size() ? order : natural_order(side.shape.size()));
  return network.in_order(side, order);
}

Result<Stored> combined(const NodeReading& reading, const std::string& name,
                        const graph::Attributes& attributes, Value& left, Value& right) {
  GraphNetwork& network = reading.network();
  TRY(const Order order, meeting_order(network, {&left, &right}));
  TRY(const TensorId a, side_in(network, left, order));
  TRY(const TensorId b, side_in(network, right, order));
  TRY(const TensorId output, network.append(name, attributes, {a, b}));
  return Stored{order, output};
}

Result<Done> read_arithmetic(const NodeReading& reading, const graph::Attributes& attributes) {
  TRY(const ValuePtr left, reading.input(0));
  TRY(const ValuePtr right, reading.input(1));
  TRY(const Stored output, combined(reading, reading.name(), attributes, *left, *right));
  return reading.make_stored(output.tensor, output.order);
}

// Returns a copy of a constant with `function` applied to every value.
template <class Function>
Result<Value> changed(const NodeReading& reading, const Value& value, const Function& function) {
  const auto* floats = value.constant ? std::get_if<std::vector<float>>(&value.constant->values) : nullptr;
  if (floats == nullptr)
    return fail(Fault::Unsupported, "'{}' is not a constant of floats, the only supported form", value.name);
  TRY_DONE(reading.network().allowance().spend(floats->size() * sizeof(float)));
  std::vector<float> values(floats->size());
  std::transform(floats->begin(), floats->end(), values.begin(), function);
  const auto constant = std::make_shared<const Constant>(Constant{value.shape, std::move(values)});
  return Value{value.name, value.shape, constant, {}, nullptr};
}

// Before operator set 13, softmax treated the given axis and all following ones as one.
Result<Done> read_softmax_of_many(const NodeReading& reading, Value& value, std::int32_t first) {
  GraphNetwork& network = reading.network();
  const Shape& shape = value.shape;
  Shape joined(shape.begin(), shape.begin() + first);
  std::int32_t count = 1;
  for (auto i = static_cast<std::size_t>(first); i < shape.size(); ++i) count *= shape[i];
  joined.push_back(count);
  if (first == 0) joined.insert(joined.begin(), 1);  // the graph's first axis is the batch
  TRY(const TensorId input, network.in_order(value, natural_order(shape.size())));
  TRY(const TensorId row, network.append(reading.name() + "/row", graph::Reshape{joined}, {input}));
  TRY(const TensorId parts, network.append(reading.name() + "/parts", graph::Softmax{}, {row}));
  return reading.append(graph::Reshape{shape}, {parts}, natural_order(shape.size()));
}

// Returns the only axis from `first` on with a size above 1; nothing if there are several.
std::optional<std::int32_t> only_long_axis(const Shape& shape, std::int32_t first) {
  std::int32_t axis = first;
  for (auto i = static_cast<std::size_t>(first) + 1; i < shape.size(); ++i) {
    if (shape[i] == 1) continue;
    if (shape[static_cast<std::size_t>(axis)] != 1) return std::nullopt;
    axis = static_cast<std::int32_t>(i);
  }
  return axis;
}

}  // namespace

Result<Done> read_softmax(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  const bool takes_many = reading.operator_set() < 13;
  TRY(const auto given, reading.integer("axis", takes_many ? 1 : -1));
  TRY(std::int32_t axis, resolve_axis(given, value->shape.size()));
  if (takes_many) {
    const auto only = only_long_axis(value->shape, axis);
    if (!only) return read_softmax_of_many(reading, *value, axis);
    axis = *only;
  }
  TRY(const Stored lies, reading.network().lying(*value));
  Order order = lies.order;  // with `axis` moved to the end
  const auto place = order.begin() + place_of(order, axis);
  std::rotate(place, place + 1, order.end());
  TRY(const TensorId input, reading.network().in_order(*value, order));
  return reading.append(graph::Softmax{}, {input}, order);
}

namespace {

// A mean. Its axes are an attribute before operator set 18 and an input since then (set 13 for a sum).
struct Reduction {
  Stored lies;
  graph::Mean mean;
  Order order;             // of the result
  std::int64_t count = 1;  // number of values that are averaged into one
};

Result<Reduction> reduction_of(const NodeReading& reading, const Value& value, const Stored& lies) {
  TRY(const auto given, reading.integers_or_input("axes", 1));
  TRY(auto axes, resolve_axes(given, value.shape.size()));
  TRY(const auto does_nothing, reading.integer("noop_with_empty_axes", 0));
  if (given.empty() && does_nothing == 0) axes = natural_order(value.shape.size());
  TRY(const auto keeps, reading.integer("keepdims", 1));
  Reduction reduction{lies, {}, lies.order, 1};
  if (keeps == 0) reduction.order = without_axes(lies.order, axes);
  reduction.mean.keep_dimensions = keeps != 0;
  for (const std::int32_t axis : axes) {
    reduction.mean.axes.push_back(place_of(lies.order, axis));
    reduction.count *= value.shape[static_cast<std::size_t>(axis)];
  }
  std::sort(reduction.mean.axes.begin(), reduction.mean.axes.end());
  return reduction;
}

}  // namespace

Result<Done> read_reduce_mean(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const Stored lies, reading.network().lying(*value));
  TRY(const Reduction reduction, reduction_of(reading, *value, lies));
  if (reduction.mean.axes.empty()) return reading.pass_on();
  return reading.append(reduction.mean, {lies.tensor}, reduction.order);
}

// A sum, computed as the mean times the number of values.
Result<Done> read_reduce_sum(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const Stored lies, reading.network().lying(*value));
  TRY(const Reduction reduction, reduction_of(reading, *value, lies));
  if (reduction.mean.axes.empty()) return reading.pass_on();
  TRY(const TensorId mean, reading.network().append(reading.name() + "/mean", reduction.mean, {lies.tensor}));
  const Shape one(std::max<std::size_t>(1, reduction.order.size()), 1);
  TRY(const TensorId count,
      reading.network().constant(reading.name() + "/count", one, {static_cast<float>(reduction.count)}));
  return reading.append(graph::Mul{}, {mean, count}, reduction.order);
}

Result<Done> read_add(const NodeReading& reading) {
  return read_arithmetic(reading, graph::Add{});
}
Result<Done> read_sub(const NodeReading& reading) {
  return read_arithmetic(reading, graph::Sub{});
}
Result<Done> read_mul(const NodeReading& reading) {
  return read_arithmetic(reading, graph::Mul{});
}

// Supports division by a constant, as a product with its reciprocal.
Result<Done> read_div(const NodeReading& reading) {
  TRY(const ValuePtr left, reading.input(0));
  TRY(const ValuePtr right, reading.input(1));
  TRY(Value reciprocal, changed(reading, *right, [](float x) { return 1 / x; }));
  TRY(const Stored output, combined(reading, reading.name(), graph::Mul{}, *left, reciprocal));
  return reading.make_stored(output.tensor, output.order);
}

Result<Done> read_sum(const NodeReading& reading) {
  if (reading.input_count() == 1) return reading.pass_on();
  TRY(ValuePtr sum, reading.input(0));
  for (std::size_t i = 1; i + 1 < reading.input_count(); ++i) {
    TRY(const ValuePtr next, reading.input(i));
    const std::string name = fmt::format("{}/sum_{}", reading.name(), i);
    TRY(const Stored output, combined(reading, name, graph::Add{}, *sum, *next));
    const Shape shape = shape_of_stored(reading.network().shape(output.tensor), output.order);
    sum = std::make_shared<Value>(Value{name, shape, nullptr, {output}, nullptr});
  }
  TRY(const ValuePtr last, reading.input(reading.input_count() - 1));
  TRY(const Stored output, combined(reading, reading.name(), graph::Add{}, *sum, *last));
  return reading.make_stored(output.tensor, output.order);
}

Result<Done> read_pow(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto exponent, reading.known(1, "the exponent"));
  const auto* floats = std::get_if<std::vector<float>>(&exponent->values);
  const auto* integers = std::get_if<std::vector<std::int64_t>>(&exponent->values);
  const bool is_two =
      floats != nullptr ? *floats == std::vector{2.0f} : *integers == std::vector<std::int64_t>{2};
  if (!is_two) return fail(Fault::Unsupported, "its exponent is not 2, the only one that is supported");
  TRY(const Stored lies, reading.network().lying(*value));
  return reading.append(graph::Mul{}, {lies.tensor, lies.tensor}, lies.order);
}

Result<Done> read_neg(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  Value minus_one{reading.name() + "/minus_one", {1}, nullptr, {}, nullptr};
  minus_one.constant = std::make_shared<const Constant>(Constant{{1}, std::vector{-1.0f}});
  TRY(const Stored output, combined(reading, reading.name(), graph::Mul{}, *value, minus_one));
  return reading.make_stored(output.tensor, output.order);
}

}  // namespace tinsmith::formats
