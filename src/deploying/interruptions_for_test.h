// deploying/interruptions_for_test.h — deploys to any simulated board that are interrupted at random bytes.
#pragma once

#include "deploying/deploying_for_test.h"

namespace tinsmith::deploying {

struct InterruptionsForTest {
  int count = 0;
  std::size_t more_bytes = 0;  // of the models
  double by_power =
      0;  // fraction by a power that fails while the flash is erased or written; the others by the cable
  std::uint64_t max_power_bytes = 0;  // after which the power fails
};
// Expects after each interruption that the history is true and that the same deploy succeeds.
void expect_way_back(AnyBenchForTest& bench, const InterruptionsForTest& interruptions);

// Expects that the history is true also when the cable is pulled while a model that answers otherwise is taken back.
void expect_way_back_while_taken_back(AnyBenchForTest& bench, int count, std::size_t more_bytes);

}  // namespace tinsmith::deploying
