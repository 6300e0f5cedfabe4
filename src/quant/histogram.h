// quant/histogram.h — how often an activation took which value, however large: the bins are as fine as the
// values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tinsmith::quant {

// Real values that int8 must be able to say. Always holds 0, which padding needs: minimum ≤ 0 ≤ maximum.
struct Range {
  float minimum = 0, maximum = 0;
  Range including(Range other) const;
  friend bool operator==(const Range&, const Range&) = default;
};

// Counts values in bins of a width that grows with the magnitude (64 a power of two, so within 1.6 %), from
// 2^−24 to 2^40: one huge outlier spoils no resolution, and nothing must be known beforehand. Smaller values
// count as 0, larger ones as the last bin. Counts are integers: adding histograms in any order gives the
// same.
class Histogram {
 public:
  Histogram();

  // Values must be finite.
  void add(std::span<const float> values);
  void add(const Histogram& other);

  std::uint64_t count() const { return count_; }
  Range range() const { return range_; }  // exact: of all values added, and 0

  struct Bin {
    double value;  // the middle of it
    double width;
    std::uint64_t count;
  };
  std::vector<Bin> bins() const;  // those that hold any, ascending

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  Range range_;
};

// Leaves out the smallest and the largest values: of the count, `part` lies at or below the maximum, and as
// many at or above the minimum. `part` in (0.5, 1].
Range percentile_range(const Histogram& histogram, double part);

// The range whose int8 rounding and clipping have the least squared error over all values.
Range least_error_range(const Histogram& histogram);

// The mean squared error of values stored as int8 over that range.
double squared_error(std::span<const Histogram::Bin> bins, Range range);

}  // namespace tinsmith::quant
