#include "quant/calibrate.h"

namespace tinsmith::quant {
namespace {

constexpr RangeMethod kMethods[] = {
    {"min-max", "the minimum and maximum of all values",
     [](const Histogram& histogram) { return histogram.range(); }},
    {"percentile 99.99", "without the highest and lowest 0.01 %",
     [](const Histogram& histogram) { return percentile_range(histogram, 0.9999); }},
    {"percentile 99.9", "without the highest and lowest 0.1 %",
     [](const Histogram& histogram) { return percentile_range(histogram, 0.999); }},
    {"least error", "the range with the minimum squared error of rounding and clipping", min_error_range},
};

}  // namespace

std::span<const RangeMethod> range_methods() {
  return kMethods;
}

std::vector<Range> ranges_of(const Observation& observation, const RangeMethod& method) {
  std::vector<Range> ranges;
  for (const Histogram& histogram : observation.histograms)
    ranges.push_back(histogram.count() == 0 ? Range{} : method.range_of(histogram));
  return ranges;
}

}  // namespace tinsmith::quant
