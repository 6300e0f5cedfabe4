// report/json.h — the report for programs: `report.json`. Its keys are a contract (docs/formats/report.md).
#pragma once

#include <string>

#include "report/run_report.h"

namespace tinsmith::report {

// Returns indented JSON with keys in the order of the contract. Fractions are 0 … 1. Each estimated
// figure `x` has `x_ci: [low, high]` beside it. Values that were not measured are null. Bytes in names
// that are not UTF-8 become U+FFFD.
std::string to_json_text(const RunReport& run);

}  // namespace tinsmith::report
