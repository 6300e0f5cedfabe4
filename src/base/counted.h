// base/counted.h — counts for messages: "1 picture", "2 pictures".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tinsmith {

// Returns the count followed by `one` when it is 1, and by `many` for every other count, including 0.
std::string counted(std::int64_t count, std::string_view one, std::string_view many);

// Joins names: "a, b, c", or "a, b, c and 4 more" when there are more than `most` names.
std::string some_of(const std::vector<std::string>& names, std::size_t max_count);

}  // namespace tinsmith
