#include "formats/tflite/read_operator.h"

#include <algorithm>

#include "formats/tflite/read_tensors.h"
#include "graph/operators.h"

namespace tinsmith::formats {
namespace {

using graph::ElementType;
using graph::Shape;
using graph::TensorId;

Result<Done> expect_rank(const OperatorReading& reading, std::size_t index, std::size_t rank) {
  const Shape& shape = reading.input(index).shape;
  if (shape.size() != rank)
    return fail(Fault::Corrupt, "input {} has shape {}; {} dimensions are expected", index,
                graph::format_shape(shape), rank);
  return Done{};
}

// Converts SAME and VALID to explicit padding.
Result<graph::Window> read_window(const Shape& input, std::int32_t filter_height, std::int32_t filter_width,
                                  schema::Padding padding, graph::Window window) {
  // Limits that keep sums and products of two far below the end of 32 bits.
  constexpr std::int32_t kMax = 1 << 15, kMaxSide = 1 << 24;
  for (const std::int32_t size : {filter_height, filter_width, window.stride_height, window.stride_width,
                                  window.dilation_height, window.dilation_width})
    if (size < 1 || size > kMax)
      return fail(Fault::Corrupt, "a filter, stride or dilation of {}; 1 to {} is expected", size, kMax);
  if (std::int64_t{filter_height} * window.dilation_height > kMax ||
      std::int64_t{filter_width} * window.dilation_width > kMax || std::max(input[1], input[2]) > kMaxSide)
    return fail(Fault::Unsupported,
                "a filter of {}x{} with dilation {}x{} on an input of shape {} is too large", filter_height,
                filter_width, window.dilation_height, window.dilation_width, graph::format_shape(input));
  if (padding == schema::Padding::SAME)
    window.padding =
        graph::same_padding(input[1], input[2], filter_height, filter_width, window.stride_height,
                            window.stride_width, window.dilation_height, window.dilation_width);
  else if (padding != schema::Padding::VALID)
    return fail(Fault::Corrupt, "padding of kind {}; SAME (0) or VALID (1) is expected",
                static_cast<int>(padding));
  return window;
}

std::size_t with_bias(const OperatorReading& reading) {
  return reading.has(2) ? 3 : 2;
}

template <class Options>
graph::Window moves_of(const Options& options) {
  return {
      options.stride_h(), options.stride_w(), options.dilation_h_factor(), options.dilation_w_factor(), {}};
}

Result<Done> read_conv2d(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::Conv2DOptions>(reading));
  TRY_DONE(expect_rank(reading, 0, 4));
  TRY_DONE(expect_rank(reading, 1, 4));
  const Shape& filter = reading.input(1).shape;
  graph::Conv2d conv;
  TRY(conv.activation, read_activation(options->fused_activation_function()));
  TRY(conv.window,
      read_window(reading.input(0).shape, filter[1], filter[2], options->padding(), moves_of(*options)));
  reading.append(conv, with_bias(reading));
  return Done{};
}

Result<Done> read_depthwise_conv2d(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::DepthwiseConv2DOptions>(reading));
  TRY_DONE(expect_rank(reading, 0, 4));
  TRY_DONE(expect_rank(reading, 1, 4));
  const Shape &input = reading.input(0).shape, &filter = reading.input(1).shape;
  graph::DepthwiseConv2d conv;
  // The runtimes compute the multiplier from the shapes, because the option is wrong in some files (0 in
  // files for boards).
  if (input[3] < 1 || filter[3] % input[3] != 0)
    return fail(Fault::Corrupt, "{} filters do not divide among {} channels", filter[3], input[3]);
  conv.depth_multiplier = filter[3] / input[3];
  TRY(conv.activation, read_activation(options->fused_activation_function()));
  TRY(conv.window, read_window(input, filter[1], filter[2], options->padding(), moves_of(*options)));
  reading.append(conv, with_bias(reading));
  return Done{};
}

Result<Done> read_fully_connected(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::FullyConnectedOptions>(reading));
  if (options->weights_format() != 0) return fail(Fault::Unsupported, "its weights are shuffled");
  graph::FullyConnected dense;
  TRY(dense.activation, read_activation(options->fused_activation_function()));
  const graph::Tensor output = reading.output();
  if (!options->keep_num_dims() || output.shape.size() == 2) {
    reading.append(dense, with_bias(reading));
    return Done{};
  }
  // If the leading dimensions are kept, the output of a single row is reshaped, because the graph's operator
  // gives [1, out].
  TRY_DONE(expect_rank(reading, 1, 2));
  const Shape row{1, reading.input(1).shape[0]};
  if (graph::element_count(output.shape) != row[1])
    return fail(Fault::Unsupported, "its output {} is more than one vector of {}",
                graph::format_shape(output.shape), row[1]);
  graph::Tensor flat = output;
  flat.name += "/flat";
  flat.shape = row;
  const auto flat_id = static_cast<TensorId>(reading.graph.tensors.size());
  reading.graph.tensors.push_back(flat);
  std::vector<TensorId> from(reading.inputs.begin(),
                             reading.inputs.begin() + static_cast<std::ptrdiff_t>(with_bias(reading)));
  reading.graph.operators.push_back({dense, std::move(from), {flat_id}, flat.name});
  reading.append_from(graph::Reshape{output.shape}, {flat_id});
  return Done{};
}

template <class Pool>
Result<Done> read_pool(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::Pool2DOptions>(reading));
  TRY_DONE(expect_rank(reading, 0, 4));
  Pool pool;
  pool.filter_height = options->filter_height();
  pool.filter_width = options->filter_width();
  TRY(pool.activation, read_activation(options->fused_activation_function()));
  TRY(pool.window, read_window(reading.input(0).shape, pool.filter_height, pool.filter_width,
                               options->padding(), {options->stride_h(), options->stride_w(), 1, 1, {}}));
  reading.append(pool, 1);
  return Done{};
}

template <class Kind, class Options>
Result<Done> read_arithmetic(const OperatorReading& reading) {
  TRY(const auto* options, options_of<Options>(reading));
  TRY(const auto activation, read_activation(options->fused_activation_function()));
  reading.append(Kind{activation}, 2);
  return Done{};
}

template <class Kind>
Result<Done> read_plain(const OperatorReading& reading) {
  reading.append(Kind{}, 1);
  return Done{};
}

Result<Done> read_leaky_relu(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::LeakyReluOptions>(reading));
  reading.append(graph::LeakyRelu{options->alpha()}, 1);
  return Done{};
}

Result<Done> read_softmax(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::SoftmaxOptions>(reading));
  reading.append(graph::Softmax{options->beta()}, 1);
  return Done{};
}

// Weights stored as 16-bit floats are followed by a DEQUANTIZE; they were already converted when the
// tensor was read.
Result<Done> read_dequantize(const OperatorReading& reading) {
  const graph::Tensor& input = reading.input(0);
  if (input.type != ElementType::Float32) return read_plain<graph::Dequantize>(reading);
  if (!input.is_constant) return fail(Fault::Unsupported, "it converts 16-bit floats at run time");
  graph::Tensor& output = reading.graph.tensor(reading.outputs[0]);
  if (output.is_constant || output.type != ElementType::Float32 || output.shape != input.shape)
    return fail(Fault::Corrupt, "its output is not a float tensor of its input's shape");
  TRY_DONE(reading.allowance.spend(input.data.size()));
  output.data = input.data;
  output.is_constant = true;
  return Done{};
}

// ---- The table of operators: name in the file, number of required tensors, and the function that reads
// them. ----

struct Row {
  schema::BuiltinOperator code;
  std::size_t inputs_min;  // required ones
  ReadOperator read;
};
using Code = schema::BuiltinOperator;

constexpr Row kRows[] = {
    {Code::ADD, 2, read_arithmetic<graph::Add, schema::AddOptions>},
    {Code::SUB, 2, read_arithmetic<graph::Sub, schema::SubOptions>},
    {Code::MUL, 2, read_arithmetic<graph::Mul, schema::MulOptions>},
    {Code::CONV_2D, 2, read_conv2d},
    {Code::DEPTHWISE_CONV_2D, 2, read_depthwise_conv2d},
    {Code::FULLY_CONNECTED, 2, read_fully_connected},
    {Code::AVERAGE_POOL_2D, 1, read_pool<graph::AveragePool2d>},
    {Code::MAX_POOL_2D, 1, read_pool<graph::MaxPool2d>},
    {Code::MEAN, 2, read_mean},
    {Code::RELU, 1, read_plain<graph::Relu>},
    {Code::RELU6, 1, read_plain<graph::Relu6>},
    {Code::LEAKY_RELU, 1, read_leaky_relu},
    {Code::LOGISTIC, 1, read_plain<graph::Logistic>},
    {Code::SOFTMAX, 1, read_softmax},
    {Code::QUANTIZE, 1, read_plain<graph::Quantize>},
    {Code::DEQUANTIZE, 1, read_dequantize},
    {Code::RESHAPE, 1, read_reshape},
    {Code::SQUEEZE, 1, read_static_reshape},
    {Code::EXPAND_DIMS, 2, read_static_reshape},
    {Code::TRANSPOSE, 2, read_transpose},
    {Code::CONCATENATION, 1, read_concatenation},
    {Code::SPLIT, 2, read_split},
    {Code::SPLIT_V, 3, read_split_v},
    {Code::PAD, 2, read_pad},
    {Code::PADV2, 3, read_pad_v2},
    {Code::STRIDED_SLICE, 4, read_strided_slice},
    {Code::RESIZE_NEAREST_NEIGHBOR, 2, read_resize_nearest},
    {Code::SHAPE, 1, read_shape},
    {Code::PACK, 1, read_pack},
};

// Files from before TensorFlow 2.4 store the number in a byte; later files store it in both fields
// while it fits.
Code builtin_of(const schema::OperatorCode& code) {
  return static_cast<Code>(
      std::max(std::int32_t{code.deprecated_builtin_code()}, static_cast<std::int32_t>(code.builtin_code())));
}

// Returns "CONV_2D", or "CUSTOM 'TFLite_Detection_PostProcess'".
Result<std::string> name_of(const schema::OperatorCode& code, Code builtin) {
  const std::string name = schema::EnumNameBuiltinOperator(builtin);
  if (name.empty()) return fmt::format("number {}", static_cast<int>(builtin));
  if (builtin == Code::CUSTOM && code.custom_code() != nullptr)
    return fmt::format("CUSTOM '{}'", code.custom_code()->string_view().substr(0, 100));
  return name;
}

Result<Done> check_amount(std::int64_t value, std::string_view what) {
  constexpr std::int64_t kMax = 1 << 28;
  if (value < -kMax || value > kMax) return fail(Fault::Corrupt, "{} of {} is beyond {}", what, value, kMax);
  return Done{};
}

// Reads a list of tensor ids of the file; −1 is an absent tensor.
Result<std::vector<TensorId>> read_ids(const flatbuffers::Vector<std::int32_t>* ids,
                                       const graph::Graph& graph, bool may_be_absent, std::string_view what) {
  std::vector<TensorId> read;
  if (ids == nullptr) return read;
  for (const std::int32_t id : *ids) {
    const bool absent = id == -1 && may_be_absent;
    if (!absent && (id < 0 || static_cast<std::size_t>(id) >= graph.tensors.size()))
      return fail(Fault::Corrupt, "its {} {} is tensor {} of {}", what, read.size(), id,
                  graph.tensors.size());
    read.push_back(absent ? graph::kNoTensor : id);
  }
  return read;
}

Result<Done> read_with(const Row& row, const schema::Operator& source, graph::Graph& graph,
                       Allowance& allowance) {
  TRY(auto inputs, read_ids(source.inputs(), graph, true, "input"));
  TRY(auto outputs, read_ids(source.outputs(), graph, false, "output"));
  if (outputs.empty()) return fail(Fault::Corrupt, "it has no outputs");
  const OperatorReading reading{source, std::move(inputs), std::move(outputs), graph, allowance};
  for (std::size_t i = 0; i < row.inputs_min; ++i)
    if (!reading.has(i))
      return fail(Fault::Corrupt, "its input {} is missing; {} are needed", i, row.inputs_min);
  return row.read(reading);
}

}  // namespace

Result<graph::Activation> read_activation(schema::ActivationFunctionType activation) {
  switch (activation) {
    case schema::ActivationFunctionType::NONE:
      return graph::Activation::None;
    case schema::ActivationFunctionType::RELU:
      return graph::Activation::Relu;
    case schema::ActivationFunctionType::RELU6:
      return graph::Activation::Relu6;
    default:
      return fail(Fault::Unsupported, "it ends in activation {}{}; none, RELU or RELU6 is expected",
                  static_cast<int>(activation),
                  in_brackets(schema::EnumNameActivationFunctionType(activation)));
  }
}

Result<std::vector<std::int32_t>> OperatorReading::integers(std::size_t index, std::string_view what) const {
  const graph::Tensor& tensor = input(index);
  if (!tensor.is_constant)
    return fail(Fault::Unsupported, "{} ('{}') are known only at run time", what, tensor.name);
  if (tensor.type != ElementType::Int32 && tensor.type != ElementType::Int64)
    return fail(Fault::Corrupt, "{} ('{}') are {}; int32 or int64 is expected", what, tensor.name,
                graph::name_of(tensor.type));
  const auto count = static_cast<std::int64_t>(tensor.data.size() / graph::size_bytes(tensor.type));
  if (tensor.data.size() % graph::size_bytes(tensor.type) != 0 || count > kMaxIntegers ||
      count != graph::element_count(tensor.shape))
    return fail(Fault::Corrupt, "{} ('{}') hold {} bytes for a shape {}", what, tensor.name,
                tensor.data.size(), graph::format_shape(tensor.shape));
  if (tensor.type == ElementType::Int32) {
    auto values = values_of<std::int32_t>(tensor.data);
    for (const std::int32_t value : values) TRY_DONE(check_amount(value, what));
    return values;
  }
  std::vector<std::int32_t> values;
  for (const std::int64_t value : values_of<std::int64_t>(tensor.data)) {
    TRY_DONE(check_amount(value, what));
    values.push_back(static_cast<std::int32_t>(value));
  }
  return values;
}

Result<std::int32_t> OperatorReading::resolve_axis(std::int64_t axis, std::size_t rank) {
  const auto dimensions = static_cast<std::int64_t>(rank);
  if (axis < -dimensions || axis >= dimensions)
    return fail(Fault::Corrupt, "axis {} of a tensor of {} dimensions", axis, rank);
  return static_cast<std::int32_t>(axis < 0 ? axis + dimensions : axis);
}

Result<Done> OperatorReading::fold(const std::vector<std::int32_t>& values) const {
  graph::Tensor& made = graph.tensor(outputs[0]);
  if (made.is_constant || made.type != ElementType::Int32 ||
      graph::element_count(made.shape) != static_cast<std::int64_t>(values.size()))
    return fail(Fault::Corrupt, "its output '{}' is {} of shape {}; {} int32 values are made", made.name,
                graph::name_of(made.type), graph::format_shape(made.shape), values.size());
  made.data = bytes_of(values);
  made.is_constant = true;
  return Done{};
}

void OperatorReading::append(graph::Attributes attributes, std::size_t count) const {
  append_from(std::move(attributes), {inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(count)});
}

void OperatorReading::append_from(graph::Attributes attributes, std::vector<TensorId> from) const {
  const std::string name = output().name;
  graph.operators.push_back({std::move(attributes), std::move(from), outputs, name});
}

Result<std::vector<std::string>> read_operator_names(const schema::Model& model) {
  std::vector<std::string> names;
  if (model.operator_codes() == nullptr) return names;
  for (const auto* code : *model.operator_codes()) {
    TRY(auto name, name_of(*code, builtin_of(*code)));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

Result<Done> read_operator(const schema::Model& model, const schema::Operator& source, std::size_t index,
                           graph::Graph& graph, Allowance& allowance) {
  const auto* codes = model.operator_codes();
  if (codes == nullptr || source.opcode_index() >= codes->size())
    return fail(Fault::Corrupt, "operator {} is of kind {} of {}", index, source.opcode_index(),
                codes == nullptr ? 0 : codes->size());
  const auto& code = *codes->Get(source.opcode_index());
  const Code builtin = builtin_of(code);
  TRY(const auto name, name_of(code, builtin));
  const auto* row =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.code == builtin; });
  if (row == std::end(kRows))
    return fail(Fault::Unsupported, "operator {} is {}, which is not supported", index, name);
  return read_with(*row, source, graph, allowance).during(fmt::format("operator {} ({})", index, name));
}

}  // namespace tinsmith::formats
