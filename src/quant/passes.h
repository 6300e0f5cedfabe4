// quant/passes.h — rewrites of a float graph that keep its outputs and leave the form that integer kernels
// run: convolutions with a bias and a fused activation.
#pragma once

#include <span>

#include "graph/graph.h"

namespace tinsmith::quant {

struct Pass {
  std::string_view name;
  std::string_view about;
  Result<Done> (*run)(graph::Graph& graph);
};

// Returns the passes in the order in which they run.
std::span<const Pass> passes();

// Runs all passes in order; the graph is validated before the first and after each. The result computes the
// same outputs except for float rounding, with the same tensor names. InvalidInput: the graph is not valid,
// is not float, or has a batch norm whose variance is negative.
Result<graph::Graph> run_passes(graph::Graph graph);

// Each pass is in the file with its name. It takes a valid float graph and leaves it valid, except
// for unused tensors.
Result<Done> drop_identities(graph::Graph& graph);
Result<Done> fold_batch_norm(graph::Graph& graph);
Result<Done> lower_batch_norm(graph::Graph& graph);
Result<Done> fuse_activation(graph::Graph& graph);
Result<Done> fold_pad(graph::Graph& graph);
Result<Done> give_bias(graph::Graph& graph);

}  // namespace tinsmith::quant
