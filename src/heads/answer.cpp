#include "heads/answer.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::heads {
namespace {

template <class Stored>
std::vector<float> dequantized(ByteView bytes, float scale, std::int64_t zero_point) {
  std::vector<float> real;
  real.reserve(bytes.size() / sizeof(Stored));
  for (const Stored stored : values_of<Stored>(bytes))
    real.push_back(scale * static_cast<float>(std::int64_t{stored} - zero_point));
  return real;
}

bool only_moves_values(const graph::Operator& op) {
  return op.is<graph::Reshape>() || op.is<graph::Transpose>() || op.is<graph::Quantize>() ||
         op.is<graph::Dequantize>() || op.is<graph::StridedSlice>() || op.is<graph::Split>() ||
         op.is<graph::Dropout>() || op.is<graph::FakeQuantize>();
}

// In models of other programs, operators that are not recognized may compute a quantized softmax or sigmoid;
// the range of the values shows it.
bool spans_probabilities(const graph::Tensor& tensor) {
  constexpr double kBeyond = 0.02;  // tolerance at both ends, for rounding
  const graph::Quantization& quantization = tensor.quantization;
  const bool is_signed = tensor.type == graph::ElementType::Int8;
  if (quantization.scales.size() != 1 || (!is_signed && tensor.type != graph::ElementType::UInt8))
    return false;
  const double scale = double{quantization.scales[0]};
  const double low = scale * ((is_signed ? -128.0 : 0.0) - static_cast<double>(quantization.zero_points[0]));
  return std::abs(low) <= kBeyond && std::abs(low + 255 * scale - 1) <= kBeyond;
}

}  // namespace

Result<std::vector<float>> real_values(const graph::Tensor& tensor, ByteView bytes) {
  const auto expected =
      static_cast<std::size_t>(graph::element_count(tensor.shape)) * graph::size_bytes(tensor.type);
  if (bytes.size() != expected)
    return fail(Fault::InvalidInput, "output {} of shape {} needs {} bytes, but {} were given", tensor.name,
                graph::format_shape(tensor.shape), expected, bytes.size());
  if (tensor.type == graph::ElementType::Float32) return values_of<float>(bytes);
  const graph::Quantization& quantization = tensor.quantization;
  if (quantization.scales.size() != 1 || quantization.zero_points.size() != 1)
    return fail(Fault::InvalidInput, "output {} of type {} has {} scales; one is expected", tensor.name,
                graph::name_of(tensor.type), quantization.scales.size());
  const float scale = quantization.scales[0];
  const std::int64_t zero_point = quantization.zero_points[0];
  if (tensor.type == graph::ElementType::Int8) return dequantized<std::int8_t>(bytes, scale, zero_point);
  if (tensor.type == graph::ElementType::UInt8) return dequantized<std::uint8_t>(bytes, scale, zero_point);
  return fail(Fault::InvalidInput, "output {} is {}; float32, int8 or uint8 is expected", tensor.name,
              graph::name_of(tensor.type));
}

void softmax_rows(std::span<float> values, std::int32_t channels) {
  CHECK(channels > 0 && values.size() % static_cast<std::size_t>(channels) == 0, "{} values in rows of {}",
        values.size(), channels);
  for (; !values.empty(); values = values.subspan(static_cast<std::size_t>(channels))) {
    const auto row = values.first(static_cast<std::size_t>(channels));
    const float greatest = *std::max_element(row.begin(), row.end());
    double sum = 0;
    for (float& value : row) {
      value = std::exp(value - greatest);
      sum += value;
    }
    for (float& value : row) value = static_cast<float>(value / sum);
  }
}

bool holds_probabilities(const graph::Graph& graph, graph::TensorId output) {
  const graph::Links links = graph::links_of(graph);
  while (!spans_probabilities(graph.tensor(output))) {
    const std::int32_t maker = links.producer[static_cast<std::size_t>(output)];
    if (maker < 0) return false;
    const graph::Operator& op = graph.operators[static_cast<std::size_t>(maker)];
    if (op.is<graph::Softmax>() || op.is<graph::Logistic>()) return true;
    if (!only_moves_values(op)) return false;
    output = op.inputs[0];
  }
  return true;
}

void apply_softmax(std::span<float> logits, std::int32_t channels) {
  if (channels > 1) return softmax_rows(logits, channels);
  for (float& value : logits) value = static_cast<float>(1 / (1 + std::exp(-double{value})));
}

}  // namespace tinsmith::heads
