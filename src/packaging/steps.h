// packaging/steps.h — the numbered steps for a board, and README.md of a package.
#pragma once

#include "packaging/package.h"

namespace tinsmith::packaging {

// The steps for the XIAO with SSCMA firmware, for any microcontroller with TensorFlow Lite Micro, and for the Pico 2.
std::vector<Step> sscma_steps(const Contents& contents);
std::vector<Step> microcontroller_steps(const Contents& contents);
std::vector<Step> pico_steps(const Contents& contents);

// The steps before and after the model is written, which all boards with SSCMA firmware share.
std::vector<Step> sscma_beginning(std::string_view connect);
std::vector<Step> sscma_end(const Contents& contents);

// Returns README.md: what the model does, the steps, the classes, the results of the test pictures, the files. `more`
// describes the files that only packages of this kind have, in Markdown; it may be empty.
std::string readme_of(const Contents& contents, const std::vector<Step>& steps, std::string_view more);

}  // namespace tinsmith::packaging
