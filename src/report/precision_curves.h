// report/precision_curves.h — what each class of a detector gains and loses as its threshold moves.
#pragma once

#include "report/markup.h"
#include "report/run_report.h"

namespace tinsmith::report {

// A line a class and whose line is whose; of many classes those with the most objects. Empty where nothing
// is ever right: there is no threshold to look for.
Html precision_curves(const RunReport& run, const eval::DetectionScore& score);

}  // namespace tinsmith::report
