// Reads operators that move values, or only change their shape.
#include <algorithm>
#include <limits>

#include "formats/onnx/read_node.h"

namespace tinsmith::formats {
namespace {

using graph::Shape;
using graph::TensorId;

bool is_row(const Shape& shape) {
  return shape.size() == 2 && shape[0] == 1;
}

// Gives a value another shape. Its stored order is kept where possible.
Result<Done> make_reshaped(const NodeReading& reading, Value& value, const Shape& to) {
  GraphNetwork& network = reading.network();
  if (value.constant) {
    Constant constant = *value.constant;
    TRY_DONE(
        network.allowance().spend(static_cast<std::size_t>(graph::element_count(to)) * sizeof(std::int64_t)));
    constant.shape = to;
    return reading.make_constant(std::move(constant));
  }
  if (value.shape == to) return reading.make(value);
  for (const Stored& stored : value.stored) {
    const auto order = order_after_reshape(value.shape, stored.order, to);
    if (order) return reading.append(graph::Reshape{stored_shape(to, *order)}, {stored.tensor}, *order);
  }
  if (is_row(to) && !value.stored.empty())
    return reading.make({{}, to, nullptr, {}, std::make_shared<Value>(value)});
  TRY(const TensorId input, network.in_order(value, natural_order(value.shape.size())));
  return reading.append(graph::Reshape{to}, {input}, natural_order(to.size()));
}

// Selects one index of an axis. The axis is removed, or kept with size 1.
Result<Done> make_picked(const NodeReading& reading, Value& value, std::int32_t axis, std::int32_t index,
                         bool keeps_axis) {
  TRY(const Stored lies, reading.network().lying(value));
  const Shape& shape = reading.network().shape(lies.tensor);
  graph::StridedSlice slice{Shape(shape.size(), 0), shape, Shape(shape.size(), 1), {}};
  const std::int32_t place = place_of(lies.order, axis);
  slice.begin[static_cast<std::size_t>(place)] = index;
  slice.end[static_cast<std::size_t>(place)] = index + 1;
  if (keeps_axis) return reading.append(slice, {lies.tensor}, lies.order);
  slice.removed_axes = {place};
  return reading.append(slice, {lies.tensor}, without_axes(lies.order, {axis}));
}

Result<std::vector<std::int32_t>> split_sizes(const NodeReading& reading, std::int32_t size) {
  TRY(const auto given, reading.integers_or_input("split", 1));
  std::vector<std::int32_t> sizes;
  for (const std::int64_t part : given) {
    TRY(const auto one, small_number(part, "a part"));
    sizes.push_back(one);
  }
  const auto parts = static_cast<std::int32_t>(reading.output_count());
  if (!sizes.empty()) return sizes;
  // Since operator set 18, the last part may be smaller than the others.
  const std::int32_t part = (size + parts - 1) / parts, last = size - part * (parts - 1);
  if (last < 1 || (last != part && reading.operator_set() < 18))
    return fail(Fault::Corrupt, "{} do not divide into {} parts", size, parts);
  sizes.assign(reading.output_count(), part);
  sizes.back() = last;
  return sizes;
}

}  // namespace

Result<Shape> resolve_shape(const std::vector<std::int64_t>& sizes, const Shape& from, bool zero_keeps) {
  if (sizes.size() > kMaxAxes)
    return fail(Fault::Unsupported, "the new shape has {} axes; {} at most are supported", sizes.size(),
                kMaxAxes);
  const std::int64_t count = graph::element_count(from);
  if (count < 1) return fail(Fault::Unsupported, "there are no values to reshape");
  std::int64_t known = 1;
  std::optional<std::size_t> unknown;
  Shape shape;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    std::int64_t size = sizes[i];
    if (size == 0 && zero_keeps && i < from.size()) size = from[i];
    if (size == -1 && !unknown) {
      unknown = i;
      size = 1;
    }
    if (size < 1 || size > count)
      return fail(Fault::Corrupt, "the new shape has a size of {} for {} values", size, count);
    shape.push_back(static_cast<std::int32_t>(size));
    known *= size;
    if (known > count) break;
  }
  if (count % known != 0 || (!unknown && known != count))
    return fail(Fault::Corrupt, "{} values of shape {} do not fit the new shape", count,
                graph::format_shape(from));
  if (unknown) shape[*unknown] = static_cast<std::int32_t>(count / known);
  return shape;
}

namespace {

// Positions beyond the ends are allowed and clamped.
AxisSlice resolve_slice(std::int64_t size, std::int64_t start, std::int64_t end, std::int64_t step) {
  step = std::clamp(step, -size - 1, size + 1);
  const std::int64_t lowest = step > 0 ? 0 : -1, highest = step > 0 ? size : size - 1;
  const auto place = [&](std::int64_t at) {
    const std::int64_t near = std::clamp(at, -size - 1, size);
    return std::clamp(near < 0 ? near + size : near, lowest, highest);
  };
  const std::int64_t begin = place(start), reach = step > 0 ? place(end) - begin : begin - place(end);
  const std::int64_t count = reach < 1 || step == 0 ? 0 : (reach - 1) / std::abs(step) + 1;
  return {static_cast<std::int32_t>(begin), static_cast<std::int32_t>(step),
          static_cast<std::int32_t>(count)};
}

}  // namespace

Result<std::vector<AxisSlice>> resolve_slices(const NodeReading& reading, const Shape& shape) {
  TRY(const auto starts, reading.integers_or_input("starts", 1));
  TRY(const auto ends, reading.integers_or_input("ends", 2));
  TRY(const auto given_axes, reading.integers_or_input("axes", 3));
  TRY(const auto steps, reading.integers_or_input("steps", 4));
  TRY(auto axes, resolve_axes(given_axes, shape.size()));
  if (given_axes.empty()) axes = natural_order(std::min(starts.size(), shape.size()));
  if (starts.size() != axes.size() || ends.size() != axes.size() ||
      (!steps.empty() && steps.size() != axes.size()))
    return fail(Fault::Corrupt, "it slices {} axes from {} places to {}", axes.size(), starts.size(),
                ends.size());
  std::vector<AxisSlice> slices;
  for (const std::int32_t size : shape) slices.push_back({0, 1, size});
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = static_cast<std::size_t>(axes[i]);
    slices[axis] = resolve_slice(shape[axis], starts[i], ends[i], steps.empty() ? 1 : steps[i]);
    if (slices[axis].count < 1)
      return fail(Fault::Unsupported, "axis {} from {} to {} is empty", axis, starts[i], ends[i]);
  }
  return slices;
}

Result<Done> read_identity(const NodeReading& reading) {
  return reading.pass_on();
}

// Floats of any precision become floats.
Result<Done> read_cast(const NodeReading& reading) {
  constexpr std::int64_t kFloats[] = {1, 10, 11, 16};
  TRY(const auto type, reading.integer("to", 0));
  if (std::find(std::begin(kFloats), std::end(kFloats), type) == std::end(kFloats))
    return fail(Fault::Unsupported, "it converts values to {} at run time; floats are supported",
                name_of_type(static_cast<std::int32_t>(std::clamp<std::int64_t>(type, -1, 1000))));
  TRY(const ValuePtr value, reading.input(0));
  if (value->constant || value->stored.empty()) return reading.pass_on();
  const Stored lies = value->stored.front();
  if (reading.network().graph().tensor(lies.tensor).type == graph::ElementType::Float32)
    return reading.pass_on();
  return reading.append(graph::Dequantize{}, {lies.tensor}, lies.order);
}

// Since operator set 12, an input defines whether the node is in training mode.
Result<Done> read_dropout(const NodeReading& reading) {
  if (reading.has(2)) {
    TRY(const auto trains, reading.known_integers(2, "the training mode"));
    if (trains != std::vector<std::int64_t>{0})
      return fail(Fault::Unsupported, "it drops values at run time; export the model for inference");
  }
  return reading.pass_on();
}

// Supports only an Expand to the shape that the value already has.
Result<Done> read_expand(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto sizes, reading.known_integers(1, "the new shape"));
  bool is_same = sizes.size() <= value->shape.size();
  for (std::size_t i = 1; is_same && i <= sizes.size(); ++i)
    is_same =
        sizes[sizes.size() - i] == 1 || sizes[sizes.size() - i] == value->shape[value->shape.size() - i];
  if (!is_same)
    return fail(Fault::Unsupported, "it repeats values of shape {} at run time",
                graph::format_shape(value->shape));
  return reading.pass_on();
}

Result<Done> read_reshape(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto sizes, reading.known_integers(1, "the new shape"));
  TRY(const auto allows_zero, reading.integer("allowzero", 0));
  TRY(const Shape shape, resolve_shape(sizes, value->shape, allows_zero == 0));
  return make_reshaped(reading, *value, shape);
}

Result<Done> read_flatten(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto given, reading.integer("axis", 1));
  const Shape& from = value->shape;
  const bool is_end = given == static_cast<std::int64_t>(from.size());
  TRY(const auto axis, is_end ? static_cast<std::int32_t>(given) : resolve_axis(given, from.size()));
  Shape shape{1, 1};
  for (std::size_t i = 0; i < from.size(); ++i) shape[i < static_cast<std::size_t>(axis) ? 0 : 1] *= from[i];
  return make_reshaped(reading, *value, shape);
}

Result<Done> read_squeeze(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto given, reading.integers_or_input("axes", 1));
  TRY(auto axes, resolve_axes(given, value->shape.size()));
  Shape shape;
  for (std::size_t i = 0; i < value->shape.size(); ++i) {
    const bool is_named = std::find(axes.begin(), axes.end(), static_cast<std::int32_t>(i)) != axes.end();
    if (is_named && value->shape[i] != 1)
      return fail(Fault::Corrupt, "axis {} of {} is not of size 1", i, graph::format_shape(value->shape));
    const bool goes = given.empty() ? value->shape[i] == 1 : is_named;
    if (!goes) shape.push_back(value->shape[i]);
  }
  return make_reshaped(reading, *value, shape);
}

Result<Done> read_unsqueeze(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto given, reading.integers_or_input("axes", 1));
  TRY(auto axes, resolve_axes(given, value->shape.size() + given.size()));
  std::sort(axes.begin(), axes.end());
  Shape shape = value->shape;
  for (const std::int32_t axis : axes) shape.insert(shape.begin() + axis, 1);
  TRY(shape, resolve_shape({shape.begin(), shape.end()}, value->shape, false));
  return make_reshaped(reading, *value, shape);
}

// No value moves yet: only the recorded order of the axes changes.
Result<Done> read_transpose(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  const std::size_t rank = value->shape.size();
  TRY(const auto given, reading.integers("perm"));
  TRY(auto permutation, resolve_axes(given, rank));
  if (given.empty()) {
    permutation = natural_order(rank);
    std::reverse(permutation.begin(), permutation.end());
  }
  if (permutation.size() != rank)
    return fail(Fault::Corrupt, "{} axes are given an order, of {}", permutation.size(), rank);
  TRY_DONE(reading.network().lying(*value));
  Value turned{{}, stored_shape(value->shape, permutation), nullptr, value->stored, nullptr};
  for (Stored& stored : turned.stored)
    for (std::int32_t& axis : stored.order) axis = place_of(permutation, axis);
  return reading.make(std::move(turned));
}

Result<Done> read_concat(const NodeReading& reading) {
  GraphNetwork& network = reading.network();
  TRY(const ValuePtr first, reading.input(0));
  TRY(const auto given, reading.integer("axis", 1));
  TRY(const auto axis, resolve_axis(given, first->shape.size()));
  Order order = natural_order(first->shape.size());
  for (std::size_t i = reading.input_count(); i-- > 0;) {
    TRY(const ValuePtr value, reading.input(i));
    if (value->shape.size() != order.size())
      return fail(Fault::Corrupt, "{} and {} cannot be joined", graph::format_shape(first->shape),
                  graph::format_shape(value->shape));
    if (value->constant) continue;
    TRY(const Stored lies, network.lying(*value));
    order = lies.order;
  }
  std::vector<TensorId> inputs;
  for (std::size_t i = 0; i < reading.input_count(); ++i) {
    TRY(const ValuePtr value, reading.input(i));
    TRY(const TensorId input, network.in_order(*value, order));
    inputs.push_back(input);
  }
  return reading.append(graph::Concatenation{place_of(order, axis)}, std::move(inputs), order);
}

Result<Done> read_split(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto given, reading.integer("axis", 0));
  TRY(const auto axis, resolve_axis(given, value->shape.size()));
  TRY(auto sizes, split_sizes(reading, value->shape[static_cast<std::size_t>(axis)]));
  TRY(const Stored lies, reading.network().lying(*value));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < reading.output_count(); ++i) names.push_back(reading.output_name(i));
  TRY(const auto parts,
      reading.network().append(names, graph::Split{place_of(lies.order, axis), std::move(sizes)},
                               {lies.tensor}));
  for (std::size_t i = 0; i < parts.size(); ++i) TRY_DONE(reading.make_stored(parts[i], lies.order, i));
  return Done{};
}

Result<Done> read_slice(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto slices, resolve_slices(reading, value->shape));
  TRY(const Stored lies, reading.network().lying(*value));
  graph::StridedSlice slice;
  bool is_whole = true;
  for (const std::int32_t axis : lies.order) {
    const auto& [begin, step, count] = slices[static_cast<std::size_t>(axis)];
    if (step < 1) return fail(Fault::Unsupported, "it steps by {}; 1 or more is supported", step);
    slice.begin.push_back(begin);
    slice.end.push_back(begin + (count - 1) * step + 1);
    slice.strides.push_back(step);
    is_whole = is_whole && count == value->shape[static_cast<std::size_t>(axis)];
  }
  if (is_whole) return reading.pass_on();
  return reading.append(slice, {lies.tensor}, lies.order);
}

Result<Done> read_gather(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto given, reading.integer("axis", 0));
  TRY(const auto axis, resolve_axis(given, value->shape.size()));
  TRY(const auto indices, reading.known(1, "the indices"));
  const auto* whole = std::get_if<std::vector<std::int64_t>>(&indices->values);
  const bool keeps_axis = indices->shape == Shape{1};
  if (whole == nullptr || (!indices->shape.empty() && !keeps_axis))
    return fail(Fault::Unsupported, "it selects values by indices of shape {}; a single index is supported",
                graph::format_shape(indices->shape));
  const std::int64_t size = value->shape[static_cast<std::size_t>(axis)];
  const std::int64_t index = (*whole)[0] < 0 ? (*whole)[0] + size : (*whole)[0];
  if (index < 0 || index >= size) return fail(Fault::Corrupt, "index {} of {}", (*whole)[0], size);
  return make_picked(reading, *value, axis, static_cast<std::int32_t>(index), keeps_axis);
}

namespace {

// Amounts before all axes, then after all axes. Since operator set 18, a subset of the axes may be given.
Result<std::vector<std::int64_t>> pad_amounts(const NodeReading& reading, std::size_t rank) {
  TRY(const auto given, reading.integers_or_input("pads", 1));
  auto axes = natural_order(rank);
  if (reading.has(3)) {
    TRY(const auto named, reading.known_integers(3, "its axes"));
    TRY(axes, resolve_axes(named, rank));
  }
  if (given.size() != 2 * axes.size())
    return fail(Fault::Corrupt, "it has {} amounts for {} axes", given.size(), axes.size());
  std::vector<std::int64_t> amounts(2 * rank, 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    amounts[static_cast<std::size_t>(axes[i])] = given[i];
    amounts[static_cast<std::size_t>(axes[i]) + rank] = given[i + axes.size()];
  }
  return amounts;
}

}  // namespace

Result<Done> read_pad(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto mode, reading.text("mode", "constant"));
  if (mode != "constant")
    return fail(Fault::Unsupported, "its mode is {}; constant is supported, so pad with zeros instead", mode);
  const std::size_t rank = value->shape.size();
  TRY(const auto amounts, pad_amounts(reading, rank));
  graph::Pad pad;
  TRY(pad.value, reading.number_or_input("value", 2, 0));
  TRY(const Stored lies, reading.network().lying(*value));
  bool is_nothing = true;
  for (const std::int32_t axis : lies.order) {
    TRY(const auto before, small_number(amounts[static_cast<std::size_t>(axis)], "an amount"));
    TRY(const auto after, small_number(amounts[static_cast<std::size_t>(axis) + rank], "an amount"));
    if (before < 0 || after < 0) return fail(Fault::Unsupported, "it cuts off {} and {}", before, after);
    is_nothing = is_nothing && before == 0 && after == 0;
    pad.amounts.emplace_back(before, after);
  }
  if (is_nothing) return reading.pass_on();
  return reading.append(pad, {lies.tensor}, lies.order);
}

}  // namespace tinsmith::formats
