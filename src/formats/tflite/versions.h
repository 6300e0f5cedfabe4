// formats/tflite/versions.h — which version of an operator a file needs, and which runtime knows it. Not for
// other rooms.
#pragma once

#include <schema_generated.h>

#include <compare>

#include "graph/graph.h"

namespace tinsmith::formats {

inline constexpr std::uint32_t kFileVersion = 3;  // of the schema
inline constexpr std::size_t kBufferAlignment_bytes =
    16;  // so that devices can use each buffer where it lies

struct RuntimeVersion {
  int major = 1, minor = 5, patch = 0;  // the first that had .tflite files
  friend auto operator<=>(const RuntimeVersion&, const RuntimeVersion&) = default;
};

// The lowest version of operator `code` that does what `op` does to its tensors, as TensorFlow's own
// converter counts (tensorflow/lite/tools/versioning/op_version.cc). float32 and int8 only.
int version_of(schema::BuiltinOperator code, const graph::Graph& graph, const graph::Operator& op);

// The first runtime that has that version (…/versioning/runtime_version.cc).
RuntimeVersion runtime_of(schema::BuiltinOperator code, int version);

}  // namespace tinsmith::formats
