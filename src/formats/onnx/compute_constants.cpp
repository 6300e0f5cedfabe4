// Constant folding while reading. Exporters write shapes, grids and factors as small programs.
#include <algorithm>

#include "formats/onnx/constants.h"

namespace tinsmith::formats {

using graph::Shape;

namespace {

constexpr double kMaxValues = 1 << 24;

template <class Value>
std::vector<Value> walked(const std::vector<Value>& values, const Walk& walk, std::size_t count) {
  std::vector<Value> result;
  result.reserve(count);
  Shape position(walk.shape.size(), 0);
  std::int64_t at = walk.offset;
  while (result.size() < count) {
    result.push_back(values[static_cast<std::size_t>(at)]);
    for (std::size_t axis = walk.shape.size(); axis-- > 0;) {
      at += walk.steps[axis];
      if (++position[axis] < walk.shape[axis]) break;
      at -= walk.steps[axis] * walk.shape[axis];
      position[axis] = 0;
    }
  }
  return result;
}

}  // namespace

Result<std::size_t> room_for(const NodeReading& reading, const Shape& shape) {
  double count = 1;
  for (const std::int32_t size : shape) count *= size;
  if (count > kMaxValues)
    return fail(Fault::Unsupported, "its result {} has more than {} values", graph::format_shape(shape),
                kMaxValues);
  TRY_DONE(reading.network().allowance().spend(static_cast<std::uint64_t>(count) * sizeof(std::int64_t)));
  return static_cast<std::size_t>(count);
}

std::vector<std::int64_t> row_major_steps(const Shape& shape) {
  std::vector<std::int64_t> steps(shape.size());
  std::int64_t step = 1;
  for (std::size_t axis = shape.size(); axis-- > 0; step *= shape[axis]) steps[axis] = step;
  return steps;
}

Computed walked(const NodeReading& reading, const Constant& constant, const Walk& walk) {
  TRY(const std::size_t count, room_for(reading, walk.shape));
  return std::visit(
      [&](const auto& values) {
        return Constant{walk.shape, walked(values, walk, count)};
      },
      constant.values);
}

Result<Shape> broadcast(const Shape& left, const Shape& right) {
  Shape shape(std::max(left.size(), right.size()));
  for (std::size_t i = 1; i <= shape.size(); ++i) {
    const std::int32_t a = i <= left.size() ? left[left.size() - i] : 1;
    const std::int32_t b = i <= right.size() ? right[right.size() - i] : 1;
    if (a != b && a != 1 && b != 1)
      return fail(Fault::Corrupt, "{} and {} do not broadcast", graph::format_shape(left),
                  graph::format_shape(right));
    shape[shape.size() - i] = a == 1 ? b : a;
  }
  return shape;
}

Walk repeating(const Shape& from, const Shape& to) {
  const auto own = row_major_steps(from);
  Walk walk{to, std::vector<std::int64_t>(to.size(), 0)};
  for (std::size_t i = 1; i <= from.size(); ++i)
    if (from[from.size() - i] != 1) walk.steps[to.size() - i] = own[from.size() - i];
  return walk;
}

namespace {

// ---- Movement ----

Computed compute_transpose(const NodeReading& reading) {
  TRY(const auto input, reading.known(0, "its input"));
  TRY(const auto given, reading.integers("perm"));
  TRY(auto permutation, resolve_axes(given, input->shape.size()));
  if (given.empty()) {
    permutation = natural_order(input->shape.size());
    std::reverse(permutation.begin(), permutation.end());
  }
  if (permutation.size() != input->shape.size())
    return fail(Fault::Corrupt, "{} axes are given an order, of {}", permutation.size(), input->shape.size());
  const auto own = row_major_steps(input->shape);
  Walk walk{stored_shape(input->shape, permutation), {}};
  for (const std::int32_t axis : permutation) walk.steps.push_back(own[static_cast<std::size_t>(axis)]);
  return walked(reading, *input, walk);
}

Computed compute_slice(const NodeReading& reading) {
  TRY(const auto input, reading.known(0, "its input"));
  TRY(const auto slices, resolve_slices(reading, input->shape));
  Walk walk{{}, row_major_steps(input->shape)};
  for (std::size_t axis = 0; axis < slices.size(); ++axis) {
    walk.shape.push_back(slices[axis].count);
    walk.offset += walk.steps[axis] * slices[axis].begin;
    walk.steps[axis] *= slices[axis].step;
  }
  return walked(reading, *input, walk);
}

Computed compute_expand(const NodeReading& reading) {
  TRY(const auto input, reading.known(0, "its input"));
  TRY(const auto sizes, reading.known_integers(1, "the new shape"));
  Shape to;
  for (const std::int64_t size : sizes) {
    TRY(const auto one, small_number(size, "a size"));
    if (one < 1 || to.size() == 8) return fail(Fault::Unsupported, "its result has a size of {}", one);
    to.push_back(one);
  }
  TRY(const Shape shape, broadcast(input->shape, to));
  return walked(reading, *input, repeating(input->shape, shape));
}

Computed compute_gather(const NodeReading& reading) {
  TRY(const auto input, reading.known(0, "its input"));
  TRY(const auto indices, reading.known_integers(1, "the indices"));
  TRY(const auto given, reading.integer("axis", 0));
  TRY(const auto axis, resolve_axis(given, input->shape.size()));
  if (axis != 0 || input->shape.size() != 1)
    return fail(Fault::Unsupported, "it selects from a constant of shape {}; one axis is supported",
                graph::format_shape(input->shape));
  TRY(const ValuePtr shape_of_indices, reading.input(1));
  const std::int64_t size = input->shape[0];
  for (const std::int64_t index : indices)
    if (index < -size || index >= size) return fail(Fault::Corrupt, "index {} of {}", index, size);
  TRY_DONE(room_for(reading, shape_of_indices->shape));
  return std::visit(
      [&](const auto& values) {
        auto picked = values;
        picked.clear();
        for (const std::int64_t index : indices)
          picked.push_back(values[static_cast<std::size_t>(index < 0 ? index + size : index)]);
        return Constant{shape_of_indices->shape, std::move(picked)};
      },
      input->values);
}

// Concatenates the parts within each outer slice.
template <class Value>
std::vector<Value> joined(const std::vector<std::shared_ptr<const Constant>>& parts, std::size_t outer) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < outer; ++i)
    for (const auto& part : parts) {
      const auto& from = std::get<std::vector<Value>>(part->values);
      const auto chunk = static_cast<std::ptrdiff_t>(from.size() / outer);
      const auto begin = from.begin() + static_cast<std::ptrdiff_t>(i) * chunk;
      values.insert(values.end(), begin, begin + chunk);
    }
  return values;
}

Computed compute_concat(const NodeReading& reading) {
  std::vector<std::shared_ptr<const Constant>> parts;
  TRY(const auto first, reading.known(0, "its input"));
  TRY(const auto given, reading.integer("axis", 0));
  TRY(const auto axis, resolve_axis(given, first->shape.size()));
  const auto at = static_cast<std::size_t>(axis);
  Shape shape = first->shape;
  shape[at] = 0;
  for (std::size_t i = 0; i < reading.input_count(); ++i) {
    TRY(const auto part, reading.known(i, "its input"));
    Shape like = part->shape;
    if (like.size() == shape.size()) like[at] = shape[at];
    if (like != shape || part->values.index() != first->values.index())
      return fail(Fault::Corrupt, "its inputs have different shapes or types");
    TRY(shape[at], small_number(std::int64_t{shape[at]} + part->shape[at], "a size"));
    parts.push_back(part);
  }
  TRY_DONE(room_for(reading, shape));
  std::size_t outer = 1;
  for (std::size_t i = 0; i < at; ++i) outer *= static_cast<std::size_t>(shape[i]);
  if (outer == 0) return fail(Fault::Unsupported, "it has no inputs to concatenate");
  if (std::holds_alternative<Floats>(first->values)) return Constant{shape, joined<float>(parts, outer)};
  return Constant{shape, joined<std::int64_t>(parts, outer)};
}

// ---- Generated constants ----

Computed compute_range(const NodeReading& reading) {
  TRY(const auto start, reading.known_integers(0, "its start"));
  TRY(const auto end, reading.known_integers(1, "its end"));
  TRY(const auto step, reading.known_integers(2, "its step"));
  if (start != Integers{0} || step != Integers{1} || end.size() != 1 || end[0] < 1)
    return fail(Fault::Unsupported, "it does not count from 0 by 1");
  TRY(const auto size, small_number(end[0], "its end"));
  TRY(const std::size_t count, room_for(reading, {size}));
  Integers values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<std::int64_t>(i);
  return Constant{{size}, std::move(values)};
}

Computed compute_filled(const NodeReading& reading) {
  TRY(const auto sizes, reading.known_integers(0, "the shape"));
  TRY(const auto* attribute, reading.attribute_of("value", onnx::AttributeProto::TENSOR));
  Constant filling{{1}, Floats{0}};
  if (attribute != nullptr) {
    TRY(filling, read_constant(attribute->t(), reading.network().allowance(), reading.network().external()));
  }
  if (filling.shape != Shape{1}) return fail(Fault::Corrupt, "its value is not a single number");
  Shape shape;
  for (const std::int64_t size : sizes) {
    TRY(const auto one, small_number(size, "a size"));
    if (one < 0 || shape.size() == 8) return fail(Fault::Unsupported, "its result has a size of {}", one);
    shape.push_back(one);
  }
  return walked(reading, filling, repeating(filling.shape, shape));
}

Computed compute_size(const NodeReading& reading) {
  TRY(const auto input, reading.known(0, "its input"));
  return Constant{{}, Integers{graph::element_count(input->shape)}};
}

struct ComputeRow {
  std::string_view type;
  std::size_t inputs_min;
  Computed (*compute)(const NodeReading& reading);
};
constexpr ComputeRow kComputeRows[] = {
    {"Add", 2, compute_arithmetic},         {"Sub", 2, compute_arithmetic},
    {"Mul", 2, compute_arithmetic},         {"Div", 2, compute_arithmetic},
    {"Mod", 2, compute_arithmetic},         {"Pow", 2, compute_arithmetic},
    {"Min", 2, compute_arithmetic},         {"Max", 2, compute_arithmetic},
    {"Equal", 2, compute_arithmetic},       {"Greater", 2, compute_arithmetic},
    {"Less", 2, compute_arithmetic},        {"Where", 3, compute_where},
    {"Abs", 1, compute_function},           {"Ceil", 1, compute_function},
    {"Exp", 1, compute_function},           {"Floor", 1, compute_function},
    {"Neg", 1, compute_function},           {"Reciprocal", 1, compute_function},
    {"Round", 1, compute_function},         {"Sqrt", 1, compute_function},
    {"ReduceProd", 1, compute_product},     {"Cast", 1, compute_cast},
    {"Transpose", 1, compute_transpose},    {"Slice", 1, compute_slice},
    {"Expand", 2, compute_expand},          {"Gather", 2, compute_gather},
    {"Concat", 1, compute_concat},          {"Range", 3, compute_range},
    {"ConstantOfShape", 1, compute_filled}, {"Size", 1, compute_size},
};

}  // namespace

Result<bool> compute(const NodeReading& reading) {
  const auto* row = std::find_if(std::begin(kComputeRows), std::end(kComputeRows),
                                 [&](const ComputeRow& r) { return r.type == reading.type(); });
  if (row == std::end(kComputeRows)) return false;
  for (std::size_t i = 0; i < std::max(reading.input_count(), row->inputs_min); ++i) {
    if (i >= row->inputs_min && !reading.has(i)) continue;
    TRY(const ValuePtr value, reading.input(i));
    if (!value->constant) return false;
  }
  TRY(Constant constant, row->compute(reading));
  TRY_DONE(reading.make_constant(std::move(constant)));
  return true;
}

Result<Done> read_constant_node(const NodeReading& reading) {
  TRY(const auto* tensor, reading.attribute_of("value", onnx::AttributeProto::TENSOR));
  if (tensor != nullptr) {
    TRY(Constant constant,
        read_constant(tensor->t(), reading.network().allowance(), reading.network().external()));
    return reading.make_constant(std::move(constant));
  }
  if (reading.has_attribute("value_float")) {
    TRY(const auto value, reading.number("value_float", 0));
    return reading.make_constant({{}, Floats{value}});
  }
  if (reading.has_attribute("value_int")) {
    TRY(const auto value, reading.integer("value_int", 0));
    return reading.make_constant({{}, Integers{value}});
  }
  TRY(const auto* floats, reading.attribute_of("value_floats", onnx::AttributeProto::FLOATS));
  if (floats != nullptr) {
    Floats values(floats->floats().begin(), floats->floats().end());
    return reading.make_constant({{static_cast<std::int32_t>(values.size())}, std::move(values)});
  }
  if (!reading.has_attribute("value_ints"))
    return fail(Fault::Unsupported, "it contains no tensor, floats or integers");
  TRY(Integers values, reading.integers("value_ints"));
  return reading.make_constant({{static_cast<std::int32_t>(values.size())}, std::move(values)});
}

Result<Done> read_shape(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  Integers sizes(value->shape.begin(), value->shape.end());
  const auto rank = static_cast<std::int64_t>(sizes.size());
  TRY(const auto start, reading.integer("start", 0));
  TRY(const auto end, reading.integer("end", rank));
  const auto place = [&](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? std::max(at, -rank) + rank : at, 0, rank);
  };
  const std::int64_t from = place(start), to = std::max(from, place(end));
  sizes = Integers(sizes.begin() + from, sizes.begin() + to);
  return reading.make_constant({{static_cast<std::int32_t>(sizes.size())}, std::move(sizes)});
}

}  // namespace tinsmith::formats
