#include "quant/scale_groups.h"

#include <algorithm>
#include <numeric>

#include "quant/rewrite.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::Operator;
using graph::TensorId;

std::size_t at(TensorId id) {
  return static_cast<std::size_t>(id);
}

// Disjoint sets (union–find).
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0); }

  TensorId add() {
    parent_.push_back(static_cast<TensorId>(parent_.size()));
    return parent_.back();
  }
  TensorId root(TensorId id) {
    while (parent_[at(id)] != id) id = parent_[at(id)] = parent_[at(parent_[at(id)])];
    return id;
  }
  void join(TensorId a, TensorId b) { parent_[at(root(a))] = root(b); }

 private:
  std::vector<TensorId> parent_;
};

// Weights and biases have their own scales; other constants count as activations that never change.
bool is_parameter(const Operator& op, std::size_t input) {
  return has_weights(op) && input > 0;
}

void separate_constants(Graph& graph) {
  std::vector<bool> is_taken(graph.tensors.size(), false);
  for (Operator& op : graph.operators)
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
      const TensorId id = op.inputs[i];
      if (id == graph::kNoTensor || !graph.tensor(id).is_constant) continue;
      if (is_taken[at(id)]) {
        graph::Tensor copy = graph.tensor(id);
        copy.name = fmt::format("{} of {}", copy.name, op.name);
        graph.tensors.push_back(std::move(copy));
        op.inputs[i] = static_cast<TensorId>(graph.tensors.size() - 1);
      } else {
        is_taken[at(id)] = true;
      }
    }
}

class Grouping {
 public:
  Grouping(Graph& graph, std::span<const KnownAffine> known) : graph_(graph), sets_(graph.tensors.size()) {
    for (const KnownAffine& one : known)
      for (std::size_t id = 0; id < graph.tensors.size(); ++id)
        if (graph.tensors[id].name == one.tensor) fixed_.push_back({static_cast<TensorId>(id), one.affine});
  }

  ScaleGroups result() {
    for (const Operator& op : graph_.operators)
      if (only_moves_values(op) && !op.is<graph::Concatenation>())
        for (const TensorId output : op.outputs) sets_.join(output, op.inputs[0]);
    for (const TensorId input : graph_.inputs) fixed_.push_back({input, kPictureAffine});
    for (const Operator& op : graph_.operators)
      if (op.is<graph::Softmax>() || op.is<graph::Logistic>())
        fixed_.push_back({op.outputs[0], kProbabilityAffine});
    join_concatenations();
    return numbered();
  }

 private:
  struct Fixed {
    TensorId member;
    Affine affine;
  };

  std::optional<Affine> fixed_of(TensorId id) {
    for (const Fixed& fixed : fixed_)
      if (sets_.root(fixed.member) == sets_.root(id)) return fixed.affine;
    return std::nullopt;
  }

  bool can_share(const Operator& concatenation) {
    const std::optional<Affine> first = fixed_of(concatenation.inputs[0]);
    return std::all_of(concatenation.inputs.begin(), concatenation.inputs.end(),
                       [&](TensorId id) { return fixed_of(id) == first; });
  }

  TensorId rescaled(TensorId id, std::vector<Operator>& operators) {
    graph::Tensor tensor;
    tensor.name = fmt::format("{}_rescaled_{}", graph_.tensor(id).name, graph_.tensors.size());
    tensor.shape = graph_.tensor(id).shape;
    const std::string name = tensor.name;
    graph_.tensors.push_back(std::move(tensor));
    const TensorId output = sets_.add();
    operators.push_back(Operator{graph::Quantize{}, {id}, {output}, name});
    return output;
  }

  void join_concatenations() {
    std::vector<Operator> operators;
    for (Operator& op : graph_.operators) {
      if (op.is<graph::Concatenation>()) {
        if (!can_share(op))
          for (TensorId& id : op.inputs)
            if (fixed_of(id)) id = rescaled(id, operators);
        for (const TensorId id : op.inputs) sets_.join(op.outputs[0], id);
      }
      operators.push_back(std::move(op));
    }
    graph_.operators = std::move(operators);
  }

  ScaleGroups numbered() {
    ScaleGroups groups;
    groups.group_of.assign(graph_.tensors.size(), -1);
    std::vector<std::int32_t> number(graph_.tensors.size(), -1);  // by the root of the set
    const auto place = [&](TensorId id) {
      std::int32_t& group = number[at(sets_.root(id))];
      if (group < 0) {
        group = static_cast<std::int32_t>(groups.fixed.size());
        groups.fixed.push_back(fixed_of(id));
      }
      groups.group_of[at(id)] = group;
    };
    for (const TensorId id : graph_.inputs) place(id);
    for (const Operator& op : graph_.operators) {
      for (std::size_t i = 0; i < op.inputs.size(); ++i)
        if (op.inputs[i] != graph::kNoTensor && !is_parameter(op, i)) place(op.inputs[i]);
      for (const TensorId id : op.outputs) place(id);
    }
    return groups;
  }

  Graph& graph_;
  Sets sets_;
  std::vector<Fixed> fixed_;
};

}  // namespace

bool only_moves_values(const Operator& op) {
  return op.is<graph::AveragePool2d>() || op.is<graph::MaxPool2d>() || op.is<graph::Relu6>() ||
         op.is<graph::Reshape>() || op.is<graph::Transpose>() || op.is<graph::Concatenation>() ||
         op.is<graph::Split>() || op.is<graph::Pad>() || op.is<graph::StridedSlice>() ||
         op.is<graph::ResizeNearest>() || op.is<graph::Dropout>();
}

ScaleGroups group_scales(Graph& graph, std::span<const KnownAffine> known) {
  separate_constants(graph);
  return Grouping(graph, known).result();
}

}  // namespace tinsmith::quant
