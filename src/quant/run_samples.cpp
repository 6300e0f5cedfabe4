#include "quant/run_samples.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::quant {

void fill_input(infer::Interpreter& interpreter, const std::vector<float>& sample) {
  const graph::Graph& graph = interpreter.model().graph();
  const graph::Tensor& input = graph.tensor(graph.inputs[0]);
  if (input.type == graph::ElementType::Float32) {
    std::copy(sample.begin(), sample.end(), interpreter.input_as<float>().begin());
    return;
  }
  const float scale = input.quantization.scales[0];
  const auto zero_point = static_cast<float>(input.quantization.zero_points[0]);
  std::transform(sample.begin(), sample.end(), interpreter.input_as<std::int8_t>().begin(), [&](float value) {
    return static_cast<std::int8_t>(std::clamp(std::round(value / scale) + zero_point, -128.0f, 127.0f));
  });
}

Result<Done> run_samples(const graph::Graph& graph, infer::Keep keep, const Samples& samples,
                         std::span<const std::size_t> chosen, ThreadPool& pool,
                         const std::function<void(std::size_t, int, const infer::Interpreter&)>& done) {
  TRY(const auto model, infer::Model::compile(graph, {.keep = keep}));
  std::vector<infer::Interpreter> interpreters;
  for (int i = 0; i < pool.threads(); ++i) interpreters.emplace_back(model);
  pool.run(static_cast<std::int64_t>(chosen.size()), [&](std::int64_t index, int worker) {
    const auto place = static_cast<std::size_t>(index);
    infer::Interpreter& interpreter = interpreters[static_cast<std::size_t>(worker)];
    fill_input(interpreter, samples[chosen[place]]);
    interpreter.run();
    done(place, worker, interpreter);
  });
  return Done{};
}

Result<std::vector<std::vector<float>>> outputs_of(const graph::Graph& graph, const Samples& samples,
                                                   std::span<const std::size_t> chosen, ThreadPool& pool) {
  std::vector<std::vector<float>> outputs(chosen.size());
  TRY_DONE(run_samples(graph, infer::Keep::Outputs, samples, chosen, pool,
                       [&](std::size_t place, int, const infer::Interpreter& interpreter) {
                         for (const graph::TensorId id : graph.outputs) {
                           const std::vector<float> values = interpreter.real_values(id);
                           outputs[place].insert(outputs[place].end(), values.begin(), values.end());
                         }
                       }));
  return outputs;
}

}  // namespace tinsmith::quant
