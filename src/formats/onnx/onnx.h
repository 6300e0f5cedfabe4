// formats/onnx/onnx.h — ONNX model files: bytes to graph and back.
//
// ONNX keeps pictures as [1, channels, height, width], the graph as [1, height, width, channels]. On the way
// the axes are turned around where the meaning asks for it and nowhere else; what is meant is in
// docs/formats/onnx.md, with the operators that are known.
#pragma once

#include <filesystem>
#include <string>

#include "formats/metadata.h"
#include "graph/graph.h"

namespace tinsmith::formats {

struct OnnxModel {
  graph::Graph graph;  // validated, float32; names are those of the file's values, padding is explicit
  Metadata metadata;
  std::string producer;  // the program that wrote the file, as it calls itself
};

// Operator sets 7 to 23. Inputs and outputs of 4 axes are pictures: [1, 3, H, W] of the file is [1, H, W, 3]
// of the graph. A batch without a size is 1. What can be computed from constants and shapes alone is computed
// while reading.
//   Corrupt      not a whole file, or parts that do not fit each other
//   InvalidInput an operator that its inputs do not fit
//   Unsupported  a valid file with something beyond the graph: another operator or use of one (named, with
//                its place, and what to do about it), a size known only while running, values that are no
//                floats
//   NotFound     a file beside the model that holds values of it is not there
// `folder` is where the model file lies: values that it keeps in other files are read from there, and from
// nowhere outside of it; without a folder such a model is Unsupported. Nothing is kept of `bytes`. Takes at
// most a small multiple of the memory of all these files, and of 300 MB for a million parts.
Result<OnnxModel> read_onnx(ByteView bytes, const std::filesystem::path& folder = {});

// A file of operator set 13, for a float graph. Same graph and metadata, same bytes. An invalid graph is a
// bug (CHECK). Unsupported: int8 graphs, a few uses of operators that ONNX cannot say (named), more than 2
// GB.
Result<Bytes> write_onnx(const graph::Graph& graph, const Metadata& metadata);

}  // namespace tinsmith::formats
