// base/random.h — a reproducible random number generator: same keys, same numbers, on any machine.
//
// A generator is seeded with keys (a seed, and what the numbers are for: an epoch, the index of a picture),
// so work can run on any thread in any order and still draw the same numbers.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>

namespace tinsmith {

// xoshiro256** (Blackman, Vigna 2018), seeded through SplitMix64. Not for secrets; not thread-safe.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : Rng({seed}) {}
  Rng(std::initializer_list<std::uint64_t> keys);

  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound);  // 0 … bound−1, unbiased; bound > 0
  double uniform();                          // [0, 1)
  double uniform(double low, double high);   // [low, high)
  double normal();                           // mean 0, deviation 1 (Box–Muller)
  bool chance(double probability) { return uniform() < probability; }

  // Shuffles `values` in place (Fisher–Yates).
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

  // The complete state, for checkpoints.
  std::array<std::uint64_t, 4> state() const { return state_; }
  void set_state(const std::array<std::uint64_t, 4>& state) { state_ = state; }

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace tinsmith
