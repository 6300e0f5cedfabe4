// quant/observe.h — runs a float graph over samples and watches its activations.
#pragma once

#include <span>
#include <vector>

#include "base/progress.h"
#include "base/thread_pool.h"
#include "graph/graph.h"
#include "quant/histogram.h"
#include "quant/samples.h"

namespace tinsmith::quant {

// InvalidInput when there are no samples, one has another number of values than the graph's input, or a value
// that is not finite; Unsupported when the graph has not exactly one input.
Result<Done> check_samples(const graph::Graph& graph, const Samples& samples);

struct Observation {
  std::vector<Histogram> histograms;  // by tensor id; constants have none counted
  // Mean of each channel (the last axis) of each tensor, by id; empty for constants.
  std::vector<std::vector<double>> channel_means;
};

// Watches every activation while samples[i] runs, for each i of `chosen`. The samples have been checked. The
// result does not depend on the number of threads. InvalidInput when an activation is not finite (names it);
// else as infer::Model::compile; Cancelled.
Result<Observation> observe(const graph::Graph& graph, const Samples& samples,
                            std::span<const std::size_t> chosen, ThreadPool& pool, Progress& progress);

}  // namespace tinsmith::quant
