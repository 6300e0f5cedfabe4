// zoo/mobilenet_v2.h — MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381), as Keras builds it, whole or cut
// short for centroids.
//
// Keras pads before a stride of 2 by hand (0 or 1 before, 1 after) and then takes VALID; for even sizes,
// which are the only ones here, that is TensorFlow's SAME, so published weights fit exactly.
#pragma once

#include "zoo/zoo.h"

namespace tinsmith::zoo {

graph::Graph build_mobilenet_v2(const Network& network, const BuildSettings& settings);

// Cut after block_6_expand_relu, at an eighth of the input, then 1x1 convolutions: 32 filters with ReLU
// ("head"), and one filter for the background and each class ("logits").
graph::Graph build_fomo(const Network& network, const BuildSettings& settings);

}  // namespace tinsmith::zoo
