// graph/builder.h — builds a Graph layer by layer and initializes its weights.
#pragma once

#include <optional>

#include "base/random.h"
#include "graph/graph.h"

namespace tinsmith::graph {

// Appends operators to a Graph. Output shapes are inferred; a layer that does not fit its input is a bug of
// the caller (CHECK). Initialization: He normal with fan-out for convolutions (He et al. 2015, as in
// MobileNet's published training), normal with standard deviation 0.01 for the last dense layer. The random
// stream of each layer depends on the seed and the tensor's name only, so equal names and seeds give equal
// weights. Parameter tensors are named "<layer>/weights", "/bias", "/gamma", "/beta", "/mean", "/variance".
class Builder {
 public:
  Builder(std::string graph_name, std::uint64_t seed);
  // Continues an existing graph; its outputs become inner tensors. The seed is needed only if
  // weights are drawn.
  explicit Builder(Graph graph, std::uint64_t seed = 0);

  struct Conv {
    std::int32_t filters = 0;  // ignored by depthwise_conv2d
    std::int32_t filter = 1;   // kernel size; the kernel is square
    std::int32_t stride = 1;
    bool bias = false;
    bool same = true;                                    // TensorFlow's SAME padding; false: no padding
    bool zeros = false;                                  // initialize the weights to zero
    std::optional<std::int32_t> padding = std::nullopt;  // equal padding on all four sides, as in PyTorch
    std::vector<float> bias_values = {};                 // initial bias, one value per filter; empty: zeros
  };

  TensorId input(const std::string& name, Shape shape);
  TensorId conv2d(const std::string& name, TensorId input, const Conv& conv);
  TensorId depthwise_conv2d(const std::string& name, TensorId input, const Conv& conv);
  TensorId batch_norm(const std::string& name, TensorId input, const BatchNorm& attributes = {});
  TensorId fully_connected(const std::string& name, TensorId input, std::int32_t outputs);
  // Global average pooling; the output is {1, channels}. Uses an average pool and a reshape instead of a
  // MEAN: the device's average pool rounds once, its MEAN also rescales and rounds twice, and boards have a
  // fast kernel for the pool only.
  TensorId global_average(const std::string& name, TensorId input);
  // Max pooling with a `filter` by `filter` window, stride 1 and SAME padding: the output has
  // the input's size.
  TensorId max_pool_same(const std::string& name, TensorId input, std::int32_t filter);
  // A constant tensor that training does not change.
  TensorId fixed(const std::string& name, Shape shape, const std::vector<float>& values) {
    return constant(name, std::move(shape), values, false);
  }
  // Appends any operator that has no weights.
  TensorId append(const std::string& name, Attributes attributes, std::vector<TensorId> inputs);

  const Shape& shape(TensorId id) const { return graph_.tensor(id).shape; }
  const std::string& name(TensorId id) const { return graph_.tensor(id).name; }

  // Marks the outputs, validates the graph (CHECK) and returns it. The builder is empty afterwards.
  Graph finish(std::vector<TensorId> outputs);

 private:
  TensorId constant(const std::string& name, Shape shape, const std::vector<float>& values, bool trainable);
  TensorId random_constant(const std::string& name, Shape shape, double deviation);
  Graph graph_;
  std::uint64_t seed_;
};

}  // namespace tinsmith::graph
