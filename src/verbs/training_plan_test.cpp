#include "verbs/training_plan.h"

#include <gtest/gtest.h>

namespace tinsmith::verbs {
namespace {

TEST(TrainingPlan, FewPicturesGetMoreEpochsSoThatTheStepsAreEnough) {
  EXPECT_EQ(planned_epochs(2000, 16), 100);  // 12 500 steps
  EXPECT_EQ(planned_epochs(384, 16), 100);   // 2400 steps
  EXPECT_EQ(planned_epochs(70, 16), 480);    // 5 steps per epoch
  EXPECT_EQ(planned_epochs(1400, 32), 100);
  EXPECT_EQ(planned_epochs(175, 32), 400);
  EXPECT_EQ(planned_epochs(3, 32), 600);
}

TEST(TrainingPlan, SaysWhatWillBeDone) {
  TrainingPlan plan{"tinsmith-det", 192, 70, 16, 480, 0};
  EXPECT_EQ(plan.sentence(),
            "tinsmith-det at 192 × 192 pixels trains on 70 pictures: 480 epochs, 2400 steps of up to 16 "
            "pictures.");
  plan.epochs = 0;
  plan.time_limit_s = 300;
  EXPECT_EQ(plan.sentence(),
            "tinsmith-det at 192 × 192 pixels trains on 70 pictures, for 5 minutes in total.");
}

TEST(TrainingPlan, TimesAreSaidAsPeopleSayThem) {
  EXPECT_EQ(rough_time(20), "a minute or less");
  EXPECT_EQ(rough_time(65), "about 1 minute");
  EXPECT_EQ(rough_time(725), "about 12 minutes");
  EXPECT_EQ(rough_time(3 * 3600 + 60), "about 3 hours");
}

TEST(TrainingPlan, AnEpochIsOneOfThoseThatArePlanned) {
  train::EpochRecord record;
  record.epoch = 12;
  record.train_loss = 0.5;
  record.validation_metric = 0.875;
  record.images_per_second = 812.4;
  record.is_best = true;
  EXPECT_EQ(epoch_line(record, 100, "accuracy"),
            "epoch  12 of 100  loss 0.5000  validation accuracy 0.8750  812 pictures/s  best");
  record.is_best = false;
  EXPECT_EQ(epoch_line(record, 0, "mAP"), "epoch  12  loss 0.5000  validation mAP 0.8750  812 pictures/s");
}

}  // namespace
}  // namespace tinsmith::verbs
