#include "verbs/invoke_model.h"

#include <chrono>

#include "base/files.h"
#include "formats/tflite/tflite.h"
#include "infer/interpreter.h"

namespace tinsmith::verbs {
namespace {

nlohmann::json described(const graph::Graph& graph, const std::vector<graph::TensorId>& ids) {
  nlohmann::json list = nlohmann::json::array();
  for (const graph::TensorId id : ids) {
    const graph::Tensor& tensor = graph.tensor(id);
    list.push_back({{"name", tensor.name}, {"type", graph::name_of(tensor.type)}, {"shape", tensor.shape}});
  }
  return list;
}

}  // namespace

Result<nlohmann::json> invoke_model(const InvokeRequest& request) {
  TRY(const auto file, read_file(request.model));
  TRY(const auto model, formats::read_tflite(file).during("reading " + request.model));
  TRY(const auto input, read_file(request.input_file));
  TRY(auto interpreter, infer::Interpreter::make(model.graph, {.threads = request.threads}));

  const auto began = std::chrono::steady_clock::now();
  std::vector<std::vector<Bytes>> outputs;
  for (std::int32_t i = 0; i < request.repeat; ++i) {
    TRY(outputs, infer::invoke(interpreter, input).during("reading " + request.input_file));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();

  for (std::size_t sample = 0; sample < outputs.size(); ++sample)
    for (std::size_t k = 0; k < outputs[sample].size(); ++k)
      TRY_DONE(write_file(fmt::format("{}.{}.{}.bin", request.output_prefix, sample, k), outputs[sample][k]));
  const double runs = static_cast<double>(outputs.size()) * request.repeat;
  return nlohmann::json{{"inputs", described(model.graph, model.graph.inputs)},
                        {"outputs", described(model.graph, model.graph.outputs)},
                        {"samples", outputs.size()},
                        {"ms", seconds * 1e3 / runs}};
}

}  // namespace tinsmith::verbs
