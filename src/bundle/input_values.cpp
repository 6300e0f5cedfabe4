#include "bundle/input_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/json.h"

namespace tinsmith::bundle {
namespace {

using graph::Tensor;
using graph::TensorId;

constexpr std::size_t kChannels = 3;
constexpr double kMaxPixel = 255;

struct Range {
  double low, high;
};
// Usual input ranges of networks for pictures; if two fit equally well, the first is used.
constexpr Range kUsualRanges[] = {{0, 1}, {-1, 1}, {0, 255}, {-128, 127}, {-0.5, 0.5}};

bool is_byte(const Tensor& tensor) {
  return (tensor.type == graph::ElementType::Int8 || tensor.type == graph::ElementType::UInt8) &&
         tensor.quantization.scales.size() == 1 && tensor.quantization.zero_points.size() == 1;
}

double min_stored(const Tensor& tensor) {
  return tensor.type == graph::ElementType::UInt8 ? 0 : -128;
}

// Maps pixel 0 to `range.low` and pixel 255 to `range.high`.
InputValues spread_over(Range range) {
  InputValues values;
  const double deviation = kMaxPixel / (range.high - range.low);
  values.deviation.fill(deviation);
  values.mean.fill(-range.low * deviation);
  return values;
}

FoundInputValues by_quantization(const Tensor& tensor) {
  constexpr double kByteRounding_steps = 2;  // a range that ends at 254/256 or 127/128 is only rounded
  constexpr double kMeasuredPart = 0.1;      // fraction of the range: pictures rarely reach both ends
  const double scale = double{tensor.quantization.scales[0]};
  const double low = scale * (min_stored(tensor) - static_cast<double>(tensor.quantization.zero_points[0]));
  const Range stored{low, low + kMaxPixel * scale};
  const auto distance = [&](Range usual) {
    return std::max(std::abs(stored.low - usual.low), std::abs(stored.high - usual.high));
  };
  const Range nearest = *std::min_element(
      std::begin(kUsualRanges), std::end(kUsualRanges),
      [&](Range a, Range b) { return distance(a) / (a.high - a.low) < distance(b) / (b.high - b.low); });
  const std::string found = fmt::format("its {} input spans {:.3g}…{:.3g} (scale {:.4g}, zero point {})",
                                        graph::name_of(tensor.type), stored.low, stored.high, scale,
                                        tensor.quantization.zero_points[0]);
  if (distance(nearest) <= kByteRounding_steps * scale)
    return {spread_over(stored),
            fmt::format("{}, so pixels are scaled to {:g}…{:g}", found, nearest.low, nearest.high)};
  if (distance(nearest) <= kMeasuredPart * (nearest.high - nearest.low))
    return {spread_over(nearest),
            fmt::format("{}, which is close to {:g}…{:g}, so pixels are scaled to that range", found,
                        nearest.low, nearest.high)};
  return {spread_over(stored),
          found +
              ", which is not a usual range: pixels are scaled to it, from black to white. It does not "
              "reveal a mean and standard deviation per channel, so its predictions may be wrong"};
}

// x → factor · x + offset, per channel: the first arithmetic that a network applies to its input.
struct Affine {
  std::array<double, kChannels> factor{1, 1, 1}, offset{0, 0, 0};
};

// Returns the value for each channel of a constant with one value, or one per channel.
std::optional<std::array<double, kChannels>> by_channel(const Tensor& tensor) {
  const std::int64_t count = graph::element_count(tensor.shape);
  if (!tensor.is_constant || tensor.type != graph::ElementType::Float32 ||
      (count != 1 && count != static_cast<std::int64_t>(kChannels)))
    return std::nullopt;
  const std::vector<float> values = graph::float_values(tensor);
  std::array<double, kChannels> channels{};
  for (std::size_t c = 0; c < kChannels; ++c) channels[c] = double{values[count == 1 ? 0 : c]};
  return channels;
}

// Applies a batch norm, whose parameters are gamma, beta, mean and variance.
bool apply_batch_norm(const graph::Graph& graph, const graph::Operator& op, Affine& affine) {
  std::array<std::array<double, kChannels>, 4> parameters{};
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const TensorId id = op.input(i + 1);
    const auto values = id == graph::kNoTensor ? std::nullopt : by_channel(graph.tensor(id));
    if (!values) return false;
    parameters[i] = *values;
  }
  const auto& [gamma, beta, mean, variance] = parameters;
  for (std::size_t c = 0; c < kChannels; ++c) {
    const double factor = gamma[c] / std::sqrt(variance[c] + double{op.as<graph::BatchNorm>()->epsilon});
    affine.offset[c] = factor * (affine.offset[c] - mean[c]) + beta[c];
    affine.factor[c] *= factor;
  }
  return true;
}

// Applies the operator if it is arithmetic with a constant or moves values without changing them.
bool apply(const graph::Graph& graph, const graph::Operator& op, TensorId from, Affine& affine) {
  if (op.is<graph::Reshape>() || op.is<graph::Transpose>() || op.is<graph::Dequantize>()) return true;
  if (op.is<graph::BatchNorm>()) return apply_batch_norm(graph, op, affine);
  if (!op.is<graph::Mul>() && !op.is<graph::Add>() && !op.is<graph::Sub>()) return false;
  const bool is_first = op.inputs[0] == from;
  const auto constant = by_channel(graph.tensor(op.inputs[is_first ? 1 : 0]));
  if (!constant) return false;
  for (std::size_t c = 0; c < kChannels; ++c) {
    const double value = (*constant)[c];
    if (op.is<graph::Mul>()) {
      affine.factor[c] *= value;
      affine.offset[c] *= value;
    } else if (op.is<graph::Add>()) {
      affine.offset[c] += value;
    } else if (is_first) {
      affine.offset[c] -= value;
    } else {
      affine.factor[c] = -affine.factor[c];
      affine.offset[c] = value - affine.offset[c];
    }
  }
  return true;
}

// Whether the input of this arithmetic must be 0…255: it divides by a large number or subtracts one.
bool is_for_bytes(const Affine& affine) {
  constexpr double kFactor = 1.0 / 16, kOffset = 16;
  for (std::size_t c = 0; c < kChannels; ++c) {
    const double factor = std::abs(affine.factor[c]);
    if (factor > 0 && (factor <= kFactor || std::abs(affine.offset[c]) >= kOffset * factor)) return true;
  }
  return false;
}

FoundInputValues by_arithmetic(const graph::Graph& graph) {
  const graph::Links links = graph::links_of(graph);
  TensorId id = graph.inputs[0];
  Affine affine;
  while (links.consumers[static_cast<std::size_t>(id)].size() == 1) {
    const auto next = static_cast<std::size_t>(links.consumers[static_cast<std::size_t>(id)][0]);
    const graph::Operator& op = graph.operators[next];
    if (op.is<graph::Quantize>() && is_byte(graph.tensor(op.outputs[0]))) {
      if (id != graph.inputs[0]) break;  // its range is that of earlier computations
      return by_quantization(graph.tensor(op.outputs[0]));
    }
    if (!apply(graph, op, id, affine)) break;
    id = op.outputs[0];
  }
  if (!is_for_bytes(affine)) return {{}, "pixels are scaled to 0…1 for its input"};
  return {spread_over({0, kMaxPixel}), fmt::format("pixels are given to its input as 0…255, because the "
                                                   "network first multiplies them by {:.3g} and adds {:.3g}",
                                                   affine.factor[0], affine.offset[0])};
}

Result<std::array<double, kChannels>> three_numbers(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  std::array<double, kChannels> numbers{};
  bool is_right = found != json.end() && found->is_array() && found->size() == kChannels;
  for (std::size_t i = 0; is_right && i < kChannels; ++i) {
    is_right = (*found)[i].is_number();
    if (is_right) numbers[i] = (*found)[i].get<double>();
    is_right = is_right && std::isfinite(numbers[i]);
  }
  if (!is_right) return fail(Fault::InvalidInput, "its input values have no \"{}\" of three numbers", key);
  return numbers;
}

}  // namespace

FoundInputValues input_values_of(const graph::Graph& graph) {
  const Tensor& input = graph.tensor(graph.inputs[0]);
  return is_byte(input) ? by_quantization(input) : by_arithmetic(graph);
}

std::array<std::uint8_t, 256> stored_pixels(const Tensor& tensor, const InputValues& values,
                                            std::size_t channel) {
  CHECK(is_byte(tensor), "'{}' is {} with {} scales", tensor.name, graph::name_of(tensor.type),
        tensor.quantization.scales.size());
  const double scale = double{tensor.quantization.scales[0]}, lowest = min_stored(tensor);
  const auto zero_point = static_cast<double>(tensor.quantization.zero_points[0]);
  std::array<std::uint8_t, 256> stored{};
  for (int pixel = 0; pixel < 256; ++pixel) {
    const double value = std::round(values.real(channel, pixel) / scale) + zero_point;
    const auto kept = static_cast<std::int32_t>(std::clamp(value, lowest, lowest + kMaxPixel));
    stored[static_cast<std::size_t>(pixel)] = static_cast<std::uint8_t>(kept);
  }
  return stored;
}

nlohmann::json to_json(const InputValues& values) {
  return {{"mean", values.mean}, {"deviation", values.deviation}};
}

Result<InputValues> input_values_from_json(const nlohmann::json& json) {
  InputValues values;
  TRY(values.mean, three_numbers(json, "mean"));
  TRY(values.deviation, three_numbers(json, "deviation"));
  for (const double deviation : values.deviation)
    if (deviation == 0) return fail(Fault::InvalidInput, "its input values have a \"deviation\" of 0");
  return values;
}

}  // namespace tinsmith::bundle
