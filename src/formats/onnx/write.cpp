// Implements `write_onnx` of formats/onnx/onnx.h.
#include "formats/onnx/onnx.h"
#include "formats/onnx/writing.h"
#include "graph/operators.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

constexpr std::int64_t kFileVersion = 7;  // version of the container that was released with the operator set
constexpr std::int64_t kOperatorSet = 13;
constexpr const char* kProducer = "Tinsmith";

Result<Done> check_types(const graph::Graph& graph) {
  for (const graph::Tensor& tensor : graph.tensors)
    if (tensor.type != graph::ElementType::Float32)
      return fail(Fault::Unsupported, "'{}' is {}; the float model is written as ONNX", tensor.name,
                  graph::name_of(tensor.type));
  return Done{};
}

}  // namespace

Result<Bytes> write_onnx(const graph::Graph& graph, const Metadata& metadata) {
  const auto valid = graph::validate(graph);
  CHECK(valid, "{}", valid.error().text());
  TRY_DONE(check_types(graph));
  onnx::ModelProto model;
  model.set_ir_version(kFileVersion);
  model.set_producer_name(kProducer);
  model.add_opset_import()->set_version(kOperatorSet);
  model.mutable_graph()->set_name(graph.name.empty() ? "network" : graph.name);
  FileNetwork file(graph, *model.mutable_graph());
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const graph::Operator& op = graph.operators[i];
    TRY_DONE(write_operator(file, op).during(
        fmt::format("operator {} ({}) '{}'", i, graph::info_of(op).name, op.name)));
  }
  file.finish();
  for (const auto& [key, value] : metadata) {
    auto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  return file_of(model);
}

}  // namespace tinsmith::formats
