// Implements `write_tflite` of formats/tflite/tflite.h.
#include <algorithm>

#include "formats/tflite/file_padding.h"
#include "formats/tflite/versions.h"
#include "formats/tflite/writing.h"
#include "graph/operators.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

using flatbuffers::Offset;
using graph::ElementType;
using graph::Graph;
using graph::Tensor;
using Code = schema::BuiltinOperator;

// FlatBuffers counts bytes with 31 bits.
constexpr std::size_t kMaxFile_bytes = std::size_t{2'000'000'000};
constexpr std::size_t kRoomBesideData_bytes = std::size_t{64} << 20;
constexpr std::size_t kRuntimeVersion_bytes = 16;
constexpr const char* kRuntimeVersionName = "min_runtime_version";
constexpr const char* kDescription = "Tinsmith";

schema::TensorType written(ElementType type) {
  switch (type) {
    case ElementType::Float32:
      return schema::TensorType::FLOAT32;
    case ElementType::Int8:
      return schema::TensorType::INT8;
    case ElementType::UInt8:
      return schema::TensorType::UINT8;
    case ElementType::Int16:
      return schema::TensorType::INT16;
    case ElementType::Int32:
      return schema::TensorType::INT32;
    case ElementType::Int64:
      return schema::TensorType::INT64;
    case ElementType::Bool:
      return schema::TensorType::BOOL;
  }
  CHECK(false, "element type {}", static_cast<int>(type));
}

// Builds a .tflite file from its leaves to its root, because FlatBuffers requires children
// before their parents.
class ModelWriter {
 public:
  explicit ModelWriter(Graph graph) : graph_(std::move(graph)) { add_buffer({}); }

  Result<Done> add_operators() {
    for (std::size_t i = 0; i < graph_.operators.size(); ++i) {
      const graph::Operator& op = graph_.operators[i];
      TRY_DONE(add_operator(op).during(fmt::format("operator {} ({}) '{}'", i, info_of(op).name, op.name)));
    }
    return Done{};
  }

  void add_tensors() {
    for (const Tensor& tensor : graph_.tensors) {
      const std::uint32_t buffer = tensor.data.empty() ? 0 : add_buffer(tensor.data);
      const auto quantization = write_quantization(tensor.quantization);
      tensors_.push_back(schema::CreateTensor(builder_, builder_.CreateVector(tensor.shape),
                                              written(tensor.type), buffer,
                                              builder_.CreateString(tensor.name), quantization));
    }
  }

  void add_metadata(Metadata metadata) {
    std::string runtime = fmt::format("{}.{}.{}", runtime_.major, runtime_.minor, runtime_.patch);
    runtime.resize(kRuntimeVersion_bytes, '\0');
    metadata[kRuntimeVersionName] = runtime;
    for (const auto& [name, value] : metadata) {
      const std::uint32_t buffer = add_buffer(as_bytes(value));
      metadata_.push_back(schema::CreateMetadata(builder_, builder_.CreateString(name), buffer));
    }
  }

  Bytes finish() {
    const auto subgraph =
        schema::CreateSubGraph(builder_, builder_.CreateVector(tensors_),
                               builder_.CreateVector(graph_.inputs), builder_.CreateVector(graph_.outputs),
                               builder_.CreateVector(operators_), builder_.CreateString(graph_.name));
    std::vector<Offset<schema::OperatorCode>> codes;
    for (const auto& [code, version] : codes_) {
      const auto byte =
          std::min(static_cast<int>(code), static_cast<int>(Code::PLACEHOLDER_FOR_GREATER_OP_CODES));
      codes.push_back(schema::CreateOperatorCode(builder_, static_cast<std::int8_t>(byte), 0, version, code));
    }
    const auto model =
        schema::CreateModel(builder_, kFileVersion, builder_.CreateVector(codes),
                            builder_.CreateVector(std::vector{subgraph}), builder_.CreateString(kDescription),
                            builder_.CreateVector(buffers_), builder_.CreateVector(metadata_));
    schema::FinishModelBuffer(builder_, model);
    const auto written_bytes = std::as_bytes(std::span(builder_.GetBufferPointer(), builder_.GetSize()));
    return Bytes(written_bytes.begin(), written_bytes.end());
  }

 private:
  std::uint32_t add_buffer(ByteView data) {
    Offset<flatbuffers::Vector<std::uint8_t>> vector = 0;
    if (!data.empty()) {
      builder_.ForceVectorAlignment(data.size(), sizeof(std::uint8_t), kBufferAlignment_bytes);
      vector = builder_.CreateVector(reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
    }
    buffers_.push_back(schema::CreateBuffer(builder_, vector));
    return static_cast<std::uint32_t>(buffers_.size() - 1);
  }

  Offset<schema::QuantizationParameters> write_quantization(const graph::Quantization& quantization) {
    if (!quantization.is_quantized()) return 0;
    const auto scales = builder_.CreateVector(quantization.scales);
    const auto zero_points = builder_.CreateVector(quantization.zero_points);
    return schema::CreateQuantizationParameters(builder_, scales, zero_points, quantization.axis);
  }

  std::uint32_t index_of(Code code, int version) {
    const auto found = std::find(codes_.begin(), codes_.end(), std::pair(code, version));
    if (found != codes_.end()) return static_cast<std::uint32_t>(found - codes_.begin());
    codes_.emplace_back(code, version);
    return static_cast<std::uint32_t>(codes_.size() - 1);
  }

  Result<Done> add_operator(const graph::Operator& op) {
    const ElementType type = graph_.tensor(op.inputs[0]).type;
    if (type != ElementType::Float32 && type != ElementType::Int8)
      return fail(Fault::Unsupported, "its input is {}; float32 or int8 is written", graph::name_of(type));
    TRY(const auto file_op, write_operator(builder_, graph_, op));
    const int version = version_of(file_op.code, graph_, op);
    runtime_ = std::max(runtime_, runtime_of(file_op.code, version));
    operators_.push_back(schema::CreateOperator(
        builder_, index_of(file_op.code, version), builder_.CreateVector(file_op.inputs),
        builder_.CreateVector(op.outputs), file_op.options_type, file_op.options));
    return Done{};
  }

  flatbuffers::FlatBufferBuilder builder_;
  Graph graph_;  // grows by the operands that the file stores as tensors
  RuntimeVersion runtime_;
  std::vector<std::pair<Code, int>> codes_;  // with their versions
  std::vector<Offset<schema::Operator>> operators_;
  std::vector<Offset<schema::Buffer>> buffers_;
  std::vector<Offset<schema::Tensor>> tensors_;
  std::vector<Offset<schema::Metadata>> metadata_;
};

Result<Done> check_size(const Graph& graph, const Metadata& metadata) {
  std::size_t bytes = kRoomBesideData_bytes;
  for (const Tensor& tensor : graph.tensors) bytes += tensor.data.size();
  for (const auto& [name, value] : metadata) bytes += value.size();
  if (bytes > kMaxFile_bytes)
    return fail(Fault::Unsupported, "the model has {} bytes; a .tflite file holds at most {}", bytes,
                kMaxFile_bytes);
  return Done{};
}

}  // namespace

Result<Bytes> write_tflite(const Graph& graph, const Metadata& metadata) {
  const auto valid = graph::validate(graph);
  CHECK(valid, "{}", valid.error().text());
  TRY_DONE(check_size(graph, metadata));
  Graph with_pads = graph;
  TRY_DONE(insert_pads(with_pads));
  ModelWriter writer(std::move(with_pads));
  TRY_DONE(writer.add_operators());
  writer.add_tensors();
  writer.add_metadata(metadata);
  return writer.finish();
}

}  // namespace tinsmith::formats
