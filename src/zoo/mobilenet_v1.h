// zoo/mobilenet_v1.h — MobileNet (Howard et al. 2017, arXiv:1704.04861), as Keras builds it.
#pragma once

#include "graph/builder.h"
#include "zoo/zoo.h"

namespace tinsmith::zoo {

// What lies around the picture where a window halves it. TensorFlow pads below and to the right alone; the
// K210's accelerator can only pad all around.
enum class Padded : std::uint8_t { AsKeras, Symmetrically };

// All before the average: a thirty-second of the input's sides.
graph::TensorId mobilenet_v1_features(graph::Builder& build, const Network& network, graph::TensorId input,
                                      Padded padded);

graph::Graph build_mobilenet_v1(const Network& network, const BuildSettings& settings);

}  // namespace tinsmith::zoo
