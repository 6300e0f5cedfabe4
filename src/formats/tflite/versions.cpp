#include "formats/tflite/versions.h"

#include <algorithm>

namespace tinsmith::formats {
namespace {

using Code = schema::BuiltinOperator;

constexpr std::size_t kUsualDimensions = 4;  // more dimensions need later versions of the operators

struct VersionRow {
  Code code;
  int float_version, int8_version;
};
// Versions that depend only on the type of the values; version_of handles the other cases.
constexpr VersionRow kVersions[] = {
    {Code::ADD, 1, 2},
    {Code::SUB, 1, 2},
    {Code::MUL, 1, 2},
    {Code::CONV_2D, 1, 3},
    {Code::DEPTHWISE_CONV_2D, 1, 3},
    {Code::FULLY_CONNECTED, 1, 4},
    {Code::AVERAGE_POOL_2D, 1, 2},
    {Code::MAX_POOL_2D, 1, 2},
    {Code::MEAN, 1, 2},
    {Code::RELU, 1, 2},
    {Code::RELU6, 1, 2},
    {Code::LEAKY_RELU, 1, 1},
    {Code::LOGISTIC, 1, 2},
    {Code::SOFTMAX, 1, 2},
    {Code::QUANTIZE, 1, 1},
    {Code::DEQUANTIZE, 1, 2},
    {Code::RESHAPE, 1, 1},
    {Code::TRANSPOSE, 1, 2},
    {Code::CONCATENATION, 1, 2},
    {Code::SPLIT, 1, 2},
    {Code::SPLIT_V, 1, 2},
    {Code::PAD, 1, 2},
    {Code::PADV2, 1, 2},
    {Code::STRIDED_SLICE, 1, 2},
    {Code::RESIZE_NEAREST_NEIGHBOR, 1, 2},
};

struct RuntimeRow {
  Code code;
  int version;
  RuntimeVersion runtime;
};
constexpr RuntimeRow kRuntimes[] = {
    {Code::ADD, 1, {1, 5, 0}},
    {Code::ADD, 2, {1, 14, 0}},
    {Code::SUB, 1, {1, 6, 0}},
    {Code::SUB, 2, {1, 14, 0}},
    {Code::SUB, 3, {2, 3, 0}},
    {Code::MUL, 1, {1, 5, 0}},
    {Code::MUL, 2, {1, 14, 0}},
    {Code::MUL, 3, {1, 15, 0}},
    {Code::CONV_2D, 1, {1, 5, 0}},
    {Code::CONV_2D, 3, {1, 14, 0}},
    {Code::DEPTHWISE_CONV_2D, 1, {1, 5, 0}},
    {Code::DEPTHWISE_CONV_2D, 2, {1, 12, 0}},
    {Code::DEPTHWISE_CONV_2D, 3, {1, 14, 0}},
    {Code::FULLY_CONNECTED, 1, {1, 5, 0}},
    {Code::FULLY_CONNECTED, 4, {1, 14, 0}},
    {Code::FULLY_CONNECTED, 6, {2, 1, 0}},
    {Code::AVERAGE_POOL_2D, 1, {1, 5, 0}},
    {Code::AVERAGE_POOL_2D, 2, {1, 14, 0}},
    {Code::MAX_POOL_2D, 1, {1, 5, 0}},
    {Code::MAX_POOL_2D, 2, {1, 14, 0}},
    {Code::MEAN, 1, {1, 6, 0}},
    {Code::MEAN, 2, {1, 14, 0}},
    {Code::RELU, 1, {1, 5, 0}},
    {Code::RELU, 2, {2, 1, 0}},
    {Code::RELU6, 1, {1, 5, 0}},
    {Code::RELU6, 2, {1, 14, 0}},
    {Code::LEAKY_RELU, 1, {1, 13, 1}},
    {Code::LOGISTIC, 1, {1, 14, 0}},
    {Code::LOGISTIC, 2, {1, 14, 0}},
    {Code::SOFTMAX, 1, {1, 5, 0}},
    {Code::SOFTMAX, 2, {1, 14, 0}},
    {Code::QUANTIZE, 1, {1, 14, 0}},
    {Code::DEQUANTIZE, 1, {1, 13, 1}},
    {Code::DEQUANTIZE, 2, {1, 14, 0}},
    {Code::RESHAPE, 1, {1, 5, 0}},
    {Code::TRANSPOSE, 1, {1, 6, 0}},
    {Code::TRANSPOSE, 2, {1, 14, 0}},
    {Code::TRANSPOSE, 4, {2, 3, 0}},
    {Code::CONCATENATION, 1, {1, 5, 0}},
    {Code::CONCATENATION, 2, {1, 14, 0}},
    {Code::SPLIT, 1, {1, 5, 0}},
    {Code::SPLIT, 2, {1, 14, 0}},
    {Code::SPLIT_V, 1, {1, 13, 1}},
    {Code::SPLIT_V, 2, {2, 3, 0}},
    {Code::PAD, 1, {1, 5, 0}},
    {Code::PAD, 2, {1, 14, 0}},
    {Code::PAD, 4, {2, 6, 0}},
    {Code::PADV2, 1, {1, 9, 0}},
    {Code::PADV2, 2, {1, 14, 0}},
    {Code::PADV2, 4, {2, 6, 0}},
    {Code::STRIDED_SLICE, 1, {1, 6, 0}},
    {Code::STRIDED_SLICE, 2, {1, 14, 0}},
    {Code::STRIDED_SLICE, 4, {2, 2, 0}},
    {Code::RESIZE_NEAREST_NEIGHBOR, 1, {1, 13, 1}},
    {Code::RESIZE_NEAREST_NEIGHBOR, 2, {1, 14, 0}},
    {Code::RESIZE_NEAREST_NEIGHBOR, 3, {2, 3, 0}},
};

// Returns whether a multiplication scales its result up (left scale · right scale / output scale ≥ 1), which
// needs a kernel that can shift to the left.
bool rescales_upwards(const graph::Graph& graph, const graph::Operator& op) {
  const auto scale = [&](graph::TensorId id) {
    const auto& scales = graph.tensor(id).quantization.scales;
    return scales.empty() ? 0.0f : scales[0];
  };
  const float left = scale(op.inputs[0]), right = scale(op.inputs[1]), output = scale(op.outputs[0]);
  return output > 0 && left * right / output >= 1;
}

}  // namespace

int version_of(Code code, const graph::Graph& graph, const graph::Operator& op) {
  const auto* row = std::find_if(std::begin(kVersions), std::end(kVersions),
                                 [&](const VersionRow& r) { return r.code == code; });
  CHECK(row != std::end(kVersions), "operator {} has no row", schema::EnumNameBuiltinOperator(code));
  const graph::Tensor& input = graph.tensor(op.inputs[0]);
  const bool is_int8 = input.type == graph::ElementType::Int8;
  const bool has_many_dimensions = input.shape.size() > kUsualDimensions;
  switch (code) {
    case Code::DEPTHWISE_CONV_2D: {
      const auto& window = op.as<graph::DepthwiseConv2d>()->window;
      if (!is_int8 && (window.dilation_height != 1 || window.dilation_width != 1)) return 2;
      break;
    }
    case Code::FULLY_CONNECTED:
      if (op.input(2) == graph::kNoTensor) return 6;
      break;
    case Code::MUL:
      if (rescales_upwards(graph, op)) return 3;
      break;
    case Code::SUB:
      if (has_many_dimensions && input.shape != graph.tensor(op.inputs[1]).shape) return 3;
      break;
    case Code::TRANSPOSE:
    case Code::PAD:
    case Code::PADV2:
    case Code::STRIDED_SLICE:
      if (has_many_dimensions) return 4;
      break;
    case Code::RESIZE_NEAREST_NEIGHBOR: {
      const auto* resize = op.as<graph::ResizeNearest>();
      if (resize->align_corners || resize->half_pixel_centers) return 3;
      break;
    }
    default:
      break;
  }
  return is_int8 ? row->int8_version : row->float_version;
}

RuntimeVersion runtime_of(Code code, int version) {
  const auto* row = std::find_if(std::begin(kRuntimes), std::end(kRuntimes),
                                 [&](const RuntimeRow& r) { return r.code == code && r.version == version; });
  CHECK(row != std::end(kRuntimes), "operator {} version {} has no row",
        schema::EnumNameBuiltinOperator(code), version);
  return row->runtime;
}

}  // namespace tinsmith::formats
