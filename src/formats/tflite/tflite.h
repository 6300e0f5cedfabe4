// formats/tflite/tflite.h — TensorFlow Lite's `.tflite` files: bytes to graph and back.
//
// The grammar, and how each operator of the file maps to one of the graph's: docs/formats/tflite.md.
#pragma once

#include <string>
#include <vector>

#include "formats/metadata.h"
#include "graph/graph.h"

namespace tinsmith::formats {

struct TfliteModel {
  graph::Graph graph;  // validated; names are those of the file's tensors, padding is explicit
  Metadata metadata;
  std::string description;
  std::vector<std::string>
      operators;  // kinds in the file, each once, as TensorFlow Lite names them: "CONV_2D"
};

// Corrupt: not a whole FlatBuffer, an index out of range, tensors that do not fit together. Unsupported: a
// valid file with something beyond the graph: another operator (named, with its place), more than one
// subgraph, a size known only while running. Nothing is kept of `bytes`. Takes at most a small multiple of
// their memory.
Result<TfliteModel> read_tflite(ByteView bytes);

// A file that TensorFlow Lite and TensorFlow Lite Micro load: operators in the versions their converter
// writes, buffers aligned to 16 bytes, "min_runtime_version" added to `metadata` (replacing one that is
// there), description "Tinsmith". Padding that has no name there becomes a PAD of its own. Same graph and
// metadata, same bytes. An invalid graph is a bug (CHECK). Unsupported: an operator that only training knows
// (fold it first), values other than float32 and int8, an average pool with odd padding, more than 2 GB.
Result<Bytes> write_tflite(const graph::Graph& graph, const Metadata& metadata);

}  // namespace tinsmith::formats
