#include "kernels/int8/requantize.h"

#include <cmath>
#include <limits>

#include "base/check.h"

namespace tinsmith::kernels {

Multiplier quantize_multiplier(double real) {
  CHECK(std::isfinite(real) && real >= 0, "a multiplier of {}", real);
  if (real == 0) return {};
  int exponent = 0;
  const double half_to_one = std::frexp(real, &exponent);
  auto fraction =
      static_cast<std::int64_t>(std::round(half_to_one * static_cast<double>(std::int64_t{1} << 31)));
  if (fraction == std::int64_t{1} << 31) {
    fraction /= 2;
    ++exponent;
  }
  if (exponent < -31) return {};
  if (exponent > 31) return {std::numeric_limits<std::int32_t>::max(), 31};
  return {static_cast<std::int32_t>(fraction), exponent};
}

}  // namespace tinsmith::kernels
