// formats/weights/layers.h — learned layers from any source, to be copied between networks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/weights/safetensors.h"
#include "graph/graph.h"

namespace tinsmith::formats {

struct NormWeights {
  std::vector<float> gamma, beta, mean, variance;  // [channels]
  float epsilon = 1e-3f;
};

// A convolution or dense layer with the batch norm after it, if there is one. Layouts are those of Graph.
struct LayerWeights {
  enum class Kind : std::uint8_t { Conv, Depthwise, Dense };
  std::string name;
  Kind kind = Kind::Conv;
  graph::Shape shape;  // of `weights`
  std::vector<float> weights;
  std::vector<float> bias;  // empty: none
  std::optional<NormWeights> norm;

  std::size_t channels() const {
    return static_cast<std::size_t>(kind == Kind::Depthwise ? shape[3] : shape[0]);
  }
};

// Returns the layers of a float graph in execution order.
std::vector<LayerWeights> layers_of(const graph::Graph& graph);

// Returns the layers of a file of named arrays, in the file's order. The names are ours ("Conv1/weights", as
// `write_weights` writes them) or PyTorch's ("features.0.weight", out × in × height × width). Arrays that
// belong to no layer are ignored.
Result<std::vector<LayerWeights>> layers_of(const TensorFile& file);

// Returns a .safetensors file with all constants of a float graph, by name. `type`: F32, or F16, which takes half
// the space and rounds to 11 significant bits. Unsupported: two constants have one name, or a value is too large
// for F16.
Result<Bytes> write_weights(const graph::Graph& graph, StoredType type = StoredType::F32);

}  // namespace tinsmith::formats
