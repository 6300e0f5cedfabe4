// formats/weights/assign.h — copies learned layers into a network that is about to be trained.
#pragma once

#include <string>
#include <vector>

#include "formats/weights/layers.h"
#include "graph/graph.h"

namespace tinsmith::formats {

struct AssignReport {
  std::vector<std::string> loaded;  // layers of the target, by name
  // Layers of the target that keep their own weights, because the source has none, or only of another shape.
  std::vector<std::string> left;
  std::string sentence() const;  // "54 of 55 layers were loaded; predictions keeps its own weights."
};

// Copies the source's layers to matching layers of the target. If most names agree, layers are matched by
// name; otherwise in order, by kind and shape, as many as possible. Up to the first layer without a match,
// the target then computes the same outputs as the source. For this, a bias before a batch norm is moved into
// the norm's mean, a norm that was folded in the source becomes an identity norm that only adds the bias, and
// a norm that the target does not have is folded.
//   InvalidInput  fewer than half of the target's layers have a match; the target is unchanged
Result<AssignReport> assign_layers(const std::vector<LayerWeights>& source, graph::Graph& target);

}  // namespace tinsmith::formats
