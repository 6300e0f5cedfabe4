// quant/observe.h — runs a float graph on samples and records its activations.
#pragma once

#include <span>
#include <vector>

#include "base/progress.h"
#include "base/thread_pool.h"
#include "graph/graph.h"
#include "quant/histogram.h"
#include "quant/samples.h"

namespace tinsmith::quant {

// InvalidInput: there are no samples, or a sample has a different number of values than the graph's input, or
// a value that is not finite. Unsupported: the graph does not have exactly one input.
Result<Done> check_samples(const graph::Graph& graph, const Samples& samples);

struct Observation {
  std::vector<Histogram> histograms;  // by tensor id; empty for constants
  // Mean of each channel (last axis) of each tensor, by id; empty for constants.
  std::vector<std::vector<double>> channel_means;
};

// Records every activation while it runs samples[i], for each i of `chosen`. Precondition: check_samples
// succeeded. The result does not depend on the number of threads. InvalidInput: an activation is not finite
// (the message names it). Other errors are those of infer::Model::compile, and Cancelled.
Result<Observation> observe(const graph::Graph& graph, const Samples& samples,
                            std::span<const std::size_t> chosen, ThreadPool& pool, Progress& progress);

}  // namespace tinsmith::quant
