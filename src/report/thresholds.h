// report/thresholds.h — `thresholds.json`: the results of a run's models at each available threshold.
//
// The studio's page computes everything that depends on a threshold from this file.
#pragma once

#include <string>

#include "report/run_report.h"

namespace tinsmith::report {

// {"float": {…}, "int8": {…}}; docs/formats/report.md describes the tables. A model
// that was not measured is null.
std::string to_thresholds_text(const RunReport& run);

}  // namespace tinsmith::report
