#include "quant/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tinsmith::quant {
namespace {

// The bits of a float without the sign are its magnitude on a logarithmic scale; the upper bits are
// the bin index.
constexpr int kMantissaBits = 6;
constexpr int kDropped = 23 - kMantissaBits;
constexpr std::int32_t kExponentBias = 127, kMinExponent = -24, kMaxExponent = 40;
constexpr std::int32_t kFirst = (kExponentBias + kMinExponent) << kMantissaBits;
constexpr std::int32_t kMagnitudes = (kMaxExponent - kMinExponent) << kMantissaBits;
constexpr std::int32_t kZero = kMagnitudes;  // bins: −large … −small, 0, small … large

std::int32_t bin_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(std::abs(value)) >> kDropped;
  const std::int32_t magnitude = std::clamp(static_cast<std::int32_t>(bits) - kFirst + 1, 0, kMagnitudes);
  return value < 0 ? kZero - magnitude : kZero + magnitude;
}

// Returns the lower edge of the bin of a magnitude (1 or more).
double edge_of(std::int32_t magnitude) {
  return double{std::bit_cast<float>(static_cast<std::uint32_t>(kFirst + magnitude - 1) << kDropped)};
}

}  // namespace

Range Range::including(Range other) const {
  return {std::min(minimum, other.minimum), std::max(maximum, other.maximum)};
}

Histogram::Histogram() : counts_(2 * kMagnitudes + 1, 0) {}

void Histogram::add(std::span<const float> values) {
  for (const float value : values) {
    ++counts_[static_cast<std::size_t>(bin_of(value))];
    range_ = range_.including({value, value});
  }
  count_ += values.size();
}

void Histogram::add(const Histogram& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  range_ = range_.including(other.range_);
}

std::vector<Histogram::Bin> Histogram::bins() const {
  std::vector<Bin> bins;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(counts_.size()); ++i) {
    const std::uint64_t count = counts_[static_cast<std::size_t>(i)];
    if (count == 0) continue;
    if (i == kZero) {
      bins.push_back({0, 0, count});
      continue;
    }
    const double low = edge_of(std::abs(i - kZero)), high = edge_of(std::abs(i - kZero) + 1);
    bins.push_back({(i < kZero ? -0.5 : 0.5) * (low + high), high - low, count});
  }
  return bins;
}

Range percentile_range(const Histogram& histogram, double fraction) {
  const std::vector<Histogram::Bin> bins = histogram.bins();
  const double beyond = (1 - fraction) * static_cast<double>(histogram.count());
  // Returns the outer edge of the first bin, going inwards, at which more than `beyond` values
  // have been passed.
  const auto edge = [&](auto begin, auto end, double side) {
    double passed = 0;
    for (auto bin = begin; bin != end; ++bin)
      if ((passed += static_cast<double>(bin->count)) > beyond)
        return static_cast<float>(bin->value + side * bin->width / 2);
    return 0.0f;
  };
  const Range found{std::min(edge(bins.begin(), bins.end(), -1.0), 0.0f),
                    std::max(edge(bins.rbegin(), bins.rend(), 1.0), 0.0f)};
  const Range whole = histogram.range();  // the outermost bins are wider than the values in them
  return {std::max(found.minimum, whole.minimum), std::min(found.maximum, whole.maximum)};
}

double squared_error(std::span<const Histogram::Bin> bins, Range range) {
  const double step = (double{range.maximum} - double{range.minimum}) / 255;
  double error = 0, count = 0;
  for (const Histogram::Bin& bin : bins) {
    const double inside = std::clamp(bin.value, double{range.minimum}, double{range.maximum});
    const double clipped = bin.value - inside;
    // In a bin that is wider than a step, the rounding error is approximately uniform: step² / 12.
    double rounded = 0;
    if (step > 0) rounded = inside - step * std::round(inside / step);
    const double rounding = bin.width >= step ? step * step / 12 : rounded * rounded;
    error += static_cast<double>(bin.count) * (clipped * clipped + rounding);
    count += static_cast<double>(bin.count);
  }
  return count > 0 ? error / count : 0;
}

namespace {

// Keeps the best range that was tried.
struct Search {
  std::span<const Histogram::Bin> bins;
  Range best;
  double min_error;

  Search(std::span<const Histogram::Bin> all, Range first)
      : bins(all), best(first), min_error(squared_error(all, first)) {}

  void attempt(Range range) {
    if (const double error = squared_error(bins, range); error < min_error) {
      min_error = error;
      best = range;
    }
  }
};

}  // namespace

Range min_error_range(const Histogram& histogram) {
  constexpr int kCoarse = 100, kFine = 12, kRounds = 2;
  constexpr float kCoarseFactor = 0.8f, kFineStep = 0.02f;  // 0.8^100 excludes an outlier of 10^9
  const std::vector<Histogram::Bin> bins = histogram.bins();
  const Range whole = histogram.range();
  Search search(bins, whole);
  float part = 1;
  for (int i = 0; i < kCoarse; ++i) {
    part *= kCoarseFactor;
    search.attempt({whole.minimum * part, whole.maximum * part});
  }
  for (int round = 0; round < kRounds; ++round) {  // vary one end at a time, with the best other end so far
    part = 1;
    for (int i = 0; i < kCoarse; ++i) {
      search.attempt({search.best.minimum, whole.maximum * part});
      search.attempt({whole.minimum * part, search.best.maximum});
      part *= kCoarseFactor;
    }
    const Range rough = search.best;
    for (int i = -kFine; i <= kFine; ++i) {
      const float factor = 1 + kFineStep * static_cast<float>(i);
      search.attempt({search.best.minimum, rough.maximum * factor});
      search.attempt({rough.minimum * factor, search.best.maximum});
    }
  }
  return search.best;
}

}  // namespace tinsmith::quant
