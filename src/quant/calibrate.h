// quant/calibrate.h — calibration methods: they choose the range that the int8 values of an activation cover.
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

// Returns the methods, simplest first: if two have the same loss, the earlier one is kept.
std::span<const RangeMethod> range_methods();

// Returns the method's range for each tensor, by id; [0, 0] for constants.
std::vector<Range> ranges_of(const Observation& observation, const RangeMethod& method);

}  // namespace tinsmith::quant
