// verbs/show_model.h — the verb `show`: describes a model.
#pragma once

#include <string>

#include "base/result.h"

namespace tinsmith::verbs {

// Returns the graph as text: operators, shapes, parameters, memory.
Result<std::string> show_model(const std::string& model);

}  // namespace tinsmith::verbs
