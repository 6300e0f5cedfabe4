#include "infer/memory_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "graph/builder.h"

namespace tinsmith::infer {
namespace {

using testing::ElementsAre;

TEST(LayOut, BuffersThatAreNeverUsedTogetherShareAPlace) {
  const Lifetime buffers[] = {{100, 0, 1}, {50, 1, 2}, {100, 2, 3}};
  const Layout layout = lay_out(buffers);
  EXPECT_THAT(layout.offsets, ElementsAre(0, 112, 0));
  EXPECT_EQ(layout.bytes, 112 + 64);
}

TEST(LayOut, ASmallBufferFillsTheGapBetweenLargerOnes) {
  const Lifetime buffers[] = {{64, 0, 1}, {48, 1, 2}, {96, 2, 4}, {16, 0, 4}};
  const Layout layout = lay_out(buffers);
  EXPECT_THAT(layout.offsets, ElementsAre(0, 96, 0, 144));
}

TEST(LayOut, OfEquallyLargeBuffersTheLaterOneIsPlacedFirst) {
  const Lifetime buffers[] = {{32, 0, 0}, {32, 0, 0}};
  EXPECT_THAT(lay_out(buffers).offsets, ElementsAre(32, 0));
}

TEST(LayOut, NoTwoBuffersInUseAtOnceOverlap) {
  Rng rng(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Lifetime> buffers(1 + rng.below(30));
    for (Lifetime& buffer : buffers) {
      buffer.bytes = static_cast<std::int64_t>(rng.below(500));
      buffer.first_step = static_cast<std::int32_t>(rng.below(20));
      buffer.last_step = buffer.first_step + static_cast<std::int32_t>(rng.below(6));
    }
    const Layout layout = lay_out(buffers);
    for (std::size_t a = 0; a < buffers.size(); ++a) {
      EXPECT_EQ(layout.offsets[a] % kArenaAlignment_bytes, 0);
      EXPECT_LE(layout.offsets[a] + buffers[a].bytes, layout.bytes);
      for (std::size_t b = 0; b < a; ++b) {
        const bool together =
            buffers[a].first_step <= buffers[b].last_step && buffers[b].first_step <= buffers[a].last_step;
        const bool apart = layout.offsets[a] + buffers[a].bytes <= layout.offsets[b] ||
                           layout.offsets[b] + buffers[b].bytes <= layout.offsets[a];
        EXPECT_TRUE(!together || apart) << "buffers " << a << " and " << b << " of round " << round;
      }
    }
  }
}

TEST(Lifetimes, AnActivationLivesFromItsMakerToItsLastReader) {
  graph::Builder build("branch", 1);
  const graph::TensorId image = build.input("image", {1, 4, 4, 2});
  const graph::TensorId left = build.append("left", graph::Relu{}, {image});
  const graph::TensorId right = build.append("right", graph::Relu6{}, {left});
  const graph::TensorId sum = build.append("sum", graph::Add{}, {left, right});
  const std::vector<Lifetime> lifetimes = lifetimes_of(build.finish({sum}));
  const auto of = [&](graph::TensorId id) {
    const Lifetime& lifetime = lifetimes[static_cast<std::size_t>(id)];
    return std::array{lifetime.bytes, std::int64_t{lifetime.first_step}, std::int64_t{lifetime.last_step}};
  };
  EXPECT_THAT(of(image), ElementsAre(128, 0, 0));
  EXPECT_THAT(of(left), ElementsAre(128, 0, 2));
  EXPECT_THAT(of(right), ElementsAre(128, 1, 2));
  EXPECT_THAT(of(sum), ElementsAre(128, 2, 3));
}

}  // namespace
}  // namespace tinsmith::infer
