// dataset/class_name.h — what a class may be called: one rule for labels that are read and for names typed in
// the studio.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tinsmith::dataset {

inline constexpr std::size_t kLongestClassName_bytes = 100;

// 1 to 100 bytes of UTF-8 without control characters or blanks at the ends. Everything else may stand in it,
// "/" and
// "\" too: a layout that makes folders of names refuses those it cannot write. InvalidInput.
Result<Done> check_class_name(std::string_view name);

// The nearest name that the rule allows: control characters become blanks, blanks at the ends go, what is too
// long is cut between two characters, and nothing becomes "unnamed".
std::string cleaned_class_name(std::string_view name);

}  // namespace tinsmith::dataset
