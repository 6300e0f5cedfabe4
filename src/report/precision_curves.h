// report/precision_curves.h — the precision-recall curves of a detector's classes.
#pragma once

#include "report/markup.h"
#include "report/run_report.h"

namespace tinsmith::report {

// Returns one curve per class with a legend; with many classes, those with the most objects. Empty when no
// detection is ever right, because then there is no threshold to choose.
Html precision_curves(const RunReport& run, const eval::DetectionScore& score);

}  // namespace tinsmith::report
