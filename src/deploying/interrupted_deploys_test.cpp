// The cable is pulled at random bytes of deploys: there is always a way to a working board, and nothing untrue is stated.
#include <gmock/gmock.h>

#include "deploying/deploying_for_test.h"
#include "devices/esp_image.h"
#include "devices/md5.h"

namespace tinsmith::deploying {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kInterrupted = 100;  // on each of two lines of the firmware
constexpr std::size_t kMore_bytes = 70'000;

// Expects that the flash has what the history states.
void expect_true_history(BenchForTest& bench, int seed) {
  const auto last = bench.history().all().value().back();
  if (last.state == BoardState::BeingWritten || last.size_bytes == 0) return;  // nothing is stated
  EXPECT_EQ(devices::md5_of(bench.board().flash().bytes().subspan(devices::kModelsOffset, last.size_bytes)),
            last.md5)
      << "seed " << seed;
}

class InterruptedDeploys : public testing::TestWithParam<devices::Dialect> {};

TEST_P(InterruptedDeploys, LeaveAWayToAWorkingBoardAndATrueHistory) {
  BenchForTest bench(GetParam());
  const auto a = bench.model("a", kMore_bytes), b = bench.model("b", kMore_bytes + 1);
  ASSERT_TRUE(bench.deploys(a));
  ASSERT_TRUE(bench.deploys(b));
  const std::uint64_t whole_bytes = bench.passed_bytes();
  int interrupted = 0;
  for (int seed = 0; seed < kInterrupted; ++seed) {
    Rng random{static_cast<std::uint64_t>(seed), 1};
    const auto& model = seed % 2 == 0 ? a : b;
    // Half of them by the cable, half by a power that fails while the flash is erased or written.
    const bool by_power = random.chance(0.5);
    if (by_power) bench.board().flash().cut_power_after(1 + random.below(2 * kMore_bytes));
    const auto deployed =
        by_power ? bench.deploys(model) : bench.deploys(model, 1 + random.below(whole_bytes));
    interrupted += deployed ? 0 : 1;
    if (!deployed) {
      EXPECT_EQ(deployed.error().fault, Fault::Unavailable) << deployed.error().text();
    }
    expect_true_history(bench, seed);
    EXPECT_THAT(bench.classes_of_running_model(), AnyOf(IsEmpty(), ElementsAre("a red", "a green", "a blue"),
                                                        ElementsAre("b red", "b green", "b blue")))
        << "seed " << seed;
    const auto again = bench.deploys(model);
    ASSERT_TRUE(again) << "seed " << seed << ": " << again.error().text();
    EXPECT_EQ(bench.history().all().value().back().state, BoardState::Proven);
    expect_true_history(bench, seed);
  }
  EXPECT_GT(interrupted, kInterrupted * 3 / 4);
}

TEST_P(InterruptedDeploys, LeaveAWayAndATrueHistoryAlsoWhileAModelIsTakenBack) {
  constexpr int kTakenBack = 20;
  BenchForTest bench(GetParam());
  const auto a = bench.model("a", kMore_bytes), b = bench.model("b", kMore_bytes + 1);
  ASSERT_TRUE(bench.deploys(a));
  bench.board().answer_wrongly(true);
  ASSERT_FALSE(bench.deploys(b));
  const std::uint64_t whole_bytes = bench.passed_bytes();
  for (int seed = 0; seed < kTakenBack; ++seed) {
    Rng random{static_cast<std::uint64_t>(seed), 2};
    bench.board().answer_wrongly(true);
    EXPECT_FALSE(bench.deploys(b, 1 + random.below(whole_bytes)));
    expect_true_history(bench, seed);
    const auto last = bench.history().all().value().back();
    EXPECT_FALSE(last.model == "b" && last.state == BoardState::Proven) << "seed " << seed;
    bench.board().plug_in();
    bench.board().answer_wrongly(false);
    const auto again = bench.deploys(a);
    ASSERT_TRUE(again) << "seed " << seed << ": " << again.error().text();
    expect_true_history(bench, seed);
  }
}

INSTANTIATE_TEST_SUITE_P(BothLines, InterruptedDeploys,
                         testing::Values(devices::Dialect::V1, devices::Dialect::V2),
                         [](const auto& line) { return line.param == devices::Dialect::V1 ? "V1" : "V2"; });

}  // namespace
}  // namespace tinsmith::deploying
