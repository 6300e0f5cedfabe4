// report/learning_advice.h — the rules of advice.h that are about what a model learned from, and how long.
#pragma once

#include "report/box_advice.h"

namespace tinsmith::report {

double figure_of(const RunReport& run);  // the headline of the model that ships; 0 where it was not measured
// Whether the figure itself is good, so that it is worth knowing more exactly.
bool is_good(const RunReport& run);
// Whether mistakes say something about labels and pictures: those of a model that has hardly begun do not.
bool has_learned(const RunReport& run);

std::string_view unit(const RunReport& run);      // "pictures" or "objects"
std::string_view set_name(const RunReport& run);  // "test" or "validation"

Step class_not_taught(const RunReport& run);    // no training picture of a class
Step class_not_measured(const RunReport& run);  // no measured picture of a class
// While the figure is not good: few training pictures of a class on average.
Step very_few_to_learn_from(const RunReport& run);
Step rather_few_to_learn_from(const RunReport& run);
Step ended_early(const RunReport& run);
Step still_learning(const RunReport& run);
Step mirrored_classes(const RunReport& run);  // mirrored in training, and other classes by it
Step few_steps(const RunReport& run);         // while the figure is not good
Step overfits(const RunReport& run);
Step larger_network(const RunReport& run);  // the figure is not good

}  // namespace tinsmith::report
