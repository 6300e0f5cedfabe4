#include "formats/weights/assign.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tinsmith::formats {
namespace {

using graph::Graph;
using graph::Operator;

bool fits(const LayerWeights& a, const LayerWeights& b) {
  return a.kind == b.kind && a.shape == b.shape;
}

// Returns the longest common subsequence of both lists; if there are several, the one that matches earliest.
// The result has, for each layer of `target`, the index of its partner in `source`, or −1.
std::vector<int> partners(const std::vector<LayerWeights>& source, const std::vector<LayerWeights>& target) {
  const std::size_t rows = source.size(), columns = target.size();
  std::vector<std::vector<int>> longest(rows + 1, std::vector<int>(columns + 1, 0));
  for (std::size_t i = rows; i-- > 0;)
    for (std::size_t j = columns; j-- > 0;)
      longest[i][j] = fits(source[i], target[j]) ? longest[i + 1][j + 1] + 1
                                                 : std::max(longest[i + 1][j], longest[i][j + 1]);
  std::vector<int> partner(columns, -1);
  std::size_t i = 0, j = 0;
  while (i < rows && j < columns) {
    if (fits(source[i], target[j])) {
      partner[j++] = static_cast<int>(i++);
    } else if (longest[i][j + 1] >= longest[i + 1][j]) {
      ++j;
    } else {
      ++i;
    }
  }
  return partner;
}

// The same, matched by name, for networks that keep the names of the file's author. Layers that have the same
// name but another shape get no partner.
std::vector<int> partners_by_name(const std::vector<LayerWeights>& source,
                                  const std::vector<LayerWeights>& target) {
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < source.size(); ++i) places.emplace(source[i].name, i);
  std::vector<int> partner(target.size(), -1);
  for (std::size_t j = 0; j < target.size(); ++j) {
    const auto found = places.find(target[j].name);
    if (found != places.end() && fits(source[found->second], target[j]))
      partner[j] = static_cast<int>(found->second);
  }
  return partner;
}

std::size_t count_of(const std::vector<int>& partners) {
  return partners.size() - static_cast<std::size_t>(std::count(partners.begin(), partners.end(), -1));
}

// The tensors of a target layer.
struct Slots {
  graph::TensorId weights = graph::kNoTensor, bias = graph::kNoTensor;
  const Operator* norm = nullptr;
};

std::vector<Slots> slots_of(const Graph& graph) {
  const graph::Links links = graph::links_of(graph);
  std::vector<Slots> slots;
  for (const Operator& op : graph.operators) {
    const bool has_weights =
        op.is<graph::Conv2d>() || op.is<graph::DepthwiseConv2d>() || op.is<graph::FullyConnected>();
    if (!has_weights || !graph.tensor(op.inputs[1]).is_constant) continue;
    Slots slot{op.inputs[1], op.input(2)};
    const auto& readers = links.consumers[static_cast<std::size_t>(op.outputs[0])];
    if (readers.size() == 1 && graph.operators[static_cast<std::size_t>(readers[0])].is<graph::BatchNorm>())
      slot.norm = &graph.operators[static_cast<std::size_t>(readers[0])];
    slots.push_back(slot);
  }
  return slots;
}

struct Plain {
  std::vector<float> weights, bias;
};

// Returns the layer with its norm folded into weights and bias.
Plain folded(const LayerWeights& layer) {
  const std::size_t channels = layer.channels();
  Plain plain{layer.weights, layer.bias};
  if (plain.bias.empty()) plain.bias.assign(channels, 0.0f);
  if (!layer.norm) return plain;
  const NormWeights& norm = *layer.norm;
  const bool is_inner = layer.kind == LayerWeights::Kind::Depthwise;  // channels are the innermost axis
  const std::size_t a_channel = plain.weights.size() / channels;
  for (std::size_t c = 0; c < channels; ++c) {
    const double scale = norm.gamma[c] / std::sqrt(double{norm.variance[c]} + norm.epsilon);
    for (std::size_t k = 0; k < a_channel; ++k) {
      float& weight = plain.weights[is_inner ? k * channels + c : c * a_channel + k];
      weight = static_cast<float>(weight * scale);
    }
    plain.bias[c] = static_cast<float>(norm.beta[c] + (plain.bias[c] - norm.mean[c]) * scale);
  }
  return plain;
}

// Returns a norm, for a layer without bias, that is equivalent to the source's bias and norm with
// the target's epsilon.
NormWeights equal_norm(const LayerWeights& layer, float epsilon) {
  const std::size_t channels = layer.channels();
  NormWeights norm;
  if (layer.norm) {
    norm = *layer.norm;
    for (std::size_t c = 0; c < channels; ++c) {
      if (!layer.bias.empty()) norm.mean[c] -= layer.bias[c];
      const double variance = double{norm.variance[c]} + norm.epsilon - epsilon;
      norm.variance[c] = static_cast<float>(std::max(variance, 0.0));
    }
  } else {
    norm.gamma.assign(channels, 1.0f);
    norm.beta = layer.bias.empty() ? std::vector<float>(channels, 0.0f) : layer.bias;
    norm.mean.assign(channels, 0.0f);
    norm.variance.assign(channels, 1.0f - epsilon);
  }
  norm.epsilon = epsilon;
  return norm;
}

void copy(const LayerWeights& layer, const Slots& slots, Graph& target) {
  const auto set = [&](graph::TensorId id, const std::vector<float>& values) {
    target.tensor(id).data = bytes_of(values);
  };
  if (slots.norm == nullptr) {
    const Plain plain = folded(layer);
    set(slots.weights, plain.weights);
    if (slots.bias != graph::kNoTensor) set(slots.bias, plain.bias);
    return;
  }
  const NormWeights norm = equal_norm(layer, slots.norm->as<graph::BatchNorm>()->epsilon);
  set(slots.weights, layer.weights);
  if (slots.bias != graph::kNoTensor) set(slots.bias, std::vector<float>(layer.channels(), 0.0f));
  set(slots.norm->inputs[1], norm.gamma);
  set(slots.norm->inputs[2], norm.beta);
  set(slots.norm->inputs[3], norm.mean);
  set(slots.norm->inputs[4], norm.variance);
}

}  // namespace

std::string AssignReport::sentence() const {
  std::string text = fmt::format("{} of {} layers were loaded", loaded.size(), loaded.size() + left.size());
  if (!left.empty())
    text += fmt::format("; {} {} own weights", fmt::join(left, ", "),
                        left.size() == 1 ? "keeps its" : "keep their");
  return text + ".";
}

Result<AssignReport> assign_layers(const std::vector<LayerWeights>& source, Graph& target) {
  const auto layers = layers_of(target);
  const auto named = partners_by_name(source, layers);
  // If most names agree, the file is of this network, so its norms have this network's epsilon.
  const bool is_same_network = count_of(named) * 2 >= layers.size();
  const auto partner = is_same_network ? named : partners(source, layers);
  AssignReport report;
  for (std::size_t i = 0; i < layers.size(); ++i)
    (partner[i] >= 0 ? report.loaded : report.left).push_back(layers[i].name);
  if (report.loaded.size() * 2 < layers.size())
    return fail(Fault::InvalidInput,
                "only {} of the {} layers of {} have a partner of the same kind and shape among the file's "
                "{}; is it of "
                "another network or width?",
                report.loaded.size(), layers.size(), target.name, source.size());
  const auto slots = slots_of(target);
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (partner[i] >= 0) {
      LayerWeights layer = source[static_cast<std::size_t>(partner[i])];
      if (is_same_network && layer.norm && slots[i].norm != nullptr)
        layer.norm->epsilon = slots[i].norm->as<graph::BatchNorm>()->epsilon;
      copy(layer, slots[i], target);
    }
  return report;
}

}  // namespace tinsmith::formats
