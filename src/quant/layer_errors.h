// quant/layer_errors.h — the error of int8 against float, with one row per activation.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "graph/graph.h"
#include "quant/samples.h"

namespace tinsmith::quant {

struct LayerError {
  std::string tensor;     // name of the activation, the same in both graphs
  std::string operation;  // the operator that computes it: "conv2d"
  // Signal to quantization noise: 10 · log10(Σ float² / Σ (float − int8)²), at most 200.
  double sqnr_db = 0;
  // √(Σ (float − int8)² / Σ float²); 0 if there is neither signal nor error.
  double normalised_error = 0;
  double step = 0;  // the activation's scale: the real distance between neighbouring int8 values
};

// Runs both graphs on samples[i] for each i of `chosen` and compares every activation that both have by name.
// The worst (smallest sqnr_db) comes first. InvalidInput or Unsupported if a graph cannot be compiled.
Result<std::vector<LayerError>> layer_errors(const graph::Graph& float_graph, const graph::Graph& int8_graph,
                                             const Samples& samples, std::span<const std::size_t> chosen,
                                             ThreadPool& pool);

}  // namespace tinsmith::quant
