#include "kpu_compile/compile.h"

#include <algorithm>
#include <cmath>

#include "kpu_compile/stages.h"

namespace tinsmith::kpu_compile {
namespace {

namespace v3 = kmodel::v3;

bool is_convolution(const graph::Operator& op) {
  return op.is<graph::Conv2d>() || op.is<graph::DepthwiseConv2d>();
}

// Each operator reads what the one before it has computed, the first the picture.
Result<Done> check_chain(const graph::Graph& graph) {
  if (graph.inputs.size() != 1 || graph.outputs.size() != 1)
    return fail(Fault::Unsupported, "it has {} inputs and {} outputs; one each is expected",
                graph.inputs.size(), graph.outputs.size());
  graph::TensorId value = graph.inputs[0];
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const graph::Operator& op = graph.operators[i];
    if (op.input(0) != value || op.outputs.size() != 1)
      return fail(Fault::Unsupported,
                  "operator {} '{}' does not read the result of the one before it; only chains are "
                  "supported, such as mobilenetv1 and yolov2",
                  i, op.name);
    value = op.outputs[0];
  }
  if (graph.outputs[0] != value)
    return fail(Fault::Unsupported, "its output is not the result of its last operator");
  return Done{};
}

// A byte of the picture is a byte of the input.
Result<KpuValue> picture_of(const graph::Graph& graph) {
  constexpr double kTolerance = 1e-6;
  const graph::Tensor& input = graph.tensor(graph.inputs[0]);
  TRY(const ByteScale scale, byte_scale_of(input));
  if (input.shape.size() != 4 || std::abs(scale.scale - 1.0 / 255) > kTolerance || scale.zero_point != 0)
    return fail(Fault::Unsupported,
                "its input of shape {} has the scale {:g} and the zero point {}; a picture with 1/255 and 0 "
                "(as bytes) "
                "is expected",
                graph::format_shape(input.shape), scale.scale, scale.zero_point);
  KpuValue picture{input.shape[3], input.shape[1], input.shape[2], 0, false, {}};
  if (picture.rows() > kmodel::kKpuRows)
    return fail(Fault::Refused, "its picture takes {} rows of KPU memory; there are {}", picture.rows(),
                kmodel::kKpuRows);
  picture.row = kmodel::kKpuRows - picture.rows();
  return picture;
}

}  // namespace

Result<ByteScale> byte_scale_of(const graph::Tensor& tensor) {
  if (tensor.type != graph::ElementType::Int8 || tensor.quantization.scales.size() != 1)
    return fail(Fault::Unsupported, "tensor '{}' is {}; int8 with one scale is expected", tensor.name,
                graph::name_of(tensor.type));
  return ByteScale{double{tensor.quantization.scales[0]}, tensor.quantization.zero_points[0] + kByteOffset};
}

Result<Compiled> compile(const graph::Graph& graph) {
  TRY_DONE(check_chain(graph));
  TRY(KpuValue value, picture_of(graph));
  Compiled compiled;
  std::int64_t lowest = kmodel::kKpuRows;
  std::size_t next = 0;
  for (; next < graph.operators.size(); ++next) {
    const graph::Operator& op = graph.operators[next];
    if (const auto* pad = op.as<graph::Pad>()) {
      TRY_DONE(note_padding(*pad, value).during(fmt::format("operator {} '{}'", next, op.name)));
      continue;
    }
    if (!is_convolution(op)) break;
    const KpuValue source = value;
    TRY(auto layer,
        convolution_layer(graph, op, value).during(fmt::format("operator {} '{}'", next, op.name)));
    compiled.plan.push_back(
        {op.name, source.row, source.rows(), value.row, value.rows(), layer.arguments.load_times});
    lowest = std::min({lowest, source.row, value.row});
    compiled.model.layers.push_back({0, v3::KpuConvolution{0, std::move(layer)}});
  }
  if (compiled.plan.empty()) return fail(Fault::Unsupported, "its first operator is not a convolution");
  if (value.padding != graph::Padding{}) return fail(Fault::Unsupported, "its last map is padded");
  if (value.is_at_full_size) return fail(Fault::Unsupported, "its last depthwise convolution has stride 2");
  compiled.model.layers.back().flags = v3::kToMainMemory;
  compiled.model.max_start_row = static_cast<std::uint32_t>(lowest);
  TRY_DONE(append_tail(graph, next, value, compiled.model));
  return compiled;
}

}  // namespace tinsmith::kpu_compile
