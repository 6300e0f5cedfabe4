// formats/onnx/onnx.h — reads and writes ONNX model files.
//
// ONNX stores pictures as [1, channels, height, width], the graph as [1, height, width, channels].
// Axes are transposed only where an operator requires it. docs/formats/onnx.md has the rules and
// the supported operators.
#pragma once

#include <filesystem>
#include <string>

#include "formats/metadata.h"
#include "graph/graph.h"

namespace tinsmith::formats {

struct OnnxModel {
  graph::Graph graph;  // validated, float32; names are those of the file's values, padding is explicit
  Metadata metadata;
  std::string producer;  // the program that wrote the file, as it names itself
};

// Reads operator sets 7 to 23. Inputs and outputs with 4 axes are pictures: [1, 3, H, W] in the file is
// [1, H, W, 3] in the graph. A batch without a size becomes 1. Everything that depends only on constants and
// shapes is computed while reading.
//   Corrupt       not a whole file, or parts that do not fit each other
//   InvalidInput  an operator that its inputs do not fit
//   Unsupported   a valid file that the graph cannot represent: another operator or use of one (the message
//                 names it, its position, and what to do), a size that is known only at run time, or values
//                 that are not floats
//   NotFound      a file beside the model that holds some of its values does not exist
// `folder` is the folder of the model file. Values that the model stores in other files are read only from
// there; without a folder such a model is Unsupported. The result does not refer to `bytes`. Takes at most a
// small multiple of the memory of all these files, plus 300 MB for a million parts.
Result<OnnxModel> read_onnx(ByteView bytes, const std::filesystem::path& folder = {});

// Returns a file of operator set 13 for a float graph. Equal graphs and metadata give equal bytes. An invalid
// graph is a bug of the caller (CHECK).
//   Unsupported  int8 graphs, uses of operators that ONNX cannot express (the message names them), or more
//                than 2 GB
Result<Bytes> write_onnx(const graph::Graph& graph, const Metadata& metadata);

}  // namespace tinsmith::formats
