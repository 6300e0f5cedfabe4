// report/run_for_test.h — realistic example runs: simulated predictions on real pictures where available.
//
// Without the shared data, the pictures are drawn.
#pragma once

#include "report/run_report.h"

namespace tinsmith::report {

// Ten hand signs, 310 test pictures, few mistakes and no major problem.
RunReport classifier_run();

// Three kinds of blood cells on a 12×12 grid.
RunReport centroid_run();

// The same cells as boxes: platelets are small, rare, and often missed. `skill` scales the
// probability that an object is found.
RunReport detection_run(double skill = 1);

// A classifier with this number of classes and the accuracy `skill`.
RunReport classifier_run_of(std::int32_t classes, std::int32_t pictures, double skill);

}  // namespace tinsmith::report
