// formats/tflite/versions.h — the operator versions that a file needs, and the runtimes that support them.
//
// Not for other rooms.
#pragma once

#include <schema_generated.h>

#include <compare>

#include "graph/graph.h"

namespace tinsmith::formats {

inline constexpr std::uint32_t kFileVersion = 3;  // of the schema
// Alignment that lets devices use each buffer in place.
inline constexpr std::size_t kBufferAlignment_bytes = 16;

struct RuntimeVersion {
  int major = 1, minor = 5, patch = 0;  // the first version that supported .tflite files
  friend auto operator<=>(const RuntimeVersion&, const RuntimeVersion&) = default;
};

// Returns the lowest version of operator `code` that can do what `op` does to its tensors, computed as in
// TensorFlow's converter (tensorflow/lite/tools/versioning/op_version.cc). float32 and int8 only.
int version_of(schema::BuiltinOperator code, const graph::Graph& graph, const graph::Operator& op);

// Returns the first runtime that supports that version (…/versioning/runtime_version.cc).
RuntimeVersion runtime_of(schema::BuiltinOperator code, int version);

}  // namespace tinsmith::formats
