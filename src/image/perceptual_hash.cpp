#include "image/perceptual_hash.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "image/resize.h"

namespace tinsmith::image {
namespace {

constexpr std::int32_t kSide = 32;        // of the small grey picture that is transformed
constexpr std::int32_t kFrequencies = 8;  // kept per axis: 1 … 8

// cos((2 x + 1) · frequency · π / 64) in units of 1/2^14. Integers give the same result on every machine, and
// exact zeros for a picture of constant colour.
using Cosines = std::array<std::array<std::int64_t, kSide>, kFrequencies>;

Cosines cosines() {
  Cosines table;
  for (int frequency = 1; frequency <= kFrequencies; ++frequency) {
    for (int x = 0; x < kSide; ++x) {
      const double angle = (2 * x + 1) * frequency * std::numbers::pi / (2 * kSide);
      table[static_cast<std::size_t>(frequency - 1)][static_cast<std::size_t>(x)] =
          std::lround(std::cos(angle) * 16384);
    }
  }
  return table;
}

}  // namespace

PerceptualHash perceptual_hash(const Image& image) {
  static const Cosines kCosines = cosines();
  const Image grey = grey_of(resized(image, {kSide, kSide}, Filter::Area));
  std::array<std::int64_t, kFrequencies * kFrequencies> coefficients{};
  for (std::int32_t y = 0; y < kSide; ++y) {
    for (std::size_t across = 0; across < kFrequencies; ++across) {
      std::int64_t sum = 0;
      for (std::size_t x = 0; x < kSide; ++x) sum += kCosines[across][x] * grey.row(y)[x];
      for (std::size_t down = 0; down < kFrequencies; ++down)
        coefficients[down * kFrequencies + across] += kCosines[down][static_cast<std::size_t>(y)] * sum;
    }
  }
  auto sorted = coefficients;
  const auto middle = sorted.begin() + sorted.size() / 2;
  std::nth_element(sorted.begin(), middle, sorted.end());
  PerceptualHash hash = 0;
  for (const std::int64_t coefficient : coefficients) hash = hash << 1 | (coefficient > *middle ? 1U : 0U);
  return hash;
}

}  // namespace tinsmith::image
