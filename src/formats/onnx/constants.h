// formats/onnx/constants.h — what the parts that compute with constants share. Not for other rooms.
#pragma once

#include "formats/onnx/reading.h"

namespace tinsmith::formats {

using Integers = std::vector<std::int64_t>;
using Floats = std::vector<float>;
using Computed = Result<Constant>;

// The number of values of a shape, whose memory is taken from the allowance. Unsupported: more than any shape
// or grid has; weights are turned around elsewhere.
Result<std::size_t> room_for(const NodeReading& reading, const graph::Shape& shape);

// Value (i, j, …) of the result is value offset + i · steps[0] + j · steps[1] + … of what is walked over.
struct Walk {
  graph::Shape shape;
  std::vector<std::int64_t> steps;
  std::int64_t offset = 0;
};
std::vector<std::int64_t> row_major_steps(const graph::Shape& shape);
Computed walked(const NodeReading& reading, const Constant& constant, const Walk& walk);

// The shape that two shapes meet in. Corrupt when they do not.
Result<graph::Shape> broadcast(const graph::Shape& left, const graph::Shape& right);
// How a constant repeats to fill a larger shape that it broadcasts to.
Walk repeating(const graph::Shape& from, const graph::Shape& to);

// Value by value (compute_arithmetic.cpp): two constants, one, a choice between two, another type, all values
// of one multiplied.
Computed compute_arithmetic(const NodeReading& reading);
Computed compute_function(const NodeReading& reading);
Computed compute_where(const NodeReading& reading);
Computed compute_cast(const NodeReading& reading);
Computed compute_product(const NodeReading& reading);

}  // namespace tinsmith::formats
