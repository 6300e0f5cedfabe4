#include "devices/simulated_cable.h"

#include <gmock/gmock.h>

#include "devices/sscma_lines.h"

namespace tinsmith::devices {
namespace {

const std::string kLines = "\r{\"type\":0,\"name\":\"ID?\"}\n\r{\"type\":0,\"name\":\"VER?\"}\n";

TEST(SimulatedCable, PassesEverythingOnUnlessItIsAskedNotTo) {
  SimulatedCable cable({});
  EXPECT_EQ(cable.passed(kLines), kLines);
  EXPECT_FALSE(cable.is_unplugged());
}

TEST(SimulatedCable, LosesPartsAndAddsNoiseTheSameForTheSameSeed) {
  const CableFaults faults{.dropped_fraction = 0.5, .noisy_fraction = 0.5, .seed = 3};
  SimulatedCable one(faults), same(faults);
  std::size_t changed = 0;
  for (int i = 0; i < 50; ++i) {
    const std::string arrived = one.passed(kLines);
    EXPECT_EQ(arrived, same.passed(kLines));
    changed += arrived != kLines;
  }
  EXPECT_GT(changed, 25u);
  EXPECT_LT(changed, 50u);
}

TEST(SimulatedCable, NoiseAloneHidesNoReply) {
  SimulatedCable cable({.noisy_fraction = 1});
  SscmaLines lines;
  std::size_t replies = 0;
  for (int i = 0; i < 100; ++i)
    for (const SscmaLine& line : lines.take(as_bytes(cable.passed(kLines))))
      replies += line.is_reply && line.text.ends_with("?\"}");
  EXPECT_EQ(replies, 200u);
}

TEST(SimulatedCable, IsUnpluggedAtTheByte) {
  SimulatedCable cable({.unplugged_after_bytes = 30});
  EXPECT_EQ(cable.passed(kLines.substr(0, 10)), kLines.substr(0, 10));
  EXPECT_FALSE(cable.is_unplugged());
  EXPECT_EQ(cable.passed(kLines).size(), 20u);
  EXPECT_TRUE(cable.is_unplugged());
  EXPECT_TRUE(cable.passed(kLines).empty());
}

}  // namespace
}  // namespace tinsmith::devices
