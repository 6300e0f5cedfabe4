// onnx/real_runtime.h — ONNX Runtime (npm's build for Node), as an oracle.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "graph/graph.h"

namespace tinsmith {

// Converts the values of a picture from the graph's order to that of ONNX files, [1, channels, height,
// width], and back. Values of other shapes stay unchanged.
std::vector<float> as_in_file(const std::vector<float>& values, const graph::Shape& shape_in_graph);
std::vector<float> as_in_graph(const std::vector<float>& values, const graph::Shape& shape_in_graph);

// Runs models, all in one process.
class OnnxRuntime {
 public:
  // Whether tests/onnx/install has installed it; tests are skipped without it.
  static bool is_installed();

  // A file and the values of each network input, in the graph's order.
  void add(const std::string& name, ByteView file, const graph::Graph& graph,
           const std::vector<std::vector<float>>& inputs);
  // Returns an empty text when all models ran, otherwise the error.
  std::string run();
  // Returns output `index` of a model, in the graph's order.
  std::vector<float> output(const std::string& name, const graph::Graph& graph, std::size_t index) const;

 private:
  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::string jobs_;  // JSON objects
};

}  // namespace tinsmith
