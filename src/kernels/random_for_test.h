// kernels/random_for_test.h — random numbers, values and activations for the kernels' tests.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "kernels/float/transform.h"

namespace tinsmith::kernels {

// Returns a random integer from `low` to `high`, both included.
inline std::int32_t between(Rng& rng, std::int32_t low, std::int32_t high) {
  return low + static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(high - low + 1)));
}

inline std::vector<float> random_values(Rng& rng, std::int64_t count, double low, double high) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(rng.uniform(low, high));
  return values;
}

inline Activation random_activation(Rng& rng) {
  const Activation kinds[] = {{}, {0}, {0, 1.0f}, {0.1f}};
  return kinds[rng.below(4)];
}

}  // namespace tinsmith::kernels
