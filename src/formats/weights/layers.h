// formats/weights/layers.h — learned layers, wherever they came from: what can be carried from one network to
// another.
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

// A convolution or dense layer with the batch norm behind it, if there is one. Layouts are Graph's.
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

// The layers of a float graph, in the order in which they run.
std::vector<LayerWeights> layers_of(const graph::Graph& graph);

// The layers of a file of named arrays, in its order: ours ("Conv1/weights", as `write_weights` names them)
// or PyTorch's
// ("features.0.weight", out × in × height × width). Arrays that belong to no layer are left out.
Result<std::vector<LayerWeights>> layers_of(const TensorFile& file);

// All constants of a float graph by name.
Result<Bytes> write_weights(const graph::Graph& graph);

}  // namespace tinsmith::formats
