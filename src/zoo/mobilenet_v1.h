// zoo/mobilenet_v1.h — MobileNet (Howard et al. 2017, arXiv:1704.04861) with Keras' structure.
#pragma once

#include "graph/builder.h"
#include "zoo/zoo.h"

namespace tinsmith::zoo {

// Padding of the layers with stride 2. TensorFlow (Keras) pads only at the bottom and on the right; the
// accelerator of the K210 supports only symmetric padding.
enum class Padded : std::uint8_t { AsKeras, Symmetrically };

// All layers before the global average pool. The output's sides are 1/32 of the input's.
graph::TensorId mobilenet_v1_features(graph::Builder& build, const Network& network, graph::TensorId input,
                                      Padded padded);

graph::Graph build_mobilenet_v1(const Network& network, const BuildSettings& settings);

// The same with symmetric padding. Also the backbone of YOLOv2 (zoo/yolo_v2.h) with a classification head.
graph::Graph build_symmetric_mobilenet_v1(const Network& network, const BuildSettings& settings);

}  // namespace tinsmith::zoo
