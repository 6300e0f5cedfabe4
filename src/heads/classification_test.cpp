#include "heads/classification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tinsmith::heads {
namespace {

TEST(Ranked, TheMostProbableStandsFirstAndEqualsKeepTheirOrder) {
  const float probabilities[] = {0.25f, 0.125f, 0.375f, 0.25f};
  EXPECT_THAT(ranked(probabilities), testing::ElementsAre(RankedClass{2, 0.375}, RankedClass{0, 0.25},
                                                          RankedClass{3, 0.25}, RankedClass{1, 0.125}));
}

}  // namespace
}  // namespace tinsmith::heads
