// onnx/real_runtime.h — ONNX Runtime (npm's build for Node), as an oracle.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "graph/graph.h"

namespace tinsmith {

// Values of a picture as files have them, [1, channels, height, width], from those of the graph, and back.
// Values of other shapes stay as they are.
std::vector<float> as_in_file(const std::vector<float>& values, const graph::Shape& shape_in_graph);
std::vector<float> as_in_graph(const std::vector<float>& values, const graph::Shape& shape_in_graph);

// Models to run, all in one process.
class OnnxRuntime {
 public:
  // Whether tests/onnx/install has put it there; tests skip without it.
  static bool is_installed();

  // A file, and for each of its network's inputs the values, as the graph has them.
  void add(const std::string& name, ByteView file, const graph::Graph& graph,
           const std::vector<std::vector<float>>& inputs);
  // Empty when all of them ran; else what was refused and why.
  std::string run();
  // Output `index` of a model, as the graph has it.
  std::vector<float> output(const std::string& name, const graph::Graph& graph, std::size_t index) const;

 private:
  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::string jobs_;  // JSON objects
};

}  // namespace tinsmith
