// formats/tflite/writing.h — what the parts of the .tflite writer share. Not for other rooms.
#pragma once

#include <schema_generated.h>

#include "formats/tflite/tflite.h"

namespace tinsmith::formats {

// An operator as the file has it: its kind, options already in the FlatBuffer, and the tensors it reads,
// among them constant operands that the graph keeps as attributes.
struct FileOperator {
  schema::BuiltinOperator code;
  std::vector<graph::TensorId> inputs;
  schema::BuiltinOptions options_type = schema::BuiltinOptions::NONE;
  flatbuffers::Offset<void> options = 0;
};

// Writes the options of `op` and appends its constant operands to `graph.tensors`. Unsupported for operators
// that only training knows.
Result<FileOperator> write_operator(flatbuffers::FlatBufferBuilder& builder, graph::Graph& graph,
                                    const graph::Operator& op);

}  // namespace tinsmith::formats
