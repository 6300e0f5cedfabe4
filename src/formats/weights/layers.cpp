#include "formats/weights/layers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "formats/float16.h"

namespace tinsmith::formats {
namespace {

using graph::Graph;
using graph::Operator;
using graph::Shape;
using LayerKind = LayerWeights::Kind;

std::optional<LayerKind> kind_of(const Operator& op) {
  if (op.is<graph::Conv2d>()) return LayerKind::Conv;
  if (op.is<graph::DepthwiseConv2d>()) return LayerKind::Depthwise;
  if (op.is<graph::FullyConnected>()) return LayerKind::Dense;
  return std::nullopt;
}

bool is_float_constant(const Graph& graph, graph::TensorId id) {
  if (id == graph::kNoTensor) return false;
  const graph::Tensor& tensor = graph.tensor(id);
  return tensor.is_constant && tensor.type == graph::ElementType::Float32;
}

// ---- Named arrays ----

// The role of an array in its layer, given by the last part of its name.
enum class Part { Weights, Bias, Gamma, Beta, Mean, Variance };
struct PartRow {
  std::string_view ending;
  Part part;
};
constexpr PartRow kOurParts[] = {{"weights", Part::Weights}, {"bias", Part::Bias},
                                 {"gamma", Part::Gamma},     {"beta", Part::Beta},
                                 {"mean", Part::Mean},       {"variance", Part::Variance}};

struct Named {
  Part part;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
  std::string layer;
  bool is_torch = false;
};

// Checks that a layer can have these sizes. A file may also declare an array without values as 5 x 10¹² x 0.
bool has_usual_sizes(const StoredTensor& tensor) {
  return std::all_of(tensor.shape.begin(), tensor.shape.end(), [](std::int64_t size) {
    return size > 0 && size <= std::numeric_limits<std::int32_t>::max();
  });
}

// PyTorch uses the same name for a convolution's weights and a norm's gamma. The number of dimensions
// distinguishes them, and a "bias" is the norm's beta if it follows a gamma.
std::optional<Named> named_part(const StoredTensor& tensor, bool follows_gamma) {
  const auto slash = tensor.name.rfind('/'), dot = tensor.name.rfind('.');
  Named named{Part::Weights, tensor.shape, {}, {}, slash == std::string::npos};
  const auto cut = named.is_torch ? dot : slash;
  const std::string ending = cut == std::string::npos ? tensor.name : tensor.name.substr(cut + 1);
  named.layer = cut == std::string::npos ? "" : tensor.name.substr(0, cut);
  if (!named.is_torch) {
    for (const PartRow& row : kOurParts)
      if (row.ending == ending) return named.part = row.part, named;
    return std::nullopt;
  }
  if (ending == "weight") return named.part = tensor.shape.size() == 1 ? Part::Gamma : Part::Weights, named;
  if (ending == "bias") return named.part = follows_gamma ? Part::Beta : Part::Bias, named;
  if (ending == "running_mean") return named.part = Part::Mean, named;
  if (ending == "running_var") return named.part = Part::Variance, named;
  return std::nullopt;
}

// Converts out × in × height × width to our layout. A convolution with one input channel per filter is
// a depthwise one.
void place_torch_weights(const Named& named, LayerWeights& layer) {
  const auto& s = named.shape;
  if (s.size() == 2) {
    layer.kind = LayerKind::Dense;
    layer.shape = {static_cast<std::int32_t>(s[0]), static_cast<std::int32_t>(s[1])};
    layer.weights = named.values;
    return;
  }
  const auto out = static_cast<std::size_t>(s[0]), in = static_cast<std::size_t>(s[1]);
  const std::size_t taps = static_cast<std::size_t>(s[2]) * static_cast<std::size_t>(s[3]);
  const bool is_depthwise = in == 1 && out > 1 && taps > 1;
  layer.kind = is_depthwise ? LayerKind::Depthwise : LayerKind::Conv;
  layer.shape = {static_cast<std::int32_t>(is_depthwise ? 1 : out), static_cast<std::int32_t>(s[2]),
                 static_cast<std::int32_t>(s[3]), static_cast<std::int32_t>(is_depthwise ? out : in)};
  layer.weights.resize(named.values.size());
  for (std::size_t o = 0; o < out; ++o)
    for (std::size_t i = 0; i < in; ++i)
      for (std::size_t tap = 0; tap < taps; ++tap) {
        const std::size_t place = is_depthwise ? tap * out + o : (o * taps + tap) * in + i;
        layer.weights[place] = named.values[(o * in + i) * taps + tap];
      }
}

void place_our_weights(const Named& named, LayerWeights& layer) {
  for (const std::int64_t size : named.shape) layer.shape.push_back(static_cast<std::int32_t>(size));
  layer.kind = named.shape.size() == 2 ? LayerKind::Dense
               : named.shape[0] == 1   ? LayerKind::Depthwise
                                       : LayerKind::Conv;
  layer.weights = named.values;
}

void take(std::vector<LayerWeights>& layers, Named named) {
  if (named.part == Part::Weights) {
    if (named.shape.size() != 2 && named.shape.size() != 4) return;
    LayerWeights layer;
    layer.name = named.layer;
    named.is_torch ? place_torch_weights(named, layer) : place_our_weights(named, layer);
    layers.push_back(std::move(layer));
    return;
  }
  if (layers.empty() || named.values.size() != layers.back().channels()) return;
  LayerWeights& layer = layers.back();
  if (named.part == Part::Bias) {
    layer.bias = std::move(named.values);
    return;
  }
  if (!layer.norm) {
    layer.norm =
        NormWeights{std::vector<float>(layer.channels(), 1), std::vector<float>(layer.channels(), 0),
                    std::vector<float>(layer.channels(), 0), std::vector<float>(layer.channels(), 1)};
    if (named.is_torch) layer.norm->epsilon = 1e-5f;  // PyTorch's default; files do not store it
  }
  std::vector<float>* const places[] = {nullptr,           nullptr,           &layer.norm->gamma,
                                        &layer.norm->beta, &layer.norm->mean, &layer.norm->variance};
  *places[static_cast<std::size_t>(named.part)] = std::move(named.values);
}

Result<Bytes> halves_of(const std::vector<float>& values) {
  std::vector<std::uint16_t> halves;
  halves.reserve(values.size());
  for (const float value : values) {
    if (!(std::abs(value) <= kMaxHalf))
      return fail(Fault::Unsupported, "{} is not a number of half precision; its limit is {}", value,
                  kMaxHalf);
    halves.push_back(half_from_float(value));
  }
  return bytes_of(halves);
}

}  // namespace

std::vector<LayerWeights> layers_of(const Graph& graph) {
  const graph::Links links = graph::links_of(graph);
  std::vector<LayerWeights> layers;
  for (const Operator& op : graph.operators) {
    const auto kind = kind_of(op);
    if (!kind || !is_float_constant(graph, op.inputs[1])) continue;
    LayerWeights layer;
    layer.name = op.name;
    layer.kind = *kind;
    layer.shape = graph.tensor(op.inputs[1]).shape;
    layer.weights = graph::float_values(graph.tensor(op.inputs[1]));
    if (is_float_constant(graph, op.input(2))) layer.bias = graph::float_values(graph.tensor(op.inputs[2]));
    const auto& readers = links.consumers[static_cast<std::size_t>(op.outputs[0])];
    if (readers.size() == 1) {
      const Operator& next = graph.operators[static_cast<std::size_t>(readers[0])];
      if (const auto* norm = next.as<graph::BatchNorm>())
        layer.norm = NormWeights{graph::float_values(graph.tensor(next.inputs[1])),
                                 graph::float_values(graph.tensor(next.inputs[2])),
                                 graph::float_values(graph.tensor(next.inputs[3])),
                                 graph::float_values(graph.tensor(next.inputs[4])), norm->epsilon};
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

Result<std::vector<LayerWeights>> layers_of(const TensorFile& file) {
  std::vector<LayerWeights> layers;
  bool follows_gamma = false;
  for (const StoredTensor& tensor : file.tensors) {
    if (!has_usual_sizes(tensor)) continue;
    auto named = named_part(tensor, follows_gamma);
    if (!named || tensor.type == StoredType::Bool) continue;
    TRY(named->values, float_values(tensor));
    follows_gamma = named->part == Part::Gamma;
    take(layers, std::move(*named));
  }
  return layers;
}

Result<Bytes> write_weights(const Graph& graph, StoredType type) {
  CHECK(type == StoredType::F32 || type == StoredType::F16, "weights are written as F32 or F16");
  TensorFile file;
  file.metadata["kind"] = "tinsmith weights 1";
  file.metadata["network"] = graph.name;
  for (const graph::Tensor& tensor : graph.tensors) {
    if (!tensor.is_constant || tensor.type != graph::ElementType::Float32) continue;
    if (file.find(tensor.name) != nullptr)
      return fail(Fault::Unsupported, "two constants of the network are named '{}'", tensor.name);
    Bytes data = tensor.data;
    if (type == StoredType::F16) {
      TRY(data, halves_of(graph::float_values(tensor)).during("writing " + tensor.name));
    }
    file.tensors.push_back({tensor.name, type, {tensor.shape.begin(), tensor.shape.end()}, std::move(data)});
  }
  return write_safetensors(file);
}

}  // namespace tinsmith::formats
