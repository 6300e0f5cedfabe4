// The layers of the CPU behind the last convolution, in float32.
#include "kpu_compile/stages.h"

namespace tinsmith::kpu_compile {
namespace {

namespace v3 = kmodel::v3;

constexpr std::uint32_t kAlignment = 8;  // of addresses in main memory

// Appends layers; each result gets memory of its own behind the others.
class Tail {
 public:
  Tail(v3::Model& model, std::uint32_t bytes_in_use) : model_(model), end_(bytes_in_use) {}

  std::uint32_t place(std::uint64_t size_bytes) {
    const std::uint32_t start = end_;
    end_ += static_cast<std::uint32_t>((size_bytes + kAlignment - 1) / kAlignment) * kAlignment;
    return start;
  }
  void append(v3::Body body) { model_.layers.push_back({0, std::move(body)}); }
  std::uint32_t end() const { return end_; }

 private:
  v3::Model& model_;
  std::uint32_t end_;
};

// The value that the last appended layer has computed.
struct Floats {
  std::uint32_t at = 0;
  std::uint64_t count = 0;
  std::uint64_t pixels = 1;  // height · width; the values are planar
};

// Replaces a byte value by the real one.
Floats dequantized(Tail& tail, std::uint32_t at, std::uint64_t count, std::uint64_t pixels,
                   const ByteScale& scale) {
  const Floats real{tail.place(count * sizeof(float)), count, pixels};
  tail.append(v3::Dequantize{at, real.at, static_cast<std::uint32_t>(count), static_cast<float>(scale.scale),
                             static_cast<float>(-scale.scale * static_cast<double>(scale.zero_point))});
  return real;
}

bool is_mean_over_map(const graph::Graph& graph, const graph::Operator& op) {
  if (const auto* mean = op.as<graph::Mean>()) return mean->axes == std::vector<std::int32_t>{1, 2};
  const auto* pool = op.as<graph::AveragePool2d>();
  if (pool == nullptr) return false;
  const graph::Shape& in = graph.tensor(op.inputs[0]).shape;
  return pool->filter_height == in[1] && pool->filter_width == in[2] &&
         pool->window.padding == graph::Padding{} && pool->activation == graph::Activation::None;
}

Result<Done> append_mean(Tail& tail, Floats& value) {
  const std::uint64_t channels = value.count / value.pixels;
  const Floats mean{tail.place(channels * sizeof(float)), channels, 1};
  tail.append(v3::GlobalAveragePool{value.at, mean.at, static_cast<std::uint32_t>(value.pixels),
                                    static_cast<std::uint32_t>(channels)});
  value = mean;
  return Done{};
}

Result<Done> append_dense(const graph::Graph& graph, const graph::Operator& op, Tail& tail, Floats& value) {
  const graph::Tensor& weights = graph.tensor(op.inputs[1]);
  const auto& scales = weights.quantization.scales;
  TRY(const ByteScale in, byte_scale_of(graph.tensor(op.inputs[0])));
  v3::FullyConnected dense;
  dense.in_channels = static_cast<std::uint32_t>(weights.shape[1]);
  dense.out_channels = static_cast<std::uint32_t>(weights.shape[0]);
  dense.activation = static_cast<std::uint32_t>(op.as<graph::FullyConnected>()->activation);
  if (value.pixels != 1 || dense.in_channels != value.count)
    return fail(Fault::Unsupported, "it reads a map; only the mean of each channel can be read");
  if (weights.type != graph::ElementType::Int8 || (scales.size() != 1 && scales.size() != dense.out_channels))
    return fail(Fault::Unsupported, "its weights are not int8");
  const auto scale_of = [&](std::size_t o) { return double{scales.size() == 1 ? scales[0] : scales[o]}; };
  const auto stored = values_of<std::int8_t>(weights.data);
  for (std::size_t i = 0; i < stored.size(); ++i)
    dense.weights.push_back(static_cast<float>(stored[i] * scale_of(i / dense.in_channels)));
  std::vector<std::int32_t> bias(dense.out_channels);
  if (op.input(2) != graph::kNoTensor) bias = values_of<std::int32_t>(graph.tensor(op.input(2)).data);
  for (std::size_t o = 0; o < bias.size(); ++o)
    dense.bias.push_back(static_cast<float>(bias[o] * in.scale * scale_of(o)));
  dense.input = value.at;
  value = {tail.place(dense.out_channels * sizeof(float)), dense.out_channels, 1};
  dense.output = value.at;
  tail.append(std::move(dense));
  return Done{};
}

Result<Done> append_operator(const graph::Graph& graph, const graph::Operator& op, Tail& tail,
                             Floats& value) {
  if (is_mean_over_map(graph, op)) return append_mean(tail, value);
  if (op.is<graph::FullyConnected>()) return append_dense(graph, op, tail, value);
  if (op.is<graph::Dequantize>() || op.is<graph::Quantize>()) return Done{};  // values are already real
  if (op.is<graph::Reshape>() && value.pixels == 1) return Done{};
  if (const auto* softmax = op.as<graph::Softmax>();
      softmax != nullptr && softmax->beta == 1 && value.pixels == 1) {
    const std::uint32_t to = tail.place(value.count * sizeof(float));
    tail.append(v3::Softmax{value.at, to, static_cast<std::uint32_t>(value.count)});
    value.at = to;
    return Done{};
  }
  return fail(
      Fault::Unsupported,
      "it is computed by the CPU of the K210, which has mean over the map, fully connected and softmax here");
}

}  // namespace

Result<Done> append_tail(const graph::Graph& graph, std::size_t first, const KpuValue& value,
                         v3::Model& model) {
  const auto count = static_cast<std::uint64_t>(value.channels * value.height * value.width);
  CHECK(first > 0, "a network without a convolution");
  const graph::Operator& last = graph.operators[first - 1];
  TRY(const ByteScale scale, byte_scale_of(graph.tensor(last.outputs[0])));
  Tail tail(model, 0);
  const std::uint32_t bytes_at = tail.place(count + kAlignment);  // the chip moves words of eight bytes
  Floats floats =
      dequantized(tail, bytes_at, count, static_cast<std::uint64_t>(value.height * value.width), scale);
  for (std::size_t i = first; i < graph.operators.size(); ++i) {
    const graph::Operator& op = graph.operators[i];
    TRY_DONE(append_operator(graph, op, tail, floats).during(fmt::format("operator {} '{}'", i, op.name)));
  }
  model.outputs = {{floats.at, static_cast<std::uint32_t>(floats.count * sizeof(float))}};
  model.layers.back().flags = v3::kToMainMemory;
  model.main_memory_bytes = tail.end();
  return Done{};
}

}  // namespace tinsmith::kpu_compile
