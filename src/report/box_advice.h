// report/box_advice.h — the rules of advice.h that are about box detectors only.
#pragma once

#include "report/advice.h"

namespace tinsmith::report {

using Step = std::optional<StepAndReason>;

// How a class is called in a sentence: in quotes, a very long name shortened.
std::string quoted(const RunReport& run, scene::ClassIndex index);

// Nothing for a run of another kind. Of the errors, a kind must be the most frequent by far to be named.
Step small_objects_missed(const RunReport& run);  // found far less often than larger ones
Step scarce_class(const RunReport& run);          // few training objects, and an AP50 far behind
Step boxes_misplaced(const RunReport& run);       // most errors are boxes in the wrong place
Step nothing_there(const RunReport& run);         // most errors are boxes without an object
Step objects_missed(const RunReport& run);        // most errors are objects without a box

}  // namespace tinsmith::report
