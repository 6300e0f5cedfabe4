// One forward and one backward pass through a network; both training benchmarks measure its time.
#pragma once

#include <algorithm>

#include "train/engine.h"

namespace tinsmith {

// The loss is half the sum of squares of all outputs, so its gradient equals the outputs and takes no time.
inline void pass_through(train::Engine& engine, std::int32_t batch, std::uint64_t seed) {
  engine.forward(batch, train::Engine::Mode::Training, seed);
  for (std::size_t i = 0; i < engine.output_count(); ++i)
    std::ranges::copy(engine.output(i), engine.output_gradient(i).begin());
  engine.backward();
}

}  // namespace tinsmith
