// formats/onnx/read_constant.h — reads the tensors of an ONNX file whose values are known. Not for other rooms.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "formats/allowance.h"
#include "formats/onnx/external_data.h"
#include "formats/onnx/file.h"
#include "graph/graph.h"

namespace tinsmith::formats {

inline constexpr std::size_t kMaxAxes = 8;  // of a tensor, a new shape or a list of axes

// Values that are known while reading. Integers of any width are stored as 64 bits, real numbers of any
// precision as floats.
struct Constant {
  graph::Shape shape;  // a size may be 0
  std::variant<std::vector<float>, std::vector<std::int64_t>> values;
};

// Returns the values of a tensor stored in the file, or in one beside it (external_data.h). Unsupported:
// types other than floats and integers.
Result<Constant> read_constant(const onnx::TensorProto& tensor, Allowance& allowance, ExternalData& external);

// Returns the name of a type of the file: "float8e4m3fn".
std::string name_of_type(std::int32_t type);

}  // namespace tinsmith::formats
