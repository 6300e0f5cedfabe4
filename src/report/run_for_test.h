// report/run_for_test.h — plausible runs to report on: figures from simulated answers, real pictures where
// the shared data is there and drawn ones where not.
#pragma once

#include "report/run_report.h"

namespace tinsmith::report {

// Ten hand signs, 310 test pictures, a few mistakes; nothing much wrong.
RunReport classifier_run();

// Three kinds of blood cells on a 12×12 grid.
RunReport centroid_run();

// The same cells as boxes: platelets are small, few, and often passed over.
// `skill`: how much of their usual chance to be found objects have.
RunReport detection_run(double skill = 1);

// A classifier of so many classes, right with that probability.
RunReport classifier_run_of(std::int32_t classes, std::int32_t pictures, double skill);

}  // namespace tinsmith::report
