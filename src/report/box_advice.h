// report/box_advice.h — the rules of advice.h that apply only to box detectors.
#pragma once

#include "report/advice.h"

namespace tinsmith::report {

using Step = std::optional<StepAndReason>;

// Headline metric below which mistakes reveal nothing about labels or pictures.
inline constexpr double kLearned = 0.30;

// Returns the class name in quotes, shortened if it is very long.
std::string quoted(const RunReport& run, scene::ClassIndex index);

// These rules return nullopt for a run that is not a box detector. A kind of error is named only if it is by
// far the most frequent one.
Step small_objects_missed(const RunReport& run);  // their recall is far lower than that of larger objects
// few training objects, and a far lower AP50 than other classes
Step scarce_class(const RunReport& run);
Step boxes_misplaced(const RunReport& run);  // most errors are misplaced boxes
// most errors are false detections (boxes without an object)
Step nothing_there(const RunReport& run);
Step objects_missed(const RunReport& run);  // most errors are missed objects

}  // namespace tinsmith::report
