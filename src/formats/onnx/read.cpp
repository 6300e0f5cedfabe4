#include <algorithm>
#include <limits>

#include "formats/onnx/onnx.h"
#include "formats/onnx/reading.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

using graph::Shape;
using graph::TensorId;

constexpr std::int64_t kOldestSet = 7, kNewestSet = 17;
constexpr std::int32_t kFloat = 1;  // TensorProto.DataType
constexpr std::size_t kMostAxes = 8, kLongestName_bytes = 1024;
constexpr std::size_t kMostEnds = 256;  // inputs; outputs
// What a reader may copy for each byte of the file: constants as they are kept, turned around, and in the
// graph.
constexpr std::uint64_t kMemoryForEachByte = 16;
constexpr std::uint64_t kMemoryForAnyFile = std::uint64_t{8} << 20;

// ---- The table: what the file calls an operator, and who reads it. ----

struct Row {
  std::string_view type;
  ReadNode read;
};
constexpr Row kRows[] = {
    {"Add", read_add},
    {"AveragePool", read_average_pool},
    {"BatchNormalization", read_batch_norm},
    {"Cast", read_cast},
    {"Clip", read_clip},
    {"Concat", read_concat},
    {"Constant", read_constant_node},
    {"Conv", read_conv},
    {"Div", read_div},
    {"Dropout", read_identity},
    {"Flatten", read_flatten},
    {"Gather", read_gather},
    {"Gemm", read_gemm},
    {"GlobalAveragePool", read_global_average_pool},
    {"GlobalMaxPool", read_global_max_pool},
    {"Identity", read_identity},
    {"LeakyRelu", read_leaky_relu},
    {"MatMul", read_matmul},
    {"MaxPool", read_max_pool},
    {"Mul", read_mul},
    {"Neg", read_neg},
    {"Pad", read_pad},
    {"Pow", read_pow},
    {"ReduceMean", read_reduce_mean},
    {"Relu", read_relu},
    {"Reshape", read_reshape},
    {"Resize", read_resize},
    {"Shape", read_shape},
    {"Sigmoid", read_sigmoid},
    {"Slice", read_slice},
    {"Softmax", read_softmax},
    {"Split", read_split},
    {"Squeeze", read_squeeze},
    {"Sub", read_sub},
    {"Sum", read_sum},
    {"Transpose", read_transpose},
    {"Unsqueeze", read_unsqueeze},
    {"Upsample", read_upsample},
};

bool is_standard(const std::string& domain) {
  return domain.empty() || domain == "ai.onnx";
}

Result<std::int64_t> operator_set_of(const onnx::ModelProto& model) {
  std::int64_t version = 0;
  for (const auto& set : model.opset_import())
    if (is_standard(set.domain())) version = std::max(version, set.version());
  if (version < kOldestSet || version > kNewestSet)
    return fail(Fault::Unsupported, "it uses operator set {}; {} to {} are read; export it for one of those",
                version, kOldestSet, kNewestSet);
  return version;
}

Result<Done> read_node(const onnx::NodeProto& node, std::int64_t operator_set, GraphNetwork& network) {
  if (node.output_size() == 0 || node.output(0).empty()) return fail(Fault::Corrupt, "it has no outputs");
  for (const std::string& output : node.output())
    if (output.size() > kLongestName_bytes)
      return fail(Fault::Corrupt, "an output's name has {} bytes", output.size());
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) {
    return is_standard(node.domain()) && r.type == node.op_type();
  });
  const NodeReading reading(node, operator_set, network);
  TRY(const bool is_computed, is_standard(node.domain()) ? compute(reading) : false);
  if (is_computed) return Done{};
  if (row == std::end(kRows)) return fail(Fault::Unsupported, "this operator is not supported");
  return row->read(reading);
}

// "node 17 (HardSwish) '/features/act'", cut to what fits a line.
std::string place_of_node(int index, const onnx::NodeProto& node) {
  constexpr std::size_t kLongest = 100;
  const std::string type = (is_standard(node.domain()) ? "" : node.domain() + ".") + node.op_type();
  const std::string& name = node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name();
  return fmt::format("node {} ({}) '{}'", index, type.substr(0, kLongest), name.substr(0, kLongest));
}

// ---- Inputs and outputs ----

Result<Shape> shape_of(const onnx::ValueInfoProto& info) {
  const auto& type = info.type().tensor_type();
  if (type.elem_type() != kFloat)
    return fail(Fault::Unsupported, "it holds values of type {}; floats are supported", type.elem_type());
  if (!type.has_shape() || type.shape().dim_size() == 0 ||
      static_cast<std::size_t>(type.shape().dim_size()) > kMostAxes)
    return fail(Fault::Unsupported, "it has {} axes; 1 to {} are supported", type.shape().dim_size(),
                kMostAxes);
  Shape shape;
  double count = 1;  // a double cannot wrap around
  for (const auto& dim : type.shape().dim()) {
    const bool is_open = !dim.has_dim_value() || dim.dim_value() < 1;
    if (is_open && !shape.empty())
      return fail(Fault::Unsupported,
                  "size {} ('{}') is known only while running; export it with a fixed size", shape.size(),
                  dim.dim_param().substr(0, kLongestName_bytes));
    const std::int64_t size = is_open ? 1 : dim.dim_value();
    if (shape.empty() && size != 1)
      return fail(Fault::Unsupported, "it is a batch of {}; one sample at a time is expected", size);
    count *= static_cast<double>(size);
    if (count > static_cast<double>(graph::kLargestTensor_elements))
      return fail(Fault::Unsupported, "it has more than {} values", graph::kLargestTensor_elements);
    shape.push_back(static_cast<std::int32_t>(size));
  }
  return shape;
}

// Exports from programs that keep pictures as we do turn them around first of all.
bool is_turned_at_once(const onnx::GraphProto& file, const std::string& input) {
  const auto turns = [](const onnx::NodeProto& node) {
    constexpr std::int64_t kToChannelsFirst[] = {0, 3, 1, 2};
    return node.op_type() == "Transpose" && node.attribute_size() == 1 &&
           std::equal(node.attribute(0).ints().begin(), node.attribute(0).ints().end(),
                      std::begin(kToChannelsFirst), std::end(kToChannelsFirst));
  };
  bool is_read = false;
  for (const onnx::NodeProto& node : file.node()) {
    if (std::find(node.input().begin(), node.input().end(), input) == node.input().end()) continue;
    if (!turns(node)) return false;
    is_read = true;
  }
  return is_read;
}

Order picture_order(const Shape& shape, bool is_as_in_file) {
  return shape.size() == 4 && is_as_in_file ? kAsInGraph : natural_order(shape.size());
}

// Whether pictures of 4 axes are channels first, as is usual.
Result<bool> read_inputs(const onnx::GraphProto& file, GraphNetwork& network) {
  bool is_usual = true;
  for (const auto& info : file.input()) {
    if (network.is_initializer(info.name())) continue;  // until 2019, weights were listed as inputs too
    const std::string place = fmt::format("input '{}'", info.name().substr(0, kLongestName_bytes));
    TRY(const Shape shape, shape_of(info).during(place));
    if (network.graph().inputs.size() == kMostEnds)
      return fail(Fault::Unsupported, "the network has more than {} inputs", kMostEnds);
    const bool is_turned = shape.size() == 4 && is_turned_at_once(file, info.name());
    is_usual = is_usual && !is_turned;
    const Order order = picture_order(shape, !is_turned);
    const TensorId tensor = network.add_input(info.name(), stored_shape(shape, order));
    TRY_DONE(
        network.define(info.name(), {info.name(), shape, nullptr, {{order, tensor}}, nullptr}).during(place));
  }
  if (network.graph().inputs.empty()) return fail(Fault::Corrupt, "the network has no inputs");
  return is_usual;
}

Result<Done> read_outputs(const onnx::GraphProto& file, bool is_usual, GraphNetwork& network) {
  graph::Graph& graph = network.graph();
  for (const auto& info : file.output()) {
    const std::string place = fmt::format("output '{}'", info.name().substr(0, kLongestName_bytes));
    TRY(const ValuePtr value, network.find(info.name()).during(place));
    TRY(const TensorId id, network.in_order(*value, picture_order(value->shape, is_usual)).during(place));
    if (graph.outputs.size() == kMostEnds)
      return fail(Fault::Unsupported, "the network has more than {} outputs", kMostEnds);
    const bool has_a_name = std::find(graph.inputs.begin(), graph.inputs.end(), id) != graph.inputs.end() ||
                            std::find(graph.outputs.begin(), graph.outputs.end(), id) != graph.outputs.end();
    if (!has_a_name) graph.tensor(id).name = info.name();
    graph.outputs.push_back(id);
  }
  if (graph.outputs.empty()) return fail(Fault::Corrupt, "the network has no outputs");
  return Done{};
}

Result<graph::Graph> read_graph(const onnx::ModelProto& model, Allowance& allowance) {
  const onnx::GraphProto& file = model.graph();
  TRY(const auto operator_set, operator_set_of(model));
  GraphNetwork network(allowance);
  network.graph().name = file.name();
  for (const auto& tensor : file.initializer()) network.add_initializer(tensor);
  TRY(const bool is_usual, read_inputs(file, network));
  for (int i = 0; i < file.node_size(); ++i)
    TRY_DONE(read_node(file.node(i), operator_set, network).during(place_of_node(i, file.node(i))));
  TRY_DONE(read_outputs(file, is_usual, network));
  graph::Graph graph = std::move(network.graph());
  graph::drop_unused_tensors(graph);
  TRY_DONE(graph::validate(graph));
  return graph;
}

}  // namespace

Result<OnnxModel> read_onnx(ByteView bytes) {
  TRY(const auto file, parse_file(bytes));
  Allowance allowance(kMemoryForAnyFile + kMemoryForEachByte * bytes.size());
  OnnxModel model;
  TRY(model.graph, read_graph(file, allowance));
  for (const auto& entry : file.metadata_props()) model.metadata[entry.key()] = entry.value();
  model.producer = file.producer_name();
  return model;
}

}  // namespace tinsmith::formats
