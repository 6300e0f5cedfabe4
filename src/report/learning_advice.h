// report/learning_advice.h — the rules of advice.h about training data and training time.
#pragma once

#include "report/box_advice.h"

namespace tinsmith::report {

double figure_of(const RunReport& run);  // the headline metric of the deployed model; 0 if not measured
// Returns whether the headline metric is good, so that a more precise measurement is worthwhile.
bool is_good(const RunReport& run);
// Returns whether the model has learned enough for its mistakes to reveal problems in labels and pictures.
// The mistakes of a barely trained model do not.
bool has_learned(const RunReport& run);

std::string_view unit(const RunReport& run);      // "pictures" or "objects"
std::string_view set_name(const RunReport& run);  // "test" or "validation"

Step class_not_taught(const RunReport& run);    // a class has no training pictures
Step class_not_measured(const RunReport& run);  // a class has no measured pictures
// Apply only while the metric is not good: there are few training pictures per class on average.
Step very_few_to_learn_from(const RunReport& run);
Step rather_few_to_learn_from(const RunReport& run);
Step ended_early(const RunReport& run);
Step still_learning(const RunReport& run);
Step mirrored_classes(const RunReport& run);  // mirroring in training turns classes into others
Step few_steps(const RunReport& run);         // only while the metric is not good
Step overfits(const RunReport& run);
Step larger_network(const RunReport& run);  // the metric is not good

}  // namespace tinsmith::report
