// zoo/mobilenet_v1.h — MobileNet (Howard et al. 2017, arXiv:1704.04861), as Keras builds it.
#pragma once

#include "zoo/zoo.h"

namespace tinsmith::zoo {

graph::Graph build_mobilenet_v1(const Network& network, const BuildSettings& settings);

}  // namespace tinsmith::zoo
