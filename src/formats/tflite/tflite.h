// formats/tflite/tflite.h — reads and writes TensorFlow Lite's `.tflite` files.
//
// docs/formats/tflite.md describes the format and the mapping between the file's operators and the graph's.
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
  // Kinds of operators in the file, each once, with TensorFlow Lite's names: "CONV_2D".
  std::vector<std::string> operators;
};

// Reads a file. The result does not refer to `bytes`. Takes at most a small multiple of their memory.
//   Corrupt      not a whole FlatBuffer, an index out of range, tensors that do not fit together
//   Unsupported  a valid file that the graph cannot represent: another operator (the message names it and its
//                position), more than one subgraph, a size that is known only at run time
Result<TfliteModel> read_tflite(ByteView bytes);

// Returns the kinds of operators in a file, each once, also of a file with operators that the graph cannot
// represent: "CONV_2D", "CUSTOM 'ethos-u'".
//   Corrupt  not a whole FlatBuffer, or an operator without its kind
Result<std::vector<std::string>> operator_names(ByteView bytes);

// Returns a file that TensorFlow Lite and TensorFlow Lite Micro can load. Operators have the versions that
// TensorFlow's converter writes, buffers are aligned to 16 bytes, and the description is "Tinsmith".
// "min_runtime_version" is added to `metadata` and replaces an existing one. Padding that has no name in the
// format becomes a separate PAD. Equal graphs and metadata give equal bytes. An invalid graph is a bug of
// the caller (CHECK).
//   Unsupported  an operator that exists only in training (fold it first), values other than float32 and
//                int8, an average pool whose padding has no name, more than 2 GB
Result<Bytes> write_tflite(const graph::Graph& graph, const Metadata& metadata);

}  // namespace tinsmith::formats
