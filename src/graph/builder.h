// graph/builder.h — a Graph written down layer by layer, its weights drawn as they are made.
#pragma once

#include <optional>

#include "base/random.h"
#include "graph/graph.h"

namespace tinsmith::graph {

// Appends operators to a Graph. Shapes follow by themselves; a layer that does not fit is a bug of the caller
// (CHECK). Weights: He normal by fan-out for convolutions (He et al. 2015, as MobileNet's published
// training), normal 0.01 for the last dense layer; every layer draws from a stream of its own name, so equal
// names and seeds give equal weights. Parameter tensors are named "<layer>/weights", "/bias", "/gamma",
// "/beta", "/mean", "/variance".
class Builder {
 public:
  Builder(std::string graph_name, std::uint64_t seed);
  // Goes on with a graph, whose outputs are then inner tensors. Without weights to draw it needs no seed.
  explicit Builder(Graph graph, std::uint64_t seed = 0);

  struct Conv {
    std::int32_t filters = 0;  // ignored by depthwise
    std::int32_t filter = 1;   // square
    std::int32_t stride = 1;
    bool bias = false;
    bool same = true;                                    // TensorFlow's SAME; false: no padding
    bool zeros = false;                                  // start from zero weights
    std::optional<std::int32_t> padding = std::nullopt;  // the same at all four sides, as PyTorch has it
    std::vector<float> bias_values = {};                 // to start from, one a filter; empty: zeros
  };

  TensorId input(const std::string& name, Shape shape);
  TensorId conv2d(const std::string& name, TensorId input, const Conv& conv);
  TensorId depthwise_conv2d(const std::string& name, TensorId input, const Conv& conv);
  TensorId batch_norm(const std::string& name, TensorId input, const BatchNorm& attributes = {});
  TensorId fully_connected(const std::string& name, TensorId input, std::int32_t outputs);
  // The average over the whole picture, {1, channels}. An average pool and a reshape instead of a MEAN: the
  // device's pool rounds once, where its MEAN rescales too and rounds twice, and boards have a fast kernel
  // for the pool alone.
  TensorId global_average(const std::string& name, TensorId input);
  // Window of `filter` by `filter` at every pixel, the picture's size kept.
  TensorId max_pool_same(const std::string& name, TensorId input, std::int32_t filter);
  // Values that training does not move.
  TensorId fixed(const std::string& name, Shape shape, const std::vector<float>& values) {
    return constant(name, std::move(shape), values, false);
  }
  // Any operator without weights.
  TensorId append(const std::string& name, Attributes attributes, std::vector<TensorId> inputs);

  const Shape& shape(TensorId id) const { return graph_.tensor(id).shape; }
  const std::string& name(TensorId id) const { return graph_.tensor(id).name; }

  // Ends the graph: marks the outputs, validates (CHECK) and hands it over.
  Graph finish(std::vector<TensorId> outputs);

 private:
  TensorId constant(const std::string& name, Shape shape, const std::vector<float>& values, bool trainable);
  TensorId random_constant(const std::string& name, Shape shape, double deviation);
  Graph graph_;
  std::uint64_t seed_;
};

}  // namespace tinsmith::graph
