// Implements `read_tflite` of formats/tflite/tflite.h.
#include <cstdint>

#include "formats/tflite/read_operator.h"
#include "formats/tflite/read_tensors.h"
#include "formats/tflite/versions.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

using graph::TensorId;

constexpr std::size_t kIdentifierOffset = 4;
constexpr std::string_view kIdentifier = "TFL3";
constexpr flatbuffers::uoffset_t kMaxNesting = 16;
constexpr flatbuffers::uoffset_t kMaxTables = 200'000;
constexpr std::size_t kMaxMetadata = 1000;
// Allocation limit per byte of the file. Data is copied once, or twice for 16-bit floats, and tensors are
// larger in memory than in the file.
constexpr std::uint64_t kMemoryForEachByte = 16;
constexpr std::uint64_t kMemoryForAnyFile = std::uint64_t{1} << 20;

Result<const schema::Model*> verified_model(ByteView bytes) {
  if (bytes.size() < kIdentifierOffset + kIdentifier.size())
    return fail(Fault::Corrupt, "{} bytes are too few for a .tflite file", bytes.size());
  if (as_text(bytes.subspan(kIdentifierOffset, kIdentifier.size())) != kIdentifier)
    return fail(Fault::Corrupt, "bytes 4 to 7 are not '{}': this is not a .tflite file", kIdentifier);
  if (bytes.size() >= FLATBUFFERS_MAX_BUFFER_SIZE)
    return fail(Fault::Unsupported, "{} bytes are more than a FlatBuffer of 2 GB holds", bytes.size());
  flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
                                 kMaxNesting, kMaxTables);
  if (!schema::VerifyModelBuffer(verifier))
    return fail(Fault::Corrupt, "an offset in it is out of range: the file is truncated or damaged");
  const auto* model = schema::GetModel(bytes.data());
  if (model->version() != kFileVersion)
    return fail(Fault::Unsupported, "it is a .tflite file of version {}; version {} is read",
                model->version(), kFileVersion);
  return model;
}

Result<Metadata> read_metadata(const schema::Model& model, Allowance& allowance) {
  Metadata metadata;
  if (model.metadata() == nullptr) return metadata;
  if (model.metadata()->size() > kMaxMetadata)
    return fail(Fault::Corrupt, "it has {} metadata entries; at most {} are read", model.metadata()->size(),
                kMaxMetadata);
  for (const auto* entry : *model.metadata()) {
    const std::string name = entry->name() == nullptr ? "" : entry->name()->str();
    TRY(const auto data, buffer_data(model, entry->buffer()).during(fmt::format("metadata '{}'", name)));
    TRY_DONE(allowance.spend(name.size() + data.size()).during(fmt::format("metadata '{}'", name)));
    metadata[name] = as_text(data);
  }
  return metadata;
}

Result<std::vector<TensorId>> read_ends(const flatbuffers::Vector<std::int32_t>* ids,
                                        std::size_t tensor_count, std::string_view what) {
  std::vector<TensorId> read;
  if (ids == nullptr || ids->size() == 0) return fail(Fault::Corrupt, "the network has no {}s", what);
  if (ids->size() > tensor_count)
    return fail(Fault::Corrupt, "the network has {} {}s, but only {} tensors", ids->size(), what,
                tensor_count);
  for (const std::int32_t id : *ids) {
    if (id < 0 || static_cast<std::size_t>(id) >= tensor_count)
      return fail(Fault::Corrupt, "an {} of the network is tensor {} of {}", what, id, tensor_count);
    read.push_back(id);
  }
  return read;
}

Result<Done> check_batch(const graph::Graph& graph) {
  for (const TensorId id : graph.inputs) {
    const graph::Tensor& input = graph.tensor(id);
    if (input.shape.empty() || input.shape[0] != 1)
      return fail(Fault::Unsupported, "the input '{}' has shape {}; one sample at a time, 1x…, is expected",
                  input.name, graph::format_shape(input.shape));
  }
  return Done{};
}

Result<graph::Graph> read_graph(const schema::Model& model, Allowance& allowance) {
  const std::size_t subgraphs = model.subgraphs() == nullptr ? 0 : model.subgraphs()->size();
  if (subgraphs != 1)
    return fail(subgraphs == 0 ? Fault::Corrupt : Fault::Unsupported,
                "it has {} subgraphs; exactly 1 is expected", subgraphs);
  const auto& subgraph = *model.subgraphs()->Get(0);
  graph::Graph graph;
  if (subgraph.name() != nullptr) graph.name = subgraph.name()->str();
  TRY(graph.tensors, read_tensors(model, subgraph, allowance));
  TRY(graph.inputs, read_ends(subgraph.inputs(), graph.tensors.size(), "input"));
  TRY(graph.outputs, read_ends(subgraph.outputs(), graph.tensors.size(), "output"));
  TRY_DONE(check_batch(graph));
  const std::size_t count = subgraph.operators() == nullptr ? 0 : subgraph.operators()->size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& op = *subgraph.operators()->Get(static_cast<flatbuffers::uoffset_t>(i));
    const std::uint64_t ids =
        (op.inputs() ? op.inputs()->size() : 0) + (op.outputs() ? op.outputs()->size() : 0);
    TRY_DONE(allowance.spend(sizeof(graph::Operator) + ids * sizeof(TensorId)));
    TRY_DONE(read_operator(model, op, i, graph, allowance));
  }
  drop_unused_tensors(graph);
  TRY_DONE(graph::validate(graph));
  return graph;
}

// FlatBuffers reads numbers in place, so they must be aligned. Returns `bytes`, or its copy in `copy`.
ByteView aligned(ByteView bytes, Bytes& copy) {
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % kBufferAlignment_bytes == 0) return bytes;
  copy.assign(bytes.begin(), bytes.end());
  return copy;
}

}  // namespace

Result<std::vector<std::string>> operator_names(ByteView bytes) {
  Bytes copy;
  TRY(const auto* model, verified_model(aligned(bytes, copy)));
  return read_operator_names(*model);
}

Result<TfliteModel> read_tflite(ByteView bytes) {
  Bytes copy;
  bytes = aligned(bytes, copy);
  TRY(const auto* model, verified_model(bytes));
  Allowance allowance(kMemoryForAnyFile + kMemoryForEachByte * bytes.size());
  TfliteModel read;
  TRY(read.graph, read_graph(*model, allowance));
  TRY(read.metadata, read_metadata(*model, allowance));
  TRY(read.operators, read_operator_names(*model));
  if (model->description() != nullptr) read.description = model->description()->str();
  return read;
}

}  // namespace tinsmith::formats
