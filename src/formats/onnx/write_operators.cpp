// Implements `write_operator` of formats/onnx/writing.h.
#include <algorithm>

#include "formats/onnx/nearest.h"
#include "formats/onnx/writing.h"
#include "graph/operators.h"

namespace tinsmith::formats {
namespace {

using graph::Activation;
using graph::Operator;
using graph::Shape;
using graph::TensorId;

const Order kConvWeights{0, 3, 1, 2};      // [out, height, width, in] stored as [out, in, height, width]
const Order kStoredDepthwise{3, 0, 1, 2};  // [1, height, width, out] stored as [out, 1, height, width]

// Has one overload per kind of operator; `op` is the operator whose attributes are passed.
class OperatorWriter {
 public:
  OperatorWriter(FileNetwork& file, const Operator& op) : file_(file), op_(op) {}

  // ---- Windows over pictures ----

  Result<Done> operator()(const graph::Conv2d& conv) { return convolution(conv.window, kConvWeights, 1); }
  Result<Done> operator()(const graph::DepthwiseConv2d& conv) {
    return convolution(conv.window, kStoredDepthwise, input_shape()[3]);
  }
  Result<Done> operator()(const graph::AveragePool2d& pool) {
    if (pool.window.dilation_height != 1 || pool.window.dilation_width != 1)
      return fail(Fault::Unsupported, "an average with dilation is beyond ONNX's operator set 13");
    const graph::Window& w = pool.window;
    const bool is_whole = w.padding == graph::Padding{} && pool.filter_height == input_shape()[1] &&
                          pool.filter_width == input_shape()[2];
    if (is_whole) return made("GlobalAveragePool", {picture()}, kAsInFile);
    set_window(make("AveragePool", {picture()}, kAsInFile), pool.filter_height, pool.filter_width, w);
    return Done{};
  }
  Result<Done> operator()(const graph::MaxPool2d& pool) {
    onnx::NodeProto& node = make("MaxPool", {picture()}, kAsInFile);
    set_window(node, pool.filter_height, pool.filter_width, pool.window);
    set_integers(node, "dilations", {pool.window.dilation_height, pool.window.dilation_width});
    return Done{};
  }
  Result<Done> operator()(const graph::ResizeNearest& resize) {
    const Shape &from = input_shape(), &to = output_shape();
    const auto mode = nearest_in_file(from[1], from[2], resize);
    if (!mode)
      return fail(Fault::Unsupported, "no mode of ONNX copies the same pixels when {} is resized to {}",
                  graph::format_shape(from), graph::format_shape(to));
    const std::string sizes = file_.integers(stored_shape(to, kAsInFile));
    onnx::NodeProto& node = make("Resize", {picture(), "", "", sizes}, kAsInFile);
    set_text(node, "mode", "nearest");
    set_text(node, "coordinate_transformation_mode", mode->coordinates);
    set_text(node, "nearest_mode", mode->rounding);
    return Done{};
  }

  // ---- Channels ----

  Result<Done> operator()(const graph::FullyConnected&) {
    const Shape row{input_shape()[0], file_.shape(op_.inputs[1])[1]};
    std::string input = file_.in_order(op_.inputs[0], natural_order(input_shape().size()));
    if (input_shape() != row) {
      const std::string flat = file_.unused_name(input + "/flat");
      file_.add("Reshape", {input, file_.integers(row)}, flat);
      input = flat;
    }
    std::vector<std::string> inputs{input, file_.in_order(op_.inputs[1], natural_order(2))};
    if (op_.input(2) != graph::kNoTensor) inputs.push_back(file_.as_vector(op_.inputs[2]));
    set_integer(make("Gemm", inputs, natural_order(2)), "transB", 1);
    return Done{};
  }
  Result<Done> operator()(const graph::BatchNorm& norm) {
    const std::size_t rank = input_shape().size();
    if (rank < 2)
      return fail(Fault::Unsupported, "its input has shape {}; ONNX requires the channels after the batch",
                  graph::format_shape(input_shape()));
    Order order = natural_order(rank);  // with the last axis, the channels, moved to position 1
    std::rotate(order.begin() + 1, order.end() - 1, order.end());
    std::vector<std::string> inputs{file_.in_order(op_.inputs[0], order)};
    for (std::size_t i = 1; i < op_.inputs.size(); ++i) inputs.push_back(file_.as_vector(op_.inputs[i]));
    onnx::NodeProto& node = make("BatchNormalization", inputs, order);
    set_number(node, "epsilon", norm.epsilon);
    set_number(node, "momentum", norm.momentum);
    return Done{};
  }
  Result<Done> operator()(const graph::Softmax& softmax) {
    Lying input = file_.lying(op_.inputs[0]);
    if (softmax.beta != 1) {
      const std::string scaled = file_.unused_name(input.name + "/scaled");
      file_.add("Mul", {input.name, file_.number(softmax.beta)}, scaled);
      input.name = scaled;
    }
    const auto last = static_cast<std::int32_t>(input_shape().size()) - 1;
    set_integer(make("Softmax", {input.name}, input.order), "axis", place_of(input.order, last));
    return Done{};
  }
  Result<Done> operator()(const graph::Mean& mean) {
    if (mean.axes.empty()) return passed_on();  // ONNX treats an empty list of axes as all axes
    const Lying input = file_.lying(op_.inputs[0]);
    const Order order = mean.keep_dimensions ? input.order : without_axes(input.order, mean.axes);
    onnx::NodeProto& node = make("ReduceMean", {input.name}, order);
    set_integers(node, "axes", places_of(input.order, mean.axes));
    set_integer(node, "keepdims", mean.keep_dimensions ? 1 : 0);
    return Done{};
  }

  // ---- Element-wise operators ----

  Result<Done> operator()(const graph::Add&) { return arithmetic("Add"); }
  Result<Done> operator()(const graph::Sub&) { return arithmetic("Sub"); }
  Result<Done> operator()(const graph::Mul&) { return arithmetic("Mul"); }
  Result<Done> operator()(const graph::Relu&) { return as_it_lies("Relu"); }
  Result<Done> operator()(const graph::Logistic&) { return as_it_lies("Sigmoid"); }
  Result<Done> operator()(const graph::Dropout&) { return passed_on(); }
  Result<Done> operator()(const graph::FakeQuantize&) { return passed_on(); }
  Result<Done> operator()(const graph::Relu6&) {
    const Lying input = file_.lying(op_.inputs[0]);
    return made("Clip", {input.name, file_.number(0), file_.number(6)}, input.order);
  }
  Result<Done> operator()(const graph::LeakyRelu& leaky) {
    const Lying input = file_.lying(op_.inputs[0]);
    set_number(make("LeakyRelu", {input.name}, input.order), "alpha", leaky.alpha);
    return Done{};
  }

  // ---- Operators that move values ----

  Result<Done> operator()(const graph::Reshape& reshape) {
    Lying input = file_.lying(op_.inputs[0]);
    auto order = order_after_reshape(input_shape(), input.order, reshape.shape);
    if (!order) {
      input.name = file_.in_order(op_.inputs[0], natural_order(input_shape().size()));
      order = natural_order(reshape.shape.size());
    }
    return made("Reshape", {input.name, file_.integers(stored_shape(reshape.shape, *order))}, *order);
  }
  // No value moves yet: only the recorded order of the axes changes.
  Result<Done> operator()(const graph::Transpose& transpose) {
    Lying value = file_.lying(op_.inputs[0]);
    for (std::int32_t& axis : value.order) axis = place_of(transpose.permutation, axis);
    file_.define_as(op_.outputs[0], value);
    return Done{};
  }
  Result<Done> operator()(const graph::Concatenation& join) {
    Order order = natural_order(input_shape().size());
    for (std::size_t i = op_.inputs.size(); i-- > 0;)
      if (!file_.is_constant(op_.inputs[i])) order = file_.lying(op_.inputs[i]).order;
    std::vector<std::string> inputs;
    for (const TensorId id : op_.inputs) inputs.push_back(file_.in_order(id, order));
    set_integer(make("Concat", inputs, order), "axis", place_of(order, join.axis));
    return Done{};
  }
  Result<Done> operator()(const graph::Split& split) {
    const Lying input = file_.lying(op_.inputs[0]);
    onnx::NodeProto& node = make("Split", {input.name, file_.integers(split.sizes)}, input.order);
    for (std::size_t i = 1; i < op_.outputs.size(); ++i)
      node.add_output(file_.define(op_.outputs[i], input.order));
    set_integer(node, "axis", place_of(input.order, split.axis));
    return Done{};
  }
  Result<Done> operator()(const graph::Pad& pad) {
    const Lying input = file_.lying(op_.inputs[0]);
    std::vector<std::int32_t> amounts;
    for (const std::int32_t axis : input.order)
      amounts.push_back(pad.amounts[static_cast<std::size_t>(axis)].first);
    for (const std::int32_t axis : input.order)
      amounts.push_back(pad.amounts[static_cast<std::size_t>(axis)].second);
    return made("Pad", {input.name, file_.integers(amounts), file_.number(pad.value)}, input.order);
  }
  Result<Done> operator()(const graph::StridedSlice& slice) {
    const Lying input = file_.lying(op_.inputs[0]);
    std::vector<std::int32_t> places;  // stored positions of axes 0, 1, …
    for (std::size_t axis = 0; axis < input.order.size(); ++axis)
      places.push_back(place_of(input.order, static_cast<std::int32_t>(axis)));
    const std::vector<std::string> inputs{input.name, file_.integers(slice.begin), file_.integers(slice.end),
                                          file_.integers(places), file_.integers(slice.strides)};
    if (slice.removed_axes.empty()) return made("Slice", inputs, input.order);
    const Order order = without_axes(input.order, slice.removed_axes);
    const std::string part = file_.unused_name(input.name + "/part");
    file_.add("Slice", inputs, part);
    return made("Reshape", {part, file_.integers(stored_shape(output_shape(), order))}, order);
  }

  Result<Done> operator()(const graph::Quantize&) { return only_floats(); }
  Result<Done> operator()(const graph::Dequantize&) { return only_floats(); }

 private:
  const Shape& input_shape() const { return file_.shape(op_.inputs[0]); }
  const Shape& output_shape() const { return file_.shape(op_.outputs[0]); }
  std::string picture() { return file_.in_order(op_.inputs[0], kAsInFile); }

  // Adds the node for the operator's first output, and a node for its fused activation, if any.
  onnx::NodeProto& make(const char* type, const std::vector<std::string>& inputs, const Order& order) {
    const Activation activation = graph::fused_activation(op_);
    const std::string output = file_.define(op_.outputs[0], order);
    if (activation == Activation::None) return file_.add(type, inputs, output);
    const std::string before = file_.unused_name(output + "/linear");
    onnx::NodeProto& node = file_.add(type, inputs, before);
    if (activation == Activation::Relu)
      file_.add("Relu", {before}, output);
    else
      file_.add("Clip", {before, file_.number(0), file_.number(6)}, output);
    return node;
  }
  Result<Done> made(const char* type, const std::vector<std::string>& inputs, const Order& order) {
    make(type, inputs, order);
    return Done{};
  }
  Result<Done> as_it_lies(const char* type) {
    const Lying input = file_.lying(op_.inputs[0]);
    return made(type, {input.name}, input.order);
  }
  Result<Done> passed_on() {
    file_.define_as(op_.outputs[0], file_.lying(op_.inputs[0]));
    return Done{};
  }
  Error only_floats() const {
    return fail(Fault::Unsupported, "int8 is not written as ONNX; write the float model");
  }

  Result<Done> convolution(const graph::Window& window, const Order& weights_order, std::int32_t groups) {
    const Shape weights = stored_shape(file_.shape(op_.inputs[1]), weights_order);
    std::vector<std::string> inputs{picture(), file_.in_order(op_.inputs[1], weights_order)};
    if (op_.input(2) != graph::kNoTensor) inputs.push_back(file_.as_vector(op_.inputs[2]));
    onnx::NodeProto& node = make("Conv", inputs, kAsInFile);
    set_window(node, weights[2], weights[3], window);
    set_integers(node, "dilations", {window.dilation_height, window.dilation_width});
    set_integer(node, "group", groups);
    return Done{};
  }
  static void set_window(onnx::NodeProto& node, std::int32_t height, std::int32_t width,
                         const graph::Window& window) {
    const graph::Padding& padding = window.padding;
    set_integers(node, "kernel_shape", {height, width});
    set_integers(node, "strides", {window.stride_height, window.stride_width});
    set_integers(node, "pads", {padding.top, padding.left, padding.bottom, padding.right});
  }

  // Combines both sides in one order. A value with fewer axes is aligned with the last axes of the other one,
  // so both must then be in natural order.
  Result<Done> arithmetic(const char* type) {
    const std::size_t rank = output_shape().size();
    Order order = natural_order(rank);
    bool is_chosen = false;
    for (const TensorId id : {op_.inputs[0], op_.inputs[1]}) {
      if (file_.is_constant(id)) continue;
      const Order lies = file_.lying(id).order;
      if (!is_chosen || lies.size() < rank) order = lies.size() < rank ? natural_order(rank) : lies;
      is_chosen = true;
    }
    return made(type, {operand(op_.inputs[0], order), operand(op_.inputs[1], order)}, order);
  }
  std::string operand(TensorId id, const Order& order) {
    const std::size_t rank = file_.shape(id).size();
    if (file_.is_constant(id) && order != natural_order(order.size())) return file_.in_order(id, order);
    return file_.in_order(id, rank == order.size() ? order : natural_order(rank));
  }

  static std::vector<std::int32_t> places_of(const Order& order, const std::vector<std::int32_t>& axes) {
    std::vector<std::int32_t> places;
    for (const std::int32_t axis : axes) places.push_back(place_of(order, axis));
    std::sort(places.begin(), places.end());
    return places;
  }

  FileNetwork& file_;
  const Operator& op_;
};

}  // namespace

Result<Done> write_operator(FileNetwork& file, const Operator& op) {
  return std::visit(OperatorWriter(file, op), op.attributes);
}

}  // namespace tinsmith::formats
