// report/json.h — the run for programs: `report.json`. Its keys are a contract (docs/formats/report.md).
#pragma once

#include <string>

#include "report/run_report.h"

namespace tinsmith::report {

// Indented, keys in the order of the contract. Shares are 0 … 1. Each estimated figure `x` has `x_ci: [low,
// high]` beside it. What was not measured is null. Bytes in names that are not UTF-8 become U+FFFD.
std::string to_json_text(const RunReport& run);

}  // namespace tinsmith::report
