// formats/tflite/read_tensors.h — reads the tensors of a .tflite file. Not for other rooms.
#pragma once

#include <schema_generated.h>

#include "formats/allowance.h"
#include "formats/tflite/tflite.h"

namespace tinsmith::formats {

// Returns the file's tensors with the file's order and numbering. Tensors with data become constants.
Result<std::vector<graph::Tensor>> read_tensors(const schema::Model& model, const schema::SubGraph& subgraph,
                                                Allowance& allowance);

// Returns " (STRING)", the format's name of a number that is refused; nothing if it has no name.
inline std::string in_brackets(std::string_view name) {
  return name.empty() ? "" : fmt::format(" ({})", name);
}

// Returns the data of buffer `index`; empty if there is none.
Result<ByteView> buffer_data(const schema::Model& model, std::uint32_t index);

}  // namespace tinsmith::formats
