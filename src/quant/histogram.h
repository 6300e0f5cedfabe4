// quant/histogram.h — a histogram of activation values whose bins grow with the magnitude of the values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tinsmith::quant {

// The range of real values that int8 must represent. It always contains 0, which padding needs: minimum ≤
// 0 ≤ maximum.
struct Range {
  float minimum = 0, maximum = 0;
  Range including(Range other) const;
  friend bool operator==(const Range&, const Range&) = default;
};

// Counts values in bins whose width grows with the magnitude (64 per power of two, so within 1.6 %), from
// 2^−24 to 2^40. One huge outlier does not reduce the resolution, and no range must be known in advance.
// Smaller values count as 0, larger ones in the last bin. Counts are integers, so the sum of histograms does
// not depend on their order.
class Histogram {
 public:
  Histogram();

  // Values must be finite.
  void add(std::span<const float> values);
  void add(const Histogram& other);

  std::uint64_t count() const { return count_; }
  Range range() const { return range_; }  // exact range of all added values and 0

  struct Bin {
    double value;  // the middle of the bin
    double width;
    std::uint64_t count;
  };
  std::vector<Bin> bins() const;  // the bins that are not empty, ascending

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  Range range_;
};

// Returns a range without the smallest and the largest values: `fraction` of all values is at or
// below the maximum, and the same fraction is at or above the minimum. `fraction` is in (0.5, 1].
Range percentile_range(const Histogram& histogram, double fraction);

// Returns the range with the smallest squared error of int8 rounding and clipping over all values.
Range min_error_range(const Histogram& histogram);

// Returns the mean squared error of the values if stored as int8 over the range.
double squared_error(std::span<const Histogram::Bin> bins, Range range);

}  // namespace tinsmith::quant
