// formats/keras/keras.h — reads a network that Keras saved (.h5) as a Graph with its weights.
#pragma once

#include <filesystem>

#include "graph/graph.h"

namespace tinsmith::formats {

// Follows the file's model_config: Sequential and Functional networks of the layers in the table of
// layers.cpp. Weights are converted from Keras' layouts (height, width, in, out; dense in, out) to those of
// Graph. The result is valid float32, with batch norms and activations as separate operators.
//   Unsupported  a layer, or a setting of one, that Graph does not have; the message names it
//   Corrupt, InvalidInput, NotFound  as in read_keras_file; also a description that does not fit the arrays
Result<graph::Graph> read_keras(const std::filesystem::path& path);

}  // namespace tinsmith::formats
