#include "deploying/interruptions_for_test.h"

#include <gmock/gmock.h>

#include "base/random.h"

namespace tinsmith::deploying {

using testing::AnyOf;
using testing::ElementsAre;
using testing::IsEmpty;

void expect_way_back(AnyBenchForTest& bench, const InterruptionsForTest& interruptions) {
  const auto a = bench.model("a", interruptions.more_bytes),
             b = bench.model("b", interruptions.more_bytes + 1);
  ASSERT_TRUE(bench.deploys(a));
  ASSERT_TRUE(bench.deploys(b));
  const std::uint64_t whole_bytes = bench.passed_bytes();
  int interrupted = 0;
  for (int seed = 0; seed < interruptions.count; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Rng random{static_cast<std::uint64_t>(seed), 1};
    const auto& model = seed % 2 == 0 ? a : b;
    const bool by_power = random.chance(interruptions.by_power);
    if (by_power) bench.device().flash().cut_power_after(1 + random.below(interruptions.max_power_bytes));
    const auto deployed =
        by_power ? bench.deploys(model) : bench.deploys(model, 1 + random.below(whole_bytes));
    interrupted += deployed ? 0 : 1;
    if (!deployed) {
      EXPECT_EQ(deployed.error().fault, Fault::Unavailable) << deployed.error().text();
    }
    bench.expect_true_history();
    EXPECT_THAT(bench.classes_of_running_model(), AnyOf(IsEmpty(), ElementsAre("a red", "a green", "a blue"),
                                                        ElementsAre("b red", "b green", "b blue")));
    const auto again = bench.deploys(model);
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(bench.history().all().value().back().state, BoardState::Proven);
    bench.expect_true_history();
  }
  EXPECT_GT(interrupted, interruptions.count * 3 / 4);
}

void expect_way_back_while_taken_back(AnyBenchForTest& bench, int count, std::size_t more_bytes) {
  const auto a = bench.model("a", more_bytes), b = bench.model("b", more_bytes + 1);
  ASSERT_TRUE(bench.deploys(a));
  bench.device().answer_wrongly(true);
  ASSERT_FALSE(bench.deploys(b));
  const std::uint64_t whole_bytes = bench.passed_bytes();
  for (int seed = 0; seed < count; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Rng random{static_cast<std::uint64_t>(seed), 2};
    bench.device().answer_wrongly(true);
    EXPECT_FALSE(bench.deploys(b, 1 + random.below(whole_bytes)));
    bench.expect_true_history();
    const auto last = bench.history().all().value().back();
    EXPECT_FALSE(last.model == "b" && last.state == BoardState::Proven);
    bench.device().plug_in();
    bench.device().answer_wrongly(false);
    const auto again = bench.deploys(a);
    ASSERT_TRUE(again) << again.error().text();
    bench.expect_true_history();
  }
}

}  // namespace tinsmith::deploying
