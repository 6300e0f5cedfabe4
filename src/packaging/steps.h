// packaging/steps.h — the numbered steps for a board, and README.md of a package.
#pragma once

#include "packaging/package.h"

namespace tinsmith::packaging {

// The steps for a board with SSCMA firmware, and for any microcontroller with TensorFlow Lite Micro.
std::vector<Step> sscma_steps(const Contents& contents);
std::vector<Step> microcontroller_steps(const Contents& contents);

// Returns README.md: what the model does, the steps, the classes, the results of the test pictures, the files.
std::string readme_of(const Contents& contents, const std::vector<Step>& steps, bool has_c_sources);

}  // namespace tinsmith::packaging
