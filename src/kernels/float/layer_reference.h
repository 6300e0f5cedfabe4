// kernels/float/layer_reference.h — the layers as plain loops with sums in double, the reference for the fast ones.
#pragma once

#include "kernels/float/layer.h"

namespace tinsmith::kernels {

void convolve_reference(const WindowShape& shape, const LayerForward& step);
void convolve_backward_reference(const WindowShape& shape, const LayerBackward& step);
void depthwise_reference(const WindowShape& shape, const LayerForward& step);
void depthwise_backward_reference(const WindowShape& shape, const LayerBackward& step);

}  // namespace tinsmith::kernels
