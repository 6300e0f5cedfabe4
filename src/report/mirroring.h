// report/mirroring.h — sentences about the results on mirrored pictures.
#pragma once

#include <string>
#include <vector>

#include "report/run_report.h"

namespace tinsmith::report {

// Returns a sentence such as "Of 310 validation pictures, 96.1 % are answered rightly as they are and 60.0 %
// when mirrored left to right; mirrored, 3 is taken for 7 (20 of 24)." `objects` is "pictures" or "objects".
std::string mirrored_sentence(const Mirroring& mirroring, std::string_view objects,
                              const std::vector<std::string>& classes);

// Returns the same sentence with the consequence for training; empty when nothing was measured.
std::string mirroring_finding(const RunReport& run);

}  // namespace tinsmith::report
