// train/engine/parameters.h — the graph's constants as flat vectors: what is trained, what batch norms
// gather, what stays as it is.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "graph/graph.h"
#include "train/engine.h"
#include "train/engine/blocks.h"

namespace tinsmith::train {

class Parameters {
 public:
  // In the order in which the blocks read them; a fixed constant that several read is there once.
  Parameters(const graph::Graph& graph, const std::vector<Block>& blocks);

  const float* value(graph::TensorId id) const;  // of any constant; none for kNoTensor
  float* statistic(graph::TensorId id);          // running mean or variance
  float* gradient(graph::TensorId id);           // none for what is frozen

  std::span<const ParameterInfo> list() const { return list_; }
  std::span<float> values() { return values_; }
  std::span<float> gradients() { return gradients_; }
  std::span<float> statistics() { return statistics_; }

  void write_back(graph::Graph& graph) const;

 private:
  enum class Kind : std::uint8_t { Trained, Statistic, Fixed };
  struct Spot {
    Kind kind = Kind::Fixed;
    std::size_t offset = 0, count = 0;
  };
  void add(const graph::Graph& graph, const graph::Operator& op, std::size_t input);

  std::map<graph::TensorId, Spot> spots_;
  std::vector<ParameterInfo> list_;
  std::vector<float> values_, gradients_, statistics_, fixed_;
};

}  // namespace tinsmith::train
