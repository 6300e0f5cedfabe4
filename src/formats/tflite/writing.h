// formats/tflite/writing.h — declarations shared by the parts of the .tflite writer. Not for other rooms.
#pragma once

#include <schema_generated.h>

#include "formats/tflite/tflite.h"

namespace tinsmith::formats {

// An operator as the file stores it: its kind, its options (already in the FlatBuffer), and the tensors it
// reads. These include constant operands that the graph keeps as attributes.
struct FileOperator {
  schema::BuiltinOperator code;
  std::vector<graph::TensorId> inputs;
  schema::BuiltinOptions options_type = schema::BuiltinOptions::NONE;
  flatbuffers::Offset<void> options = 0;
};

// Writes the options of `op` and appends its constant operands to `graph.tensors`. Unsupported: operators
// that exist only in training.
Result<FileOperator> write_operator(flatbuffers::FlatBufferBuilder& builder, graph::Graph& graph,
                                    const graph::Operator& op);

}  // namespace tinsmith::formats
