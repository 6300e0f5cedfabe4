// train/trained_graph.h — the network that a run trained, from its checkpoint.
#pragma once

#include <filesystem>

#include "graph/graph.h"

namespace tinsmith::train {

// Returns `graph`, the network of the run as it was built, with the weights and running statistics of the best epoch
// in the checkpoint. Its batch norms are those of training; the run's float model has them folded into weights.
//   Conflict      the checkpoint is of another network
//   Corrupt       the file is not a readable checkpoint
//   InvalidInput  no epoch is complete
Result<graph::Graph> trained_graph(const graph::Graph& graph, const std::filesystem::path& checkpoint);

}  // namespace tinsmith::train
