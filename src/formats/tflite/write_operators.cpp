// Writes the operators of a .tflite file, one function per kind.
#include <algorithm>
#include <cmath>

#include "formats/tflite/file_padding.h"
#include "formats/tflite/writing.h"
#include "graph/operators.h"

namespace tinsmith::formats {
namespace {

using graph::Graph;
using graph::Operator;
using graph::Shape;
using graph::TensorId;
using Code = schema::BuiltinOperator;

schema::ActivationFunctionType written(graph::Activation activation) {
  switch (activation) {
    case graph::Activation::None:
      return schema::ActivationFunctionType::NONE;
    case graph::Activation::Relu:
      return schema::ActivationFunctionType::RELU;
    case graph::Activation::Relu6:
      return schema::ActivationFunctionType::RELU6;
  }
  CHECK(false, "activation {}", static_cast<int>(activation));
}

// Has one overload per kind of operator; `op` is the operator whose attributes are passed.
class OperatorWriter {
 public:
  OperatorWriter(flatbuffers::FlatBufferBuilder& builder, Graph& graph, const Operator& op)
      : builder_(builder), graph_(graph), op_(op) {}

  Result<FileOperator> operator()(const graph::Conv2d& conv) {
    const graph::Window& w = conv.window;
    return made(Code::CONV_2D, op_.inputs,
                schema::CreateConv2DOptions(builder_, padding(), w.stride_width, w.stride_height,
                                            written(conv.activation), w.dilation_width, w.dilation_height));
  }
  Result<FileOperator> operator()(const graph::DepthwiseConv2d& conv) {
    const graph::Window& w = conv.window;
    return made(Code::DEPTHWISE_CONV_2D, op_.inputs,
                schema::CreateDepthwiseConv2DOptions(builder_, padding(), w.stride_width, w.stride_height,
                                                     conv.depth_multiplier, written(conv.activation),
                                                     w.dilation_width, w.dilation_height));
  }
  Result<FileOperator> operator()(const graph::FullyConnected& dense) {
    return made(Code::FULLY_CONNECTED, op_.inputs,
                schema::CreateFullyConnectedOptions(builder_, written(dense.activation)));
  }
  Result<FileOperator> operator()(const graph::AveragePool2d& p) { return pool(Code::AVERAGE_POOL_2D, p); }
  Result<FileOperator> operator()(const graph::MaxPool2d& p) { return pool(Code::MAX_POOL_2D, p); }
  Result<FileOperator> operator()(const graph::Add& add) {
    return made(Code::ADD, op_.inputs, schema::CreateAddOptions(builder_, written(add.activation)));
  }
  Result<FileOperator> operator()(const graph::Sub& sub) {
    return made(Code::SUB, op_.inputs, schema::CreateSubOptions(builder_, written(sub.activation)));
  }
  Result<FileOperator> operator()(const graph::Mul& mul) {
    return made(Code::MUL, op_.inputs, schema::CreateMulOptions(builder_, written(mul.activation)));
  }
  Result<FileOperator> operator()(const graph::Relu&) { return FileOperator{Code::RELU, op_.inputs}; }
  Result<FileOperator> operator()(const graph::Relu6&) { return FileOperator{Code::RELU6, op_.inputs}; }
  Result<FileOperator> operator()(const graph::Logistic&) { return FileOperator{Code::LOGISTIC, op_.inputs}; }
  Result<FileOperator> operator()(const graph::LeakyRelu& relu) {
    return made(Code::LEAKY_RELU, op_.inputs, schema::CreateLeakyReluOptions(builder_, relu.alpha));
  }
  Result<FileOperator> operator()(const graph::Softmax& softmax) {
    return made(Code::SOFTMAX, op_.inputs, schema::CreateSoftmaxOptions(builder_, softmax.beta));
  }
  Result<FileOperator> operator()(const graph::Quantize&) {
    return made(Code::QUANTIZE, op_.inputs, schema::CreateQuantizeOptions(builder_));
  }
  Result<FileOperator> operator()(const graph::Dequantize&) {
    return made(Code::DEQUANTIZE, op_.inputs, schema::CreateDequantizeOptions(builder_));
  }
  Result<FileOperator> operator()(const graph::Mean& mean) {
    return made(Code::MEAN, {op_.inputs[0], vector("axes", mean.axes)},
                schema::CreateReducerOptions(builder_, mean.keep_dimensions));
  }
  Result<FileOperator> operator()(const graph::Reshape& reshape) {
    const TensorId shape = vector("shape", reshape.shape);
    return made(Code::RESHAPE, {op_.inputs[0], shape},
                schema::CreateReshapeOptions(builder_, builder_.CreateVector(reshape.shape)));
  }
  Result<FileOperator> operator()(const graph::Transpose& transpose) {
    return made(Code::TRANSPOSE, {op_.inputs[0], vector("permutation", transpose.permutation)},
                schema::CreateTransposeOptions(builder_));
  }
  Result<FileOperator> operator()(const graph::Concatenation& join) {
    return made(Code::CONCATENATION, op_.inputs,
                schema::CreateConcatenationOptions(builder_, join.axis, written(join.activation)));
  }
  Result<FileOperator> operator()(const graph::Split& split) {
    const auto parts = static_cast<std::int32_t>(split.sizes.size());
    const bool equal =
        std::all_of(split.sizes.begin(), split.sizes.end(), [&](auto s) { return s == split.sizes[0]; });
    const TensorId axis = operand("axis", {split.axis}, {});
    if (equal) return made(Code::SPLIT, {axis, op_.inputs[0]}, schema::CreateSplitOptions(builder_, parts));
    return made(Code::SPLIT_V, {op_.inputs[0], vector("sizes", split.sizes), axis},
                schema::CreateSplitVOptions(builder_, parts));
  }
  Result<FileOperator> operator()(const graph::Pad& pad) {
    std::vector<std::int32_t> amounts;
    for (const auto& [before, after] : pad.amounts) {
      amounts.push_back(before);
      amounts.push_back(after);
    }
    const TensorId padding = operand("paddings", amounts, {static_cast<std::int32_t>(pad.amounts.size()), 2});
    if (pad.value == 0) return made(Code::PAD, {op_.inputs[0], padding}, schema::CreatePadOptions(builder_));
    return made(Code::PADV2, {op_.inputs[0], padding, single("value", pad.value)},
                schema::CreatePadV2Options(builder_));
  }
  Result<FileOperator> operator()(const graph::StridedSlice& slice) {
    std::int32_t removed = 0;
    for (const std::int32_t axis : slice.removed_axes) removed |= 1 << axis;
    const TensorId begin = vector("begin", slice.begin), end = vector("end", slice.end),
                   strides = vector("strides", slice.strides);
    return made(Code::STRIDED_SLICE, {op_.inputs[0], begin, end, strides},
                schema::CreateStridedSliceOptions(builder_, 0, 0, 0, 0, removed));
  }
  Result<FileOperator> operator()(const graph::ResizeNearest& resize) {
    return made(Code::RESIZE_NEAREST_NEIGHBOR, {op_.inputs[0], vector("size", {resize.height, resize.width})},
                schema::CreateResizeNearestNeighborOptions(builder_, resize.align_corners,
                                                           resize.half_pixel_centers));
  }
  Result<FileOperator> operator()(const graph::BatchNorm&) { return only_for_training(); }
  Result<FileOperator> operator()(const graph::Dropout&) { return only_for_training(); }
  Result<FileOperator> operator()(const graph::FakeQuantize&) { return only_for_training(); }

 private:
  template <class Options>
  FileOperator made(Code code, std::vector<TensorId> inputs, flatbuffers::Offset<Options> options) {
    return {code, std::move(inputs), schema::BuiltinOptionsTraits<Options>::enum_value, options.Union()};
  }
  template <class Pool>
  FileOperator pool(Code code, const Pool& pool) {
    return made(
        code, op_.inputs,
        schema::CreatePool2DOptions(builder_, padding(), pool.window.stride_width, pool.window.stride_height,
                                    pool.filter_width, pool.filter_height, written(pool.activation)));
  }
  Error only_for_training() const {
    return fail(Fault::Unsupported, "a .tflite file has no {}; fold it first", info_of(op_).name);
  }
  schema::Padding padding() const {
    const auto named = named_padding(graph_, op_);
    CHECK(named, "'{}' still has padding without a name", op_.name);
    return *named;
  }
  TensorId constant(const char* what, graph::Tensor tensor) {
    tensor.name = op_.name + "/" + what;
    tensor.is_constant = true;
    graph_.tensors.push_back(std::move(tensor));
    return static_cast<TensorId>(graph_.tensors.size() - 1);
  }
  TensorId operand(const char* what, const std::vector<std::int32_t>& values, Shape shape) {
    graph::Tensor tensor;
    tensor.type = graph::ElementType::Int32;
    tensor.shape = std::move(shape);
    tensor.data = bytes_of(values);
    return constant(what, std::move(tensor));
  }
  TensorId vector(const char* what, const std::vector<std::int32_t>& values) {
    return operand(what, values, {static_cast<std::int32_t>(values.size())});
  }
  // Adds a constant with one value, with the type and quantization of the operator's input.
  TensorId single(const char* what, float value) {
    const graph::Tensor& input = graph_.tensor(op_.inputs[0]);
    graph::Tensor tensor;
    tensor.type = input.type;
    tensor.quantization = input.quantization;
    tensor.shape = {1};
    if (input.type == graph::ElementType::Float32) {
      tensor.data = bytes_of(std::vector<float>{value});
    } else {
      const double stored = std::round(value / input.quantization.scales.at(0)) +
                            static_cast<double>(input.quantization.zero_points.at(0));
      tensor.data =
          bytes_of(std::vector<std::int8_t>{static_cast<std::int8_t>(std::clamp(stored, -128.0, 127.0))});
    }
    return constant(what, std::move(tensor));
  }

  flatbuffers::FlatBufferBuilder& builder_;
  Graph& graph_;
  const Operator& op_;
};

}  // namespace

Result<FileOperator> write_operator(flatbuffers::FlatBufferBuilder& builder, Graph& graph,
                                    const Operator& op) {
  return std::visit(OperatorWriter(builder, graph, op), op.attributes);
}

}  // namespace tinsmith::formats
