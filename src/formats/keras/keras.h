// formats/keras/keras.h — a network saved by Keras (.h5) as a Graph with its weights.
#pragma once

#include <filesystem>

#include "graph/graph.h"

namespace tinsmith::formats {

// Follows the file's model_config: Sequential and Functional networks of the layers in the table in
// keras.cpp. Kernels come in Keras' layouts (height, width, in, out; dense in, out) and leave in ours. The
// result is float32, valid, with batch norms and activations as operators of their own.
//   Unsupported  a layer, or a setting of one, that Graph does not have: named
//   Corrupt, InvalidInput, NotFound  as read_keras_file, or a description that does not fit the arrays
Result<graph::Graph> read_keras(const std::filesystem::path& path);

}  // namespace tinsmith::formats
