// formats/onnx/order.h — the axes of a tensor in another order. Not for other rooms.
//
// The graph keeps pictures as batch, height, width, channels; an ONNX file as batch, channels, height, width.
// Neither is turned around at every operator: a value stays as it lies, and we keep in mind in which order
// that is.
#pragma once

#include <optional>

#include "graph/graph.h"

namespace tinsmith::formats {

// Axis order[i] of the value is stored as axis i. {0, 2, 3, 1}: an ONNX picture stored as the graph keeps it.
using Order = std::vector<std::int32_t>;

inline const Order kAsInGraph{0, 2, 3, 1};  // of a picture of ONNX
inline const Order kAsInFile{0, 3, 1, 2};   // of a picture of the graph

Order natural_order(std::size_t rank);
Order inverse_of(const Order& order);

// The shape (or any list with an entry an axis) as stored, and back.
graph::Shape stored_shape(const graph::Shape& shape, const Order& order);
graph::Shape shape_of_stored(const graph::Shape& stored, const Order& order);

// The place at which an axis is stored.
std::int32_t place_of(const Order& order, std::int32_t axis);

// The permutation that a transpose from one stored order to another one makes: its axis i is that axis of its
// input.
std::vector<std::int32_t> permutation_between(const Order& from, const Order& to);

// Whether both orders give the same sequence of values: they differ only in where axes of size 1 stand.
bool lie_alike(const graph::Shape& shape, const Order& a, const Order& b);

// The order in which a value of shape `to` lies when the values of `from`, stored in `order`, only get new
// sizes. Any axis may be split, and axes joined that are stored beside each other; otherwise values would
// have to move: nothing.
std::optional<Order> order_after_reshape(const graph::Shape& from, const Order& order,
                                         const graph::Shape& to);

// The order without some of its axes; those that stay are counted anew.
Order without_axes(const Order& order, const std::vector<std::int32_t>& axes);

// Values of `value_bytes` each, in natural order, as stored in `order`.
Bytes arranged(ByteView values, std::size_t value_bytes, const graph::Shape& shape, const Order& order);

}  // namespace tinsmith::formats
