#include "quant/layer_errors.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "graph/operators.h"
#include "quant/run_samples.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::TensorId;

constexpr double kBestSqnr_db = 200;

// An activation of the int8 graph and the same activation of the float graph.
struct Pair {
  TensorId float_id, int8_id;
  std::string_view operation;
};

std::vector<Pair> pairs_of(const Graph& float_graph, const Graph& int8_graph) {
  std::map<std::string_view, TensorId> float_ids;
  for (const graph::Operator& op : float_graph.operators)
    for (const TensorId id : op.outputs) float_ids[float_graph.tensor(id).name] = id;
  std::vector<Pair> pairs;
  for (const graph::Operator& op : int8_graph.operators)
    for (const TensorId id : op.outputs) {
      const auto twin = float_ids.find(int8_graph.tensor(id).name);
      if (twin != float_ids.end() && float_graph.tensor(twin->second).shape == int8_graph.tensor(id).shape)
        pairs.push_back({twin->second, id, graph::info_of(op).name});
    }
  return pairs;
}

struct Sums {
  double signal = 0, noise = 0;
};

Sums compared(const std::vector<float>& expected, const std::vector<float>& found) {
  Sums sums;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference = double{expected[i]} - double{found[i]};
    sums.signal += double{expected[i]} * double{expected[i]};
    sums.noise += difference * difference;
  }
  return sums;
}

LayerError error_of(const Graph& int8_graph, const Pair& pair, Sums sums) {
  LayerError error;
  const graph::Tensor& tensor = int8_graph.tensor(pair.int8_id);
  error.tensor = tensor.name;
  error.operation = pair.operation;
  error.step = double{tensor.quantization.scales.at(0)};
  if (sums.noise > 0) {
    // For noise without any signal, one step is used as the signal.
    const double signal = sums.signal > 0 ? sums.signal : error.step * error.step;
    error.sqnr_db = std::min(kBestSqnr_db, 10 * std::log10(signal / sums.noise));
    error.normalised_error = std::sqrt(sums.noise / signal);
  } else {
    error.sqnr_db = kBestSqnr_db;
  }
  return error;
}

}  // namespace

Result<std::vector<LayerError>> layer_errors(const Graph& float_graph, const Graph& int8_graph,
                                             const Samples& samples, std::span<const std::size_t> chosen,
                                             ThreadPool& pool) {
  const infer::Options keeping{.keep = infer::Keep::EveryTensor};
  TRY(const auto float_model, infer::Model::compile(float_graph, keeping));
  std::vector<infer::Interpreter> interpreters;
  for (int i = 0; i < pool.threads(); ++i) interpreters.emplace_back(float_model);
  const std::vector<Pair> pairs = pairs_of(float_graph, int8_graph);
  std::vector<std::vector<Sums>> by_sample(chosen.size());
  TRY_DONE(run_samples(int8_graph, infer::Keep::EveryTensor, samples, chosen, pool,
                       [&](std::size_t place, int worker, const infer::Interpreter& found) {
                         infer::Interpreter& expected = interpreters[static_cast<std::size_t>(worker)];
                         fill_input(expected, samples[chosen[place]]);
                         expected.run();
                         for (const Pair& pair : pairs)
                           by_sample[place].push_back(compared(expected.real_values(pair.float_id),
                                                               found.real_values(pair.int8_id)));
                       }));
  std::vector<LayerError> errors;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    Sums sums;
    for (const std::vector<Sums>& sample : by_sample) {
      sums.signal += sample[i].signal;
      sums.noise += sample[i].noise;
    }
    errors.push_back(error_of(int8_graph, pairs[i], sums));
  }
  std::stable_sort(errors.begin(), errors.end(),
                   [](const LayerError& a, const LayerError& b) { return a.sqnr_db < b.sqnr_db; });
  return errors;
}

}  // namespace tinsmith::quant
