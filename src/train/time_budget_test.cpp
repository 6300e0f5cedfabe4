#include "train/time_budget.h"

#include <gtest/gtest.h>

namespace tinsmith::train {
namespace {

std::vector<EpochRecord> epochs_of(std::initializer_list<double> seconds) {
  std::vector<EpochRecord> records;
  for (const double one : seconds) {
    records.emplace_back().epoch = static_cast<std::int32_t>(records.size());
    records.back().seconds = one;
  }
  return records;
}

class TimeBudgetTest : public testing::Test {
 protected:
  TimeBudget budget(double time_limit_s) { return {time_limit_s, 100'000, 16, ranks_}; }
  ranks::Ranks ranks_;
};

TEST_F(TimeBudgetTest, AsManyEpochsAreLeftAsFitIntoTheTime) {
  EXPECT_EQ(budget(100).epochs_left(epochs_of({5, 2, 2}), 20), 40);  // the slow first epoch does not count
  EXPECT_EQ(budget(100).epochs_left(epochs_of({5, 2, 2}), 99), 0);
  EXPECT_EQ(budget(0).epochs_left(epochs_of({5, 2, 2}), 20), 99'997);
}

TEST_F(TimeBudgetTest, AnEpochOfManyPicturesIsShortenedToATenthOfTheTime) {
  EXPECT_EQ(budget(100).shortened_epoch(0.5, 9, 100'000), 20 * 16);
  EXPECT_EQ(budget(100).shortened_epoch(0.5, 30, 100'000), 30 * 16);  // these steps have already run
  EXPECT_FALSE(budget(100).shortened_epoch(0.5, 9, 300));
  EXPECT_FALSE(budget(0).shortened_epoch(0.5, 9, 100'000));
}

TEST_F(TimeBudgetTest, AnEpochTakesItsTrainingStepsAndItsCheaperValidationSteps) {
  EXPECT_DOUBLE_EQ(budget(0).epoch_s(0.5, 33, 16), 0.5 * (3 + 0.35));
}

TEST_F(TimeBudgetTest, AnEpochOfFewPicturesShowsThemAgainSoThatTheWholeTimeIsUsed) {
  EXPECT_EQ(budget(602).lengthened_epoch(epochs_of({1, 0.5, 0.5}), 2, 70), 4 * 70);
  EXPECT_FALSE(budget(100).lengthened_epoch(epochs_of({1, 0.5, 0.5}), 2, 70));
  EXPECT_FALSE(budget(0).lengthened_epoch(epochs_of({1, 0.5, 0.5}), 2, 70));
}

}  // namespace
}  // namespace tinsmith::train
