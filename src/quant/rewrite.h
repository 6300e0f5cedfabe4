// quant/rewrite.h — basic graph changes that the passes use.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace tinsmith::quant {

bool is_graph_output(const graph::Graph& graph, graph::TensorId id);

// Returns the index of the only operator that reads the tensor; −1 if there is none or more than one, if it
// reads the tensor twice, or if the tensor is also a graph output.
std::int32_t only_consumer(const graph::Graph& graph, const graph::Links& links, graph::TensorId id);

// Makes every operator that reads `from` read `to` instead.
void redirect(graph::Graph& graph, const graph::Links& links, graph::TensorId from, graph::TensorId to);

// Removes the marked operators; `erased` has one entry per operator.
void erase_operators(graph::Graph& graph, const std::vector<bool>& erased);

// Adds a new float constant.
graph::TensorId add_constant(graph::Graph& graph, const std::string& name, graph::Shape shape,
                             const std::vector<float>& values);

// Whether the operator is a convolution, depthwise convolution or fully connected layer.
bool has_weights(const graph::Operator& op);

// Output channel of each weight of such an operator: value i belongs to channel i / step % count.
struct ChannelWalk {
  std::size_t count = 0, step = 0;
  std::size_t channel_of(std::size_t value) const { return value / step % count; }
};
ChannelWalk channels_of_weights(const graph::Operator& op, const graph::Shape& weights);

// Returns one value per channel: the bias, or zeros if the operator has none.
std::vector<float> bias_values(const graph::Graph& graph, const graph::Operator& op);

}  // namespace tinsmith::quant
