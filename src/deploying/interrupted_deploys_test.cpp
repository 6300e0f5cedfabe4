// The cable is pulled at random bytes of deploys: there is always a way to a working board, and nothing untrue is stated.
#include <gtest/gtest.h>

#include "deploying/interruptions_for_test.h"

namespace tinsmith::deploying {
namespace {

constexpr int kInterrupted = 100;  // on each of two lines of the firmware
constexpr std::size_t kMore_bytes = 70'000;

class InterruptedDeploys : public testing::TestWithParam<devices::Dialect> {};

TEST_P(InterruptedDeploys, LeaveAWayToAWorkingBoardAndATrueHistory) {
  BenchForTest bench(GetParam());
  expect_way_back(bench, {kInterrupted, kMore_bytes, 0.5, 2 * kMore_bytes});
}

TEST_P(InterruptedDeploys, LeaveAWayAndATrueHistoryAlsoWhileAModelIsTakenBack) {
  BenchForTest bench(GetParam());
  expect_way_back_while_taken_back(bench, 20, kMore_bytes);
}

INSTANTIATE_TEST_SUITE_P(BothLines, InterruptedDeploys,
                         testing::Values(devices::Dialect::V1, devices::Dialect::V2),
                         [](const auto& line) { return line.param == devices::Dialect::V1 ? "V1" : "V2"; });

}  // namespace
}  // namespace tinsmith::deploying
