// formats/keras/layers.h — converts Keras' layers to operators, one after the other.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "formats/keras/weights.h"
#include "graph/graph.h"

namespace tinsmith::formats {

// Returns the network that `file` describes, with its weights. The errors are those of read_keras.
Result<graph::Graph> graph_of(const KerasFile& file);

// Builds a Graph layer by layer. Every value from the file is checked before it is used.
class KerasGraph {
 public:
  explicit KerasGraph(const KerasFile& file) : file_(file) {}

  // Appends a layer. `from`: the names of the layers that it reads.
  Result<Done> add(const std::string& class_name, const std::string& name, const nlohmann::json& settings,
                   std::span<const std::string> from);
  // Makes the output of the last layer the output of the graph, and returns the graph.
  graph::Graph finish(const std::string& last_layer);

  // ---- Used by the layers in layers.cpp ----
  struct Layer {
    const std::string& name;
    const nlohmann::json& settings;
    std::vector<graph::TensorId> inputs;
  };
  const graph::Shape& shape(graph::TensorId id) const { return graph_.tensor(id).shape; }
  Result<graph::TensorId> append(const std::string& name, graph::Attributes attributes,
                                 std::vector<graph::TensorId> inputs);
  graph::TensorId input(const std::string& name, graph::Shape shape);
  graph::TensorId constant(const std::string& name, graph::Shape shape, const std::vector<float>& values,
                           bool is_trainable);
  // Returns an array of the layer; Corrupt if it is missing or does not have `rank` dimensions.
  Result<const KerasArray*> array(const std::string& layer, std::string_view name, std::size_t rank) const;

 private:
  const KerasFile& file_;
  graph::Graph graph_;
  std::map<std::string, graph::TensorId> outputs_;  // by layer
};

}  // namespace tinsmith::formats
