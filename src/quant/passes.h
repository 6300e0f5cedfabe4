// quant/passes.h — rewrites of a float graph that change its form and not its answers, so that what is left
// is what integer kernels run: convolutions with a bias and a fused activation.
#pragma once

#include <span>

#include "graph/graph.h"

namespace tinsmith::quant {

struct Pass {
  std::string_view name;
  std::string_view about;
  Result<Done> (*run)(graph::Graph& graph);
};

// In the order in which they run.
std::span<const Pass> passes();

// All passes, one after the other; the graph is validated before the first and after each. The result gives
// the same outputs up to float rounding, under the same tensor names. InvalidInput for a graph that is not
// valid, is not float, or has a batch norm whose variance is negative.
Result<graph::Graph> run_passes(graph::Graph graph);

// One pass a file, named after it. Each takes a valid float graph and leaves a valid one, apart from tensors
// nobody uses any more.
Result<Done> drop_identities(graph::Graph& graph);
Result<Done> fold_batch_norm(graph::Graph& graph);
Result<Done> lower_batch_norm(graph::Graph& graph);
Result<Done> fuse_activation(graph::Graph& graph);
Result<Done> fold_pad(graph::Graph& graph);
Result<Done> give_bias(graph::Graph& graph);

}  // namespace tinsmith::quant
