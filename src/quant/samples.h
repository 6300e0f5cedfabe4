// quant/samples.h — the pictures used for calibration.
#pragma once

#include <vector>

namespace tinsmith::quant {

// Prepared inputs of a float graph, one per picture: NHWC, pixel / 255, so 0…1.
using Samples = std::vector<std::vector<float>>;

}  // namespace tinsmith::quant
