// zoo/residual.h — a residual network (He et al. 2015, arXiv:1512.03385) for inputs of 32 to 64 pixels.
//
// The other networks for classification reduce the sides to a 32nd: of 32 pixels one remains. This one reduces them to
// a quarter. Its blocks have two full 3x3 convolutions each: in an int8 file a channel costs 12 bytes in addition to
// its weights, so few channels with full kernels are smaller than many with depthwise ones.
#pragma once

#include "zoo/zoo.h"

namespace tinsmith::zoo {

graph::Graph build_residual(const Network& network, const BuildSettings& settings);

}  // namespace tinsmith::zoo
