#include "verbs/invoke_model.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "base/files.h"
#include "formats/tflite/tflite.h"
#include "infer/interpreter.h"
#include "opening/open_kmodel.h"

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

nlohmann::json described(std::span<const kpu::Port> ports, std::string_view name) {
  nlohmann::json list = nlohmann::json::array();
  for (const kpu::Port& port : ports)
    list.push_back({{"name", fmt::format("{}{}", name, list.size())},
                    {"type", port.element == kmodel::v4::Element::Float32 ? "float32" : "uint8"},
                    {"shape", port.shape}});
  return list;
}

// As infer::invoke, for a kmodel.
Result<std::vector<std::vector<Bytes>>> invoke_kmodel(kpu::Simulator& simulator, ByteView inputs) {
  std::size_t sample_bytes = 0;
  for (const kpu::Port& port : simulator.model().inputs()) sample_bytes += port.size_bytes;
  if (sample_bytes == 0 || inputs.empty() || inputs.size() % sample_bytes != 0)
    return fail(Fault::InvalidInput, "it has {} bytes; whole inputs of {} bytes are expected", inputs.size(),
                sample_bytes);
  std::vector<std::vector<Bytes>> outputs;
  for (; !inputs.empty(); inputs = inputs.subspan(sample_bytes)) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < simulator.model().inputs().size(); ++i) {
      const auto input = simulator.input(i);
      std::ranges::copy(inputs.subspan(begin, input.size()), input.begin());
      begin += input.size();
    }
    simulator.run();
    std::vector<Bytes>& sample = outputs.emplace_back();
    for (std::size_t i = 0; i < simulator.model().outputs().size(); ++i) {
      const ByteView view = simulator.output(i);
      sample.emplace_back(view.begin(), view.end());
    }
  }
  return outputs;
}

using Samples = std::vector<std::vector<Bytes>>;

// Runs the samples `repeat` times, writes the outputs of the last time and returns the summary.
Result<nlohmann::json> repeated(const InvokeRequest& request, nlohmann::json summary,
                                const std::function<Result<Samples>(ByteView)>& run) {
  TRY(const auto input, read_file(request.input_file));
  const auto began = std::chrono::steady_clock::now();
  Samples outputs;
  for (std::int32_t i = 0; i < request.repeat; ++i) {
    TRY(outputs, run(input).during("reading " + request.input_file));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  for (std::size_t sample = 0; sample < outputs.size(); ++sample)
    for (std::size_t k = 0; k < outputs[sample].size(); ++k)
      TRY_DONE(write_file(fmt::format("{}.{}.{}.bin", request.output_prefix, sample, k), outputs[sample][k]));
  summary["samples"] = outputs.size();
  summary["ms"] = seconds * 1e3 / (static_cast<double>(outputs.size()) * request.repeat);
  return summary;
}

}  // namespace

Result<nlohmann::json> invoke_model(const InvokeRequest& request) {
  if (opening::is_kmodel(request.model)) {
    TRY(const auto model, opening::compile_kmodel(request.model).during("reading " + request.model));
    kpu::Simulator simulator(model);
    return repeated(
        request,
        {{"inputs", described(model->inputs(), "input")}, {"outputs", described(model->outputs(), "output")}},
        [&](ByteView input) { return invoke_kmodel(simulator, input); });
  }
  TRY(const auto file, read_file(request.model));
  TRY(const auto model, formats::read_tflite(file).during("reading " + request.model));
  TRY(auto interpreter, infer::Interpreter::make(model.graph, {.threads = request.threads}));
  return repeated(request,
                  {{"inputs", described(model.graph, model.graph.inputs)},
                   {"outputs", described(model.graph, model.graph.outputs)}},
                  [&](ByteView input) { return infer::invoke(interpreter, input); });
}

}  // namespace tinsmith::verbs
