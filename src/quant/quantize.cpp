#include "quant/quantize.h"

#include <cmath>

#include "quant/calibrate.h"
#include "quant/float_distance.h"
#include "quant/observe.h"
#include "quant/passes.h"
#include "quant/rewrite.h"
#include "quant/run_samples.h"
#include "quant/simulate.h"
#include "quant/to_int8.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;

constexpr std::size_t kHoldOutEvery = 5;
// Max number of samples for the table of layer errors; each one keeps every activation of two graphs.
constexpr std::size_t kErrorSamples = 32;

// Splits by index, so that with samples sorted by class every class loses the same fraction.
struct Parts {
  std::vector<std::size_t> ranging, measuring;
};

Parts parts_of(std::size_t samples) {
  Parts parts;
  for (std::size_t i = 0; i < samples; ++i)
    (i % kHoldOutEvery == kHoldOutEvery - 1 ? parts.measuring : parts.ranging).push_back(i);
  if (parts.measuring.empty()) parts.measuring = parts.ranging;
  return parts;
}

// Measures the caller's loss, or the distance from the outputs of the float graph.
class Yardstick {
 public:
  Yardstick(const Graph& float_graph, const Loss& loss, const Samples& samples,
            const std::vector<std::size_t>& chosen, ThreadPool& pool)
      : float_graph_(float_graph), loss_(loss), samples_(samples), chosen_(chosen), pool_(pool) {}

  // Returns the mean loss of the float graph. Must be called first.
  Result<double> start() {
    TRY(expected_, outputs_of(float_graph_, samples_, chosen_, pool_));
    return mean_loss(expected_);
  }

  Result<double> measure(const Graph& int8_graph) {
    TRY(const auto outputs, outputs_of(int8_graph, samples_, chosen_, pool_));
    return mean_loss(outputs);
  }

 private:
  double mean_loss(const std::vector<std::vector<float>>& outputs) const {
    double sum = 0;
    for (std::size_t place = 0; place < outputs.size(); ++place) {
      const double loss = loss_ ? loss_(chosen_[place], outputs[place])
                                : float_distance(float_graph_, expected_[place], outputs[place]);
      CHECK(std::isfinite(loss), "the loss of sample {} is {}", chosen_[place], loss);
      sum += loss;
    }
    return sum / static_cast<double>(outputs.size());
  }

  const Graph& float_graph_;
  const Loss& loss_;
  const Samples& samples_;
  const std::vector<std::size_t>& chosen_;
  ThreadPool& pool_;
  std::vector<std::vector<float>> expected_;
};

// Whether the network was trained with QAT: then the outputs of its layers are known.
bool was_quantization_aware(const Graph& graph, std::span<const KnownAffine> known) {
  const graph::Links links = graph::links_of(graph);
  for (const KnownAffine& one : known)
    for (std::size_t id = 0; id < graph.tensors.size(); ++id) {
      const std::int32_t maker = links.producer[id];
      if (graph.tensors[id].name == one.tensor && maker >= 0 &&
          has_weights(graph.operators[static_cast<std::size_t>(maker)]))
        return true;
    }
  return false;
}

// Builds and measures every candidate; the graph of the best one stays in `result`. The biases of a network
// trained with QAT need no correction.
Result<Done> choose(QuantizedModel& result, const Observation& observation,
                    std::span<const KnownAffine> known, Yardstick& yardstick, Progress& progress) {
  const bool is_quantization_aware = was_quantization_aware(result.float_graph, known);
  const double total = 2.0 * static_cast<double>(range_methods().size());
  for (const RangeMethod& method : range_methods()) {
    const std::vector<Range> ranges = ranges_of(observation, method);
    for (const bool corrected : {false, true}) {
      if (corrected && is_quantization_aware) continue;
      if (progress.should_stop())
        return fail(Fault::Cancelled, "stopped during the comparison of int8 models");
      progress.report("comparing int8 models", static_cast<double>(result.candidates.size()), total);
      TRY(Graph graph, to_int8(result.float_graph, ranges,
                               corrected ? std::span<const std::vector<double>>(observation.channel_means)
                                         : std::span<const std::vector<double>>(),
                               known));
      TRY(const double loss, yardstick.measure(graph));
      result.candidates.push_back(
          {fmt::format("{}{}", method.name, corrected ? ", biases corrected" : ""), loss});
      if (result.candidates.size() > 1 && loss >= result.candidates[result.chosen].loss) continue;
      result.chosen = result.candidates.size() - 1;
      result.graph = std::move(graph);
    }
  }
  return Done{};
}

}  // namespace

Result<QuantizedModel> quantize(const Graph& float_graph, const Samples& samples,
                                const QuantizeOptions& options, ThreadPool& pool, Progress& progress) {
  QuantizedModel result;
  Graph plain = float_graph;
  const std::vector<KnownAffine> known = take_simulated(plain);
  TRY(result.float_graph, run_passes(std::move(plain)));
  TRY_DONE(check_samples(result.float_graph, samples));
  const Parts parts = parts_of(samples.size());
  result.held_out = parts.measuring.size();
  TRY(const Observation observation, observe(result.float_graph, samples, parts.ranging, pool, progress));
  Yardstick yardstick(result.float_graph, options.loss, samples, parts.measuring, pool);
  TRY(result.float_loss, yardstick.start());
  TRY_DONE(choose(result, observation, known, yardstick, progress));
  const std::span<const std::size_t> shown =
      std::span(parts.measuring).first(std::min(parts.measuring.size(), kErrorSamples));
  TRY(result.layer_errors, layer_errors(result.float_graph, result.graph, samples, shown, pool));
  return result;
}

}  // namespace tinsmith::quant
