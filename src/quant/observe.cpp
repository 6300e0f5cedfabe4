#include "quant/observe.h"

#include <algorithm>
#include <cmath>

#include "quant/run_samples.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::Tensor;

// Number of samples between two checks for cancellation.
constexpr std::size_t kSamplesPerStep = 32;

// Sums over the pixels of a sample, in double; the sums of samples are added in their order later.
std::vector<double> channel_sums(std::span<const float> values, std::size_t channels) {
  std::vector<double> sums(channels, 0.0);
  for (std::size_t i = 0; i < values.size(); i += channels)
    for (std::size_t c = 0; c < channels; ++c) sums[c] += double{values[i + c]};
  return sums;
}

std::size_t channels_of(const Tensor& tensor) {
  return tensor.shape.empty() ? 1 : static_cast<std::size_t>(tensor.shape.back());
}

class Watcher {
 public:
  Watcher(const Graph& graph, int workers) : graph_(graph) {
    histograms_.resize(static_cast<std::size_t>(workers), std::vector<Histogram>(graph.tensors.size()));
    totals_.resize(graph.tensors.size());
    for (std::size_t id = 0; id < graph.tensors.size(); ++id)
      if (!graph.tensors[id].is_constant) totals_[id].assign(channels_of(graph.tensors[id]), 0.0);
  }

  Result<Done> watch(const Samples& samples, std::span<const std::size_t> chosen, ThreadPool& pool) {
    std::vector<std::vector<std::vector<double>>> sums(chosen.size());  // by sample, tensor, channel
    TRY_DONE(run_samples(graph_, infer::Keep::EveryTensor, samples, chosen, pool,
                         [&](std::size_t place, int worker, const infer::Interpreter& interpreter) {
                           auto& histograms = histograms_[static_cast<std::size_t>(worker)];
                           sums[place].resize(graph_.tensors.size());
                           look(interpreter, histograms, sums[place]);
                         }));
    for (const auto& of_sample : sums)
      for (std::size_t id = 0; id < of_sample.size(); ++id)
        for (std::size_t c = 0; c < of_sample[id].size(); ++c) {
          if (!std::isfinite(of_sample[id][c]))
            return fail(
                Fault::InvalidInput,
                "the float network's '{}' has values that are not finite; was the training successful?",
                graph_.tensors[id].name);
          totals_[id][c] += of_sample[id][c];
        }
    return Done{};
  }

  Observation observation() {
    Observation result{std::move(histograms_[0]), std::move(totals_)};
    for (std::size_t worker = 1; worker < histograms_.size(); ++worker)
      for (std::size_t id = 0; id < result.histograms.size(); ++id)
        result.histograms[id].add(histograms_[worker][id]);
    for (std::size_t id = 0; id < result.histograms.size(); ++id) {
      const auto count = static_cast<double>(result.histograms[id].count());
      const auto channels = static_cast<double>(result.channel_means[id].size());
      for (double& mean : result.channel_means[id]) mean /= std::max(1.0, count / channels);
    }
    return result;
  }

 private:
  void look(const infer::Interpreter& interpreter, std::vector<Histogram>& histograms,
            std::vector<std::vector<double>>& sums) const {
    for (std::size_t id = 0; id < graph_.tensors.size(); ++id) {
      if (graph_.tensors[id].is_constant) continue;
      const auto values = interpreter.tensor_as<float>(static_cast<graph::TensorId>(id));
      sums[id] = channel_sums(values, totals_[id].size());
      // A sum that is not finite ends the observation with an error; such values must not be counted.
      if (std::all_of(sums[id].begin(), sums[id].end(), [](double sum) { return std::isfinite(sum); }))
        histograms[id].add(values);
    }
  }

  const Graph& graph_;
  std::vector<std::vector<Histogram>> histograms_;  // by worker, tensor
  std::vector<std::vector<double>> totals_;         // by tensor, channel
};

}  // namespace

Result<Done> check_samples(const Graph& graph, const Samples& samples) {
  if (graph.inputs.size() != 1)
    return fail(Fault::Unsupported, "the network has {} inputs; one is expected", graph.inputs.size());
  if (samples.empty()) return fail(Fault::InvalidInput, "there are no calibration pictures");
  const Tensor& input = graph.tensor(graph.inputs[0]);
  const auto expected = static_cast<std::size_t>(graph::element_count(input.shape));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].size() != expected)
      return fail(Fault::InvalidInput, "sample {} has {} values; the network's input {} needs {}", i,
                  samples[i].size(), graph::format_shape(input.shape), expected);
    if (!std::all_of(samples[i].begin(), samples[i].end(), [](float value) { return std::isfinite(value); }))
      return fail(Fault::InvalidInput, "sample {} has a value that is not finite", i);
  }
  return Done{};
}

Result<Observation> observe(const Graph& graph, const Samples& samples, std::span<const std::size_t> chosen,
                            ThreadPool& pool, Progress& progress) {
  Watcher watcher(graph, pool.threads());
  for (std::size_t done = 0; done < chosen.size(); done += kSamplesPerStep) {
    if (progress.should_stop()) return fail(Fault::Cancelled, "stopped during calibration");
    progress.report("calibrating", static_cast<double>(done), static_cast<double>(chosen.size()));
    TRY_DONE(
        watcher.watch(samples, chosen.subspan(done, std::min(kSamplesPerStep, chosen.size() - done)), pool));
  }
  return watcher.observation();
}

}  // namespace tinsmith::quant
