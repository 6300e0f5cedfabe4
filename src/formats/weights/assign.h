// formats/weights/assign.h — learned layers from elsewhere into a network that is about to be trained.
#pragma once

#include <string>
#include <vector>

#include "formats/weights/layers.h"
#include "graph/graph.h"

namespace tinsmith::formats {

struct AssignReport {
  std::vector<std::string> loaded;  // layers of the target, by name
  std::vector<std::string>
      left;  // layers of the target that keep their own weights: of another shape, or not there
  std::string sentence() const;  // "54 of 55 layers were loaded; predictions keeps its own weights."
};

// Pairs the source's layers with the target's, by name where most names agree, else in order, by kind and
// shape, as many as possible, and copies each pair. The target then answers as the source would up to its
// first layer that was left: a bias before a batch norm goes into the norm's mean, a norm that was folded
// away becomes one that changes nothing but the bias, and a norm that the target lacks is folded in.
// InvalidInput when fewer than half of the target's layers could be loaded; the target is then as it was.
Result<AssignReport> assign_layers(const std::vector<LayerWeights>& source, graph::Graph& target);

}  // namespace tinsmith::formats
