// train/engine/parameters.h — the graph's constants as flat vectors: trained values, batch norm
// statistics, fixed values.
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
  // Takes the constants in the order in which the blocks read them. A fixed constant that several operators
  // read is stored once.
  Parameters(const graph::Graph& graph, const std::vector<Block>& blocks);

  const float* value(graph::TensorId id) const;  // value of any constant; null for kNoTensor
  float* statistic(graph::TensorId id);          // running mean or variance
  float* gradient(graph::TensorId id);           // null for frozen constants

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
