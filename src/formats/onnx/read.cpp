// Implements `read_onnx` of formats/onnx/onnx.h.
#include <algorithm>
#include <limits>

#include "formats/onnx/onnx.h"
#include "formats/onnx/read_node.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

using graph::Shape;
using graph::TensorId;

constexpr std::int64_t kOldestSet = 7, kNewestSet = 23;
constexpr std::size_t kMaxName_bytes = 1024;
constexpr std::size_t kMaxEnds = 256;  // max number of inputs, and of outputs
constexpr std::uint64_t kMemoryForAnyFile = std::uint64_t{8} << 20;

// ---- The table of operators: their name in the file, and the function that reads them. ----

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
    {"DepthToSpace", read_depth_to_space},
    {"Div", read_div},
    {"Dropout", read_dropout},
    {"Expand", read_expand},
    {"Flatten", read_flatten},
    {"Gather", read_gather},
    {"Gemm", read_gemm},
    {"GlobalAveragePool", read_global_average_pool},
    {"GlobalMaxPool", read_global_max_pool},
    {"HardSigmoid", read_hard_sigmoid},
    {"HardSwish", read_hard_swish},
    {"Identity", read_identity},
    {"LeakyRelu", read_leaky_relu},
    {"MatMul", read_matmul},
    {"Max", read_max},
    {"MaxPool", read_max_pool},
    {"Min", read_min},
    {"Mul", read_mul},
    {"Neg", read_neg},
    {"PRelu", read_prelu},
    {"Pad", read_pad},
    {"Pow", read_pow},
    {"ReduceMean", read_reduce_mean},
    {"ReduceSum", read_reduce_sum},
    {"Relu", read_relu},
    {"Reshape", read_reshape},
    {"Resize", read_resize},
    {"Shape", read_shape},
    {"Sigmoid", read_sigmoid},
    {"Slice", read_slice},
    {"Softmax", read_softmax},
    {"SpaceToDepth", read_space_to_depth},
    {"Split", read_split},
    {"Squeeze", read_squeeze},
    {"Sub", read_sub},
    {"Sum", read_sum},
    {"Tanh", read_tanh},
    {"Transpose", read_transpose},
    {"Unsqueeze", read_unsqueeze},
    {"Upsample", read_upsample},
};

// ---- Advice for operators that are not supported ----

struct Advice {
  std::string_view type, advice;
};
constexpr std::string_view kFloatTwin = "; export the float model instead, Tinsmith quantizes it by itself";
constexpr std::string_view kCutAnswer =
    "; export the network without it: Tinsmith ranks classes and suppresses boxes by itself";
constexpr std::string_view kStatic =
    "; export the model with fixed sizes and without loops or branches, and simplify it (onnxsim)";
constexpr Advice kAdvice[] = {
    {"ArgMax", kCutAnswer},
    {"ConvInteger", kFloatTwin},
    {"ConvTranspose", "; use a Resize in mode nearest and a Conv instead, which boards can run"},
    {"DequantizeLinear", kFloatTwin},
    {"DynamicQuantizeLinear", kFloatTwin},
    {"Elu", "; use Relu or LeakyRelu instead"},
    {"Erf", "; use Relu or HardSwish instead of Gelu"},
    {"GRU", "; networks for single pictures are read"},
    {"Gelu", "; use Relu or HardSwish instead"},
    {"If", kStatic},
    {"InstanceNormalization", "; train with BatchNormalization instead"},
    {"GroupNormalization", "; train with BatchNormalization instead"},
    {"LSTM", "; networks for single pictures are read"},
    {"LayerNormalization", "; train with BatchNormalization instead"},
    {"LogSoftmax", "; export the network without it, or with Softmax"},
    {"Loop", kStatic},
    {"MatMulInteger", kFloatTwin},
    {"NonMaxSuppression", kCutAnswer},
    {"NonZero", kStatic},
    {"QLinearAdd", kFloatTwin},
    {"QLinearConv", kFloatTwin},
    {"QLinearMatMul", kFloatTwin},
    {"QuantizeLinear", kFloatTwin},
    {"Scan", kStatic},
    {"Selu", "; use Relu or LeakyRelu instead"},
    {"Softplus", "; use Relu or HardSwish instead of Mish and Softplus"},
    {"TopK", kCutAnswer},
};

// Returns "; use …" for the person who exports the model.
std::string advice_about(std::string_view domain, std::string_view type) {
  if (domain.substr(0, 14) == "pkg.onnxscript")
    return "; export it with the exporter's optimization on, which replaces such functions by standard "
           "operators";
  if (!domain.empty()) return "; export the model with operators of the ONNX standard only";
  const auto* row =
      std::find_if(std::begin(kAdvice), std::end(kAdvice), [&](const Advice& r) { return r.type == type; });
  return row == std::end(kAdvice)
             ? "; docs/formats/onnx.md lists those that are: export the network without it, or with another"
             : std::string(row->advice);
}

// ---- Nodes ----

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
    if (output.size() > kMaxName_bytes)
      return fail(Fault::Corrupt, "an output's name has {} bytes", output.size());
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) {
    return is_standard(node.domain()) && r.type == node.op_type();
  });
  const NodeReading reading(node, operator_set, network);
  TRY(const bool is_computed, is_standard(node.domain()) ? compute(reading) : false);
  if (is_computed) return Done{};
  if (row == std::end(kRows))
    return fail(Fault::Unsupported, "this operator is not supported{}",
                advice_about(is_standard(node.domain()) ? "" : node.domain(), node.op_type()));
  return row->read(reading);
}

// Returns "node 17 (Gelu of operator set 20) '/features/act'", shortened to fit on a line.
std::string place_of_node(int index, const onnx::NodeProto& node, std::int64_t operator_set) {
  constexpr std::size_t kMaxLength = 100;
  const std::string type = (is_standard(node.domain()) ? "" : node.domain() + ".") + node.op_type();
  const std::string& name = node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name();
  const std::string set =
      is_standard(node.domain()) ? fmt::format(" of operator set {}", operator_set) : std::string();
  return fmt::format("node {} ({}{}) '{}'", index, type.substr(0, kMaxLength), set,
                     name.substr(0, kMaxLength));
}

// ---- Inputs and outputs ----

// Values of TensorProto.DataType. Floats of any precision become floats; pixels may be bytes.
struct InputType {
  std::int32_t in_file;
  graph::ElementType in_graph;
};
constexpr InputType kInputTypes[] = {{1, graph::ElementType::Float32},  {2, graph::ElementType::UInt8},
                                     {3, graph::ElementType::Int8},     {10, graph::ElementType::Float32},
                                     {11, graph::ElementType::Float32}, {16, graph::ElementType::Float32}};

Result<graph::ElementType> type_of(const onnx::ValueInfoProto& info) {
  const std::int32_t type = info.type().tensor_type().elem_type();
  for (const InputType& row : kInputTypes)
    if (row.in_file == type) return row.in_graph;
  return fail(Fault::Unsupported, "its values have type {} ({}); floats and bytes are supported", type,
              name_of_type(type));
}

Result<Shape> shape_of(const onnx::ValueInfoProto& info) {
  const auto& type = info.type().tensor_type();
  if (!type.has_shape() || type.shape().dim_size() == 0 ||
      static_cast<std::size_t>(type.shape().dim_size()) > kMaxAxes)
    return fail(Fault::Unsupported, "it has {} axes; 1 to {} are supported", type.shape().dim_size(),
                kMaxAxes);
  Shape shape;
  double count = 1;  // a double cannot overflow here
  for (const auto& dim : type.shape().dim()) {
    const bool is_open = !dim.has_dim_value() || dim.dim_value() < 1;
    if (is_open && !shape.empty())
      return fail(Fault::Unsupported, "size {} ('{}') is known only at run time; export it with a fixed size",
                  shape.size(), dim.dim_param().substr(0, kMaxName_bytes));
    const std::int64_t size = is_open ? 1 : dim.dim_value();
    if (shape.empty() && size != 1)
      return fail(Fault::Unsupported, "it is a batch of {}; one sample at a time is expected", size);
    count *= static_cast<double>(size);
    if (count > static_cast<double>(graph::kMaxTensor_elements))
      return fail(Fault::Unsupported, "it has more than {} values", graph::kMaxTensor_elements);
    shape.push_back(static_cast<std::int32_t>(size));
  }
  return shape;
}

std::vector<const onnx::NodeProto*> readers_of(const onnx::GraphProto& file, const std::string& value) {
  std::vector<const onnx::NodeProto*> readers;
  for (const onnx::NodeProto& node : file.node())
    if (std::find(node.input().begin(), node.input().end(), value) != node.input().end())
      readers.push_back(&node);
  return readers;
}

bool turns_to_channels_first(const onnx::NodeProto& node) {
  constexpr std::int64_t kToChannelsFirst[] = {0, 3, 1, 2};
  return node.op_type() == "Transpose" && node.attribute_size() == 1 &&
         std::equal(node.attribute(0).ints().begin(), node.attribute(0).ints().end(),
                    std::begin(kToChannelsFirst), std::end(kToChannelsFirst));
}

// Checks whether the picture is first transposed to channels first, possibly after element-wise arithmetic.
// Programs that store pictures as the graph does export such files.
bool is_turned_at_once(const onnx::GraphProto& file, std::string value) {
  constexpr std::string_view kOfEachValue[] = {"Add", "Cast", "Div", "Identity", "Mul", "Sub"};
  constexpr int kMaxSteps = 8;
  for (int step = 0; step < kMaxSteps; ++step) {
    const auto readers = readers_of(file, value);
    const bool all_turn = std::all_of(readers.begin(), readers.end(),
                                      [](const auto* node) { return turns_to_channels_first(*node); });
    if (readers.empty() || all_turn) return !readers.empty();
    const onnx::NodeProto& next = *readers.front();
    const bool goes_on =
        readers.size() == 1 && next.output_size() == 1 &&
        std::find(std::begin(kOfEachValue), std::end(kOfEachValue), next.op_type()) != std::end(kOfEachValue);
    if (!goes_on) return false;
    value = next.output(0);
  }
  return false;
}

Order picture_order(const Shape& shape, bool is_as_in_file) {
  return shape.size() == 4 && is_as_in_file ? kAsInGraph : natural_order(shape.size());
}

// Reads the inputs. Returns whether pictures with 4 axes are channels first, the usual case.
Result<bool> read_inputs(const onnx::GraphProto& file, GraphNetwork& network) {
  bool is_usual = true;
  for (const auto& info : file.input()) {
    if (network.is_initializer(info.name())) continue;  // until 2019, weights were also listed as inputs
    const std::string place = fmt::format("input '{}'", info.name().substr(0, kMaxName_bytes));
    TRY(const auto type, type_of(info).during(place));
    TRY(const Shape shape, shape_of(info).during(place));
    if (network.graph().inputs.size() == kMaxEnds)
      return fail(Fault::Unsupported, "the network has more than {} inputs", kMaxEnds);
    const bool is_turned = shape.size() == 4 && is_turned_at_once(file, info.name());
    is_usual = is_usual && !is_turned;
    const Order order = picture_order(shape, !is_turned);
    const TensorId tensor = network.add_input(info.name(), stored_shape(shape, order), type);
    TRY_DONE(
        network.define(info.name(), {info.name(), shape, nullptr, {{order, tensor}}, nullptr}).during(place));
  }
  if (network.graph().inputs.empty()) return fail(Fault::Corrupt, "the network has no inputs");
  return is_usual;
}

Result<Done> read_outputs(const onnx::GraphProto& file, bool is_usual, GraphNetwork& network) {
  graph::Graph& graph = network.graph();
  for (const auto& info : file.output()) {
    const std::string place = fmt::format("output '{}'", info.name().substr(0, kMaxName_bytes));
    TRY(const ValuePtr value, network.find(info.name()).during(place));
    TRY(const TensorId id, network.in_order(*value, picture_order(value->shape, is_usual)).during(place));
    if (graph.outputs.size() == kMaxEnds)
      return fail(Fault::Unsupported, "the network has more than {} outputs", kMaxEnds);
    const bool has_a_name = std::find(graph.inputs.begin(), graph.inputs.end(), id) != graph.inputs.end() ||
                            std::find(graph.outputs.begin(), graph.outputs.end(), id) != graph.outputs.end();
    if (!has_a_name) graph.tensor(id).name = info.name();
    graph.outputs.push_back(id);
  }
  if (graph.outputs.empty()) return fail(Fault::Corrupt, "the network has no outputs");
  return Done{};
}

Result<graph::Graph> read_graph(const onnx::ModelProto& model, Allowance& allowance, ExternalData& external) {
  const onnx::GraphProto& file = model.graph();
  TRY(const auto operator_set, operator_set_of(model));
  GraphNetwork network(allowance, external);
  network.graph().name = file.name();
  for (const auto& tensor : file.initializer()) network.add_initializer(tensor);
  TRY(const bool is_usual, read_inputs(file, network));
  for (int i = 0; i < file.node_size(); ++i)
    TRY_DONE(
        read_node(file.node(i), operator_set, network).during(place_of_node(i, file.node(i), operator_set)));
  TRY_DONE(read_outputs(file, is_usual, network));
  graph::Graph graph = std::move(network.graph());
  graph::drop_unused_tensors(graph);
  TRY_DONE(graph::validate(graph));
  return graph;
}

}  // namespace

Result<OnnxModel> read_onnx(ByteView bytes, const std::filesystem::path& folder) {
  TRY(const auto file, parse_file(bytes));
  Allowance allowance(kMemoryForAnyFile + kOnnxMemoryForEachByte * bytes.size());
  ExternalData external(folder);
  OnnxModel model;
  TRY(model.graph, read_graph(file, allowance, external));
  for (const auto& entry : file.metadata_props()) model.metadata[entry.key()] = entry.value();
  model.producer = file.producer_name();
  return model;
}

}  // namespace tinsmith::formats
