#include "formats/onnx/order.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace tinsmith::formats {

using graph::Shape;

namespace {

std::size_t at(std::int32_t axis) {
  return static_cast<std::size_t>(axis);
}

// Returns the axes with more than one value, in stored order. The other axes do not affect the
// sequence of values.
Order long_axes(const Shape& shape, const Order& order) {
  Order kept;
  for (const std::int32_t axis : order)
    if (shape[at(axis)] != 1) kept.push_back(axis);
  return kept;
}

// Adjacent axes of one shape that hold the same values as adjacent axes of another shape.
struct Block {
  std::vector<std::int32_t> from, to;
};

// Returns the shortest blocks, without axes of size 1. Precondition: the shapes have the same number of
// values, not 0.
std::vector<Block> blocks_of(const Shape& from, const Shape& to) {
  const Order from_axes = long_axes(from, natural_order(from.size()));
  const Order to_axes = long_axes(to, natural_order(to.size()));
  std::vector<Block> blocks;
  std::int64_t from_values = 1, to_values = 1;
  std::size_t i = 0, j = 0;
  while (i < from_axes.size() || j < to_axes.size()) {
    if (from_values == to_values) blocks.emplace_back();
    if (i < from_axes.size() && (from_values <= to_values || j == to_axes.size())) {
      blocks.back().from.push_back(from_axes[i]);
      from_values *= from[at(from_axes[i++])];
    } else {
      blocks.back().to.push_back(to_axes[j]);
      to_values *= to[at(to_axes[j++])];
    }
  }
  return blocks;
}

// Inserts the axes of size 1, each after its preceding axis, where no value has to move.
Order with_short_axes(const Order& long_order, const Shape& shape) {
  Order order = long_order;
  for (std::int32_t axis = 0; at(axis) < shape.size(); ++axis) {
    if (shape[at(axis)] != 1) continue;
    const auto before = std::find(order.begin(), order.end(), axis - 1);
    order.insert(axis == 0 || before == order.end() ? order.begin() : before + 1, axis);
  }
  return order;
}

}  // namespace

Order natural_order(std::size_t rank) {
  Order order(rank);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

Order inverse_of(const Order& order) {
  Order inverse(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) inverse[at(order[i])] = static_cast<std::int32_t>(i);
  return inverse;
}

Shape stored_shape(const Shape& shape, const Order& order) {
  Shape stored;
  for (const std::int32_t axis : order) stored.push_back(shape[at(axis)]);
  return stored;
}

Shape shape_of_stored(const Shape& stored, const Order& order) {
  return stored_shape(stored, inverse_of(order));
}

std::int32_t place_of(const Order& order, std::int32_t axis) {
  return static_cast<std::int32_t>(std::find(order.begin(), order.end(), axis) - order.begin());
}

std::vector<std::int32_t> permutation_between(const Order& from, const Order& to) {
  std::vector<std::int32_t> permutation;
  for (const std::int32_t axis : to) permutation.push_back(place_of(from, axis));
  return permutation;
}

bool lie_alike(const Shape& shape, const Order& a, const Order& b) {
  return long_axes(shape, a) == long_axes(shape, b);
}

std::optional<Order> order_after_reshape(const Shape& from, const Order& order, const Shape& to) {
  const Order stored = long_axes(from, order);
  const std::vector<Block> blocks = blocks_of(from, to);
  Order result;
  for (std::size_t place = 0; place < stored.size();) {
    const auto block = std::find_if(blocks.begin(), blocks.end(), [&](const Block& b) {
      return !b.from.empty() && b.from.front() == stored[place];
    });
    if (block == blocks.end() || block->from.size() > stored.size() - place ||
        !std::equal(block->from.begin(), block->from.end(),
                    stored.begin() + static_cast<std::ptrdiff_t>(place)))
      return std::nullopt;
    result.insert(result.end(), block->to.begin(), block->to.end());
    place += block->from.size();
  }
  return with_short_axes(result, to);
}

Order without_axes(const Order& order, const std::vector<std::int32_t>& axes) {
  Order kept;
  for (const std::int32_t axis : order) {
    if (std::find(axes.begin(), axes.end(), axis) != axes.end()) continue;
    const auto before = std::count_if(axes.begin(), axes.end(), [&](auto removed) { return removed < axis; });
    kept.push_back(axis - static_cast<std::int32_t>(before));
  }
  return kept;
}

Bytes arranged(ByteView values, std::size_t value_bytes, const Shape& shape, const Order& order) {
  std::vector<std::size_t> steps(shape.size(), 1);
  for (std::size_t axis = shape.size(); axis-- > 1;)
    steps[axis - 1] = steps[axis] * static_cast<std::size_t>(shape[axis]);
  Bytes stored(values.size());
  std::vector<std::int32_t> position(shape.size(), 0);
  std::size_t from = 0;
  for (std::size_t to = 0; to < stored.size(); to += value_bytes) {
    std::memcpy(&stored[to], &values[from * value_bytes], value_bytes);
    for (std::size_t place = order.size(); place-- > 0;) {
      const std::size_t axis = at(order[place]), size = static_cast<std::size_t>(shape[axis]);
      from += steps[axis];
      if (++position[place] < shape[axis]) break;
      from -= steps[axis] * size;
      position[place] = 0;
    }
  }
  return stored;
}

}  // namespace tinsmith::formats
