// quant/layer_errors.h — where int8 loses what float had: one row an activation.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "graph/graph.h"
#include "quant/samples.h"

namespace tinsmith::quant {

struct LayerError {
  std::string tensor;     // the activation's name, the same in both graphs
  std::string operation;  // what makes it: "conv2d"
  double sqnr_db = 0;  // signal to quantization noise: 10 · log10(Σ float² / Σ (float − int8)²), at most 200
  double normalised_error = 0;  // √(Σ (float − int8)² / Σ float²); 0 when there is neither signal nor error
  double step = 0;              // the activation's scale: the real distance of neighbouring int8 values
};

// Runs both graphs on samples[i] for each i of `chosen` and compares every activation that both have by name.
// The worst (smallest sqnr_db) first. InvalidInput or Unsupported when a graph cannot be compiled.
Result<std::vector<LayerError>> layer_errors(const graph::Graph& float_graph, const graph::Graph& int8_graph,
                                             const Samples& samples, std::span<const std::size_t> chosen,
                                             ThreadPool& pool);

}  // namespace tinsmith::quant
