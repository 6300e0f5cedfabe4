// report/thresholds.h — what the models of a run do at each threshold that can be chosen: `thresholds.json`,
// out of which the studio's page shows everything that depends on a threshold.
#pragma once

#include <string>

#include "report/run_report.h"

namespace tinsmith::report {

// {"float": {…}, "int8": {…}}; docs/formats/report.md describes the tables. A model that was not measured is
// null.
std::string to_thresholds_text(const RunReport& run);

}  // namespace tinsmith::report
