// zoo/mobilenet_v2.h — MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381) with Keras' structure, and FOMO.
//
// Before a layer of stride 2, Keras pads explicitly (0 or 1 before, 1 after) and then uses VALID. For even
// sizes, the only ones that occur here, this equals TensorFlow's SAME, so published weights fit exactly.
#pragma once

#include "zoo/zoo.h"

namespace tinsmith::zoo {

graph::Graph build_mobilenet_v2(const Network& network, const BuildSettings& settings);

// MobileNetV2 cut after block_6_expand_relu, at 1/8 of the input's sides, followed by two 1x1 convolutions:
// 32 filters with ReLU ("head"), then one filter for the background and one per class ("logits").
graph::Graph build_fomo(const Network& network, const BuildSettings& settings);

}  // namespace tinsmith::zoo
