// quant/calibrate.h — the ways of choosing what range an activation's int8 values span.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "quant/histogram.h"
#include "quant/observe.h"

namespace tinsmith::quant {

struct RangeMethod {
  std::string_view name;
  std::string_view about;
  Range (*range_of)(const Histogram& histogram);
};

// From the plainest on: of two that measure the same, the earlier is kept.
std::span<const RangeMethod> range_methods();

// The method's range for each tensor, by id; [0, 0] for constants.
std::vector<Range> ranges_of(const Observation& observation, const RangeMethod& method);

}  // namespace tinsmith::quant
