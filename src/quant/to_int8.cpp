#include "quant/to_int8.h"

#include <algorithm>
#include <cmath>

#include "graph/operators.h"
#include "graph/validate.h"
#include "quant/layer_weights.h"
#include "quant/rewrite.h"

namespace tinsmith::quant {
namespace {

using graph::ElementType;
using graph::Graph;
using graph::Operator;
using graph::Tensor;
using graph::TensorId;

constexpr double kSteps = 255;  // number of steps between the min and max int8 value

// Min range of an activation. Even a constant activation needs a scale; values of pictures are 0…1, so
// smaller ranges do not matter.
constexpr float kMinRange = 1e-6f;
// Limits on the scale of an output: at least the max sum divided by kReachSteps, and at least an
// input's scale divided by kMaxScaleRatio. Beyond these limits, runtimes do not accept the
// multiplier (256 at most).
constexpr double kReachSteps = 1 << 22;
constexpr double kMaxScaleRatio = 128;

// σ(−6.25) is less than half of 1/256, and σ(6.25) is as close to 1: in steps of 1/256, larger
// inputs change nothing.
constexpr float kLogisticReach = 6.25f;

// Factor on a padding value at the end of the range, so that it does not round to a value outside.
constexpr float kPadMargin = 1.01f;

double magnitude_of(Affine affine) {
  return double{affine.scale} * std::max(127 - affine.zero_point, 128 + affine.zero_point);
}

// Chooses the scale of each group, in the order in which the operators run.
class Scales {
 public:
  Scales(const Graph& graph, const ScaleGroups& groups, std::span<const Range> ranges)
      : graph_(graph), groups_(groups), chosen_(groups.fixed.size()) {
    for (std::size_t id = 0; id < groups.group_of.size(); ++id) include(static_cast<TensorId>(id), ranges);
    narrow_for_logistic();
    for (std::size_t group = 0; group < chosen_.size(); ++group) settle(group);
    for (const Operator& op : graph.operators) widen(op);
  }

  Affine of(TensorId id) const { return chosen_[group_of(id)].affine; }

 private:
  struct Choice {
    Range range;
    Affine affine;
  };

  std::size_t group_of(TensorId id) const {
    const std::int32_t group = groups_.group_of[static_cast<std::size_t>(id)];
    CHECK(group >= 0, "'{}' has no scale of its own", graph_.tensor(id).name);
    return static_cast<std::size_t>(group);
  }

  // Extends the range of the tensor's group. If an operator only moves values, its output adds nothing,
  // because they are another tensor's values. The range of a constant follows from its values.
  void include(TensorId id, std::span<const Range> ranges) {
    const auto index = static_cast<std::size_t>(id);
    if (groups_.group_of[index] < 0) return;
    Range& range = chosen_[group_of(id)].range;
    const Tensor& tensor = graph_.tensor(id);
    if (tensor.is_constant) {
      for (const float value : float_values(tensor)) range = range.including({value, value});
    } else if (const Operator* maker = maker_of(id); maker == nullptr || !only_moves_values(*maker)) {
      // A Quantize that grouping inserted is newer than `ranges`; its output has the range of its input.
      range = range.including(
          ranges[maker != nullptr && maker->is<graph::Quantize>() ? static_cast<std::size_t>(maker->inputs[0])
                                                                  : index]);
    } else if (const auto* pad = maker->as<graph::Pad>()) {
      const float value = pad->value * kPadMargin;
      range = range.including({value, value});
    }
  }

  // If only logistics read a group, its range is limited to values that give different int8 results.
  void narrow_for_logistic() {
    std::vector<bool> is_read_by_logistic(chosen_.size()), is_read_by_others(chosen_.size());
    for (const TensorId id : graph_.outputs) is_read_by_others[group_of(id)] = true;
    for (const Operator& op : graph_.operators) {
      if (only_moves_values(op)) continue;
      auto& is_read = op.is<graph::Logistic>() ? is_read_by_logistic : is_read_by_others;
      for (const TensorId id : op.inputs)
        if (id != graph::kNoTensor && groups_.group_of[static_cast<std::size_t>(id)] >= 0)
          is_read[group_of(id)] = true;
    }
    for (std::size_t group = 0; group < chosen_.size(); ++group) {
      if (!is_read_by_logistic[group] || is_read_by_others[group]) continue;
      Range& range = chosen_[group].range;
      range.minimum = std::max(range.minimum, -kLogisticReach);
      range.maximum = std::min(range.maximum, kLogisticReach);
    }
  }

  const Operator* maker_of(TensorId id) {
    if (makers_.empty()) makers_ = graph::links_of(graph_).producer;
    const std::int32_t maker = makers_[static_cast<std::size_t>(id)];
    return maker < 0 ? nullptr : &graph_.operators[static_cast<std::size_t>(maker)];
  }

  void settle(std::size_t group) {
    Choice& choice = chosen_[group];
    if (choice.range.maximum - choice.range.minimum < kMinRange)
      choice.range.maximum = choice.range.minimum + 1;
    choice.affine = groups_.fixed[group] ? *groups_.fixed[group] : quant::affine_of(choice.range);
  }

  // Returns the min scale of the operator's output.
  double min_scale(const Operator& op) const {
    if (has_weights(op)) return reach_of(graph_, op, magnitude_of(of(op.inputs[0]))) / kReachSteps;
    if (only_moves_values(op)) return 0;
    double largest = 0, product = 1;
    for (const TensorId id : op.inputs) {
      largest = std::max(largest, double{of(id).scale});
      product *= double{of(id).scale};
    }
    return (op.is<graph::Mul>() ? product : largest) / kMaxScaleRatio;
  }

  void widen(const Operator& op) {
    for (const TensorId id : op.outputs) {
      Choice& choice = chosen_[group_of(id)];
      const double minimum = min_scale(op);
      if (groups_.fixed[group_of(id)] || double{choice.affine.scale} >= minimum) continue;
      choice.range.maximum = static_cast<float>(double{choice.range.minimum} + minimum * kSteps);
      choice.affine = quant::affine_of(choice.range);
    }
  }

  const Graph& graph_;
  const ScaleGroups& groups_;
  std::vector<Choice> chosen_;
  std::vector<std::int32_t> makers_;
};

void store(Tensor& tensor, Affine affine) {
  if (tensor.is_constant) {
    std::vector<std::int8_t> stored;
    for (const float value : float_values(tensor)) {
      const double steps = std::round(double{value} / double{affine.scale}) + affine.zero_point;
      stored.push_back(static_cast<std::int8_t>(std::clamp(steps, -128.0, 127.0)));
    }
    tensor.data = bytes_of(stored);
    tensor.is_trainable = false;
  }
  tensor.type = ElementType::Int8;
  tensor.quantization = {{affine.scale}, {affine.zero_point}, 0};
}

}  // namespace

Affine affine_of(Range range) {
  const auto scale = static_cast<float>((double{range.maximum} - double{range.minimum}) / kSteps);
  const double zero_point = std::round(-128 - double{range.minimum} / double{scale});
  return {scale, static_cast<std::int32_t>(std::clamp(zero_point, -128.0, 127.0))};
}

Result<Graph> to_int8(Graph graph, std::span<const Range> ranges,
                      std::span<const std::vector<double>> channel_means,
                      std::span<const KnownAffine> known) {
  for (const Operator& op : graph.operators) {
    if (op.is<graph::BatchNorm>() || op.is<graph::Quantize>() || op.is<graph::Dequantize>())
      return fail(Fault::Unsupported, "{} '{}' has no int8 form here", graph::info_of(op).name, op.name);
    if (has_weights(op)) TRY_DONE(check_layer(graph, op));
  }
  const std::size_t observed = graph.tensors.size();
  const ScaleGroups groups = group_scales(graph, known);
  const Scales scales(graph, groups, ranges);
  for (std::size_t id = 0; id < groups.group_of.size(); ++id)
    if (groups.group_of[id] >= 0) store(graph.tensors[id], scales.of(static_cast<TensorId>(id)));
  for (Operator& op : graph.operators) {
    if (!has_weights(op)) continue;
    const auto input = static_cast<std::size_t>(op.inputs[0]);
    const bool is_corrected = !channel_means.empty() && input < observed;
    quantize_layer(graph, op,
                   is_corrected ? std::span<const double>(channel_means[input]) : std::span<const double>());
  }
  graph::drop_unused_tensors(graph);
  TRY_DONE(graph::validate(graph).during("the int8 graph"));
  return graph;
}

}  // namespace tinsmith::quant
