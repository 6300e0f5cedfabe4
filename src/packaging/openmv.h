// packaging/openmv.h — scripts for cameras with OpenMV's firmware, and scripts that collect training pictures.
#pragma once

#include "packaging/package.h"

namespace tinsmith::packaging {

std::vector<Step> openmv_steps(const Contents& contents);

// Returns main.py and self_test.py.
Result<std::vector<File>> openmv_files(const Contents& contents);

}  // namespace tinsmith::packaging
