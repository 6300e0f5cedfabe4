// packaging/steps.h — README.md of a package: what is in it, and numbered steps for its board.
#pragma once

#include "packaging/package.h"

namespace tinsmith::packaging {

// The steps for a board with SSCMA firmware, and for any microcontroller with TensorFlow Lite Micro.
std::string sscma_readme(const Contents& contents);
std::string microcontroller_readme(const Contents& contents);

}  // namespace tinsmith::packaging
