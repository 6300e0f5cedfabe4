// formats/onnx/order.h — tensors whose axes are stored in another order. Not for other rooms.
//
// The order of a picture is batch, height, width, channels in the graph, and batch, channels, height, width
// in an ONNX file. Values are not transposed at every operator: a value stays as it is stored, and its
// order is recorded.
#pragma once

#include <optional>

#include "graph/graph.h"

namespace tinsmith::formats {

// Axis order[i] of the value is stored as axis i. {0, 2, 3, 1} is an ONNX picture stored in
// the graph's order.
using Order = std::vector<std::int32_t>;

inline const Order kAsInGraph{0, 2, 3, 1};  // of an ONNX picture
inline const Order kAsInFile{0, 3, 1, 2};   // of a picture of the graph

Order natural_order(std::size_t rank);
Order inverse_of(const Order& order);

// Converts a shape (or any list with one entry per axis) to the stored order, and back.
graph::Shape stored_shape(const graph::Shape& shape, const Order& order);
graph::Shape shape_of_stored(const graph::Shape& stored, const Order& order);

// Returns the position at which an axis is stored.
std::int32_t place_of(const Order& order, std::int32_t axis);

// Returns the permutation of a transpose from one stored order to another: axis i of its output is axis
// permutation[i] of its input.
std::vector<std::int32_t> permutation_between(const Order& from, const Order& to);

// Returns whether both orders give the same sequence of values, that is, differ only in the positions of axes
// of size 1.
bool lie_alike(const graph::Shape& shape, const Order& a, const Order& b);

// Returns the order of a value of shape `to` that a reshape makes from `from`, stored in `order`, without
// moving values. Any axis may be split, and axes that are adjacent in storage may be merged. Returns nothing
// if values would have to move.
std::optional<Order> order_after_reshape(const graph::Shape& from, const Order& order,
                                         const graph::Shape& to);

// Returns the order without some of its axes; the remaining axes are renumbered.
Order without_axes(const Order& order, const std::vector<std::int32_t>& axes);

// Returns values of `value_bytes` each, given in natural order, rearranged to the stored `order`.
Bytes arranged(ByteView values, std::size_t value_bytes, const graph::Shape& shape, const Order& order);

}  // namespace tinsmith::formats
