// formats/onnx/constants.h — constant folding: declarations that its parts share. Not for other rooms.
#pragma once

#include "formats/onnx/read_node.h"

namespace tinsmith::formats {

using Integers = std::vector<std::int64_t>;
using Floats = std::vector<float>;
using Computed = Result<Constant>;

// Returns the number of values of a shape and spends their memory from the allocation limit. Unsupported:
// more values than any shape or grid has (weights are transposed elsewhere).
Result<std::size_t> room_for(const NodeReading& reading, const graph::Shape& shape);

// Element (i, j, …) of the result is element offset + i · steps[0] + j · steps[1] + … of the source.
struct Walk {
  graph::Shape shape;
  std::vector<std::int64_t> steps;
  std::int64_t offset = 0;
};
std::vector<std::int64_t> row_major_steps(const graph::Shape& shape);
Computed walked(const NodeReading& reading, const Constant& constant, const Walk& walk);

// Returns the shape that two shapes broadcast to. Corrupt if they do not broadcast.
Result<graph::Shape> broadcast(const graph::Shape& left, const graph::Shape& right);
// Describes how a constant repeats to fill a larger shape that it broadcasts to.
Walk repeating(const graph::Shape& from, const graph::Shape& to);

// Element-wise operators (compute_arithmetic.cpp): of two constants, of one constant, selection between two,
// conversion to another type, and the product of all values of one.
Computed compute_arithmetic(const NodeReading& reading);
Computed compute_function(const NodeReading& reading);
Computed compute_where(const NodeReading& reading);
Computed compute_cast(const NodeReading& reading);
Computed compute_product(const NodeReading& reading);

}  // namespace tinsmith::formats
