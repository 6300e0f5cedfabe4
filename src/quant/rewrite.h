// quant/rewrite.h — the few moves that passes are made of.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace tinsmith::quant {

bool is_graph_output(const graph::Graph& graph, graph::TensorId id);

// The one operator that reads the tensor, by index; −1 when there is none, there are more (or it reads it
// twice), or the graph gives the tensor out as well.
std::int32_t only_consumer(const graph::Graph& graph, const graph::Links& links, graph::TensorId id);

// Every operator that reads `from` reads `to` instead.
void redirect(graph::Graph& graph, const graph::Links& links, graph::TensorId from, graph::TensorId to);

// Removes the operators marked; `erased` has one entry an operator.
void erase_operators(graph::Graph& graph, const std::vector<bool>& erased);

// A new float constant.
graph::TensorId add_constant(graph::Graph& graph, const std::string& name, graph::Shape shape,
                             const std::vector<float>& values);

// A convolution, depthwise convolution or fully connected layer.
bool has_weights(const graph::Operator& op);

// Channel of each value of such an operator's weights: value i belongs to channel i / step % count.
struct ChannelWalk {
  std::size_t count = 0, step = 0;
  std::size_t channel_of(std::size_t value) const { return value / step % count; }
};
ChannelWalk channels_of_weights(const graph::Operator& op, const graph::Shape& weights);

// One value a channel: the bias's, or zeros where the operator has none.
std::vector<float> bias_values(const graph::Graph& graph, const graph::Operator& op);

}  // namespace tinsmith::quant
