#include "train/engine/parameters.h"

namespace tinsmith::train {
namespace {

using Role = ParameterInfo::Role;

Role role_of(const graph::Operator& op, std::size_t input) {
  if (op.is<graph::BatchNorm>()) return input == 1 ? Role::Gamma : Role::Beta;
  if (input == 2) return Role::Bias;
  if (op.is<graph::DepthwiseConv2d>()) return Role::DepthwiseWeights;
  return op.is<graph::FullyConnected>() ? Role::DenseWeights : Role::ConvWeights;
}

void append(std::vector<float>& to, const std::vector<float>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Parameters::Parameters(const graph::Graph& graph, const std::vector<Block>& blocks) {
  for (const Block& block : blocks)
    for (const graph::Operator* op : block.operators())
      for (std::size_t i = 0; i < op->inputs.size(); ++i) add(graph, *op, i);
  gradients_.resize(values_.size());
}

void Parameters::add(const graph::Graph& graph, const graph::Operator& op, std::size_t input) {
  const graph::TensorId id = op.inputs[input];
  if (id == graph::kNoTensor || !graph.tensor(id).is_constant) return;
  const graph::Tensor& tensor = graph.tensor(id);
  const auto [spot, is_new] = spots_.try_emplace(id);
  if (!is_new) return;
  const bool is_statistic = op.is<graph::BatchNorm>() && input >= 3;
  spot->second.kind = is_statistic ? Kind::Statistic : tensor.is_trainable ? Kind::Trained : Kind::Fixed;
  std::vector<float>& to = is_statistic ? statistics_ : tensor.is_trainable ? values_ : fixed_;
  spot->second.offset = to.size();
  append(to, graph::float_values(tensor));
  spot->second.count = to.size() - spot->second.offset;
  if (spot->second.kind == Kind::Trained)
    list_.push_back(
        {tensor.name, id, spot->second.offset, spot->second.count, tensor.shape, role_of(op, input)});
}

const float* Parameters::value(graph::TensorId id) const {
  if (id == graph::kNoTensor) return nullptr;
  const Spot& spot = spots_.at(id);
  const auto& from = spot.kind == Kind::Trained     ? values_
                     : spot.kind == Kind::Statistic ? statistics_
                                                    : fixed_;
  return from.data() + spot.offset;
}

float* Parameters::statistic(graph::TensorId id) {
  return statistics_.data() + spots_.at(id).offset;
}

float* Parameters::gradient(graph::TensorId id) {
  if (id == graph::kNoTensor || spots_.at(id).kind != Kind::Trained) return nullptr;
  return gradients_.data() + spots_.at(id).offset;
}

void Parameters::write_back(graph::Graph& graph) const {
  for (const auto& [id, spot] : spots_) {
    if (spot.kind == Kind::Fixed) continue;
    const float* from = value(id);
    graph.tensor(id).data = bytes_of(std::vector<float>(from, from + spot.count));
  }
}

}  // namespace tinsmith::train
