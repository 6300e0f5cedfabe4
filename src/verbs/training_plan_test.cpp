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

TEST(TrainingPlan, ClassifiersThatStartFromShippedWeightsEndWhenTheyNoLongerImprove) {
  TrainConfig config;
  config.model = "mobilenetv2-0.35";
  config.size = 96;
  config.batch = 32;
  config.from = "shipped";
  config.quantization_aware = 0;
  EXPECT_EQ(with_planned_length(config, 175).patience_epochs, 120);
  EXPECT_EQ(plan_of(config, 175).sentence(),
            "mobilenetv2-0.35 at 96 × 96 pixels trains on 175 pictures: 400 epochs, 2400 steps of up to 32 "
            "pictures, or until validation has not improved for 120 epochs.");
  config.patience_epochs = 7;
  EXPECT_EQ(with_planned_length(config, 175).patience_epochs, 7);
  config.patience_epochs = 0;
  for (const char* option : {"--epochs", "--time-limit", "--from", "--model"}) {
    TrainConfig other = config;
    if (option == std::string_view("--epochs")) other.epochs = 400;
    if (option == std::string_view("--time-limit")) other.time_limit_s = 60;
    if (option == std::string_view("--from")) other.from = "none";
    if (option == std::string_view("--model")) other.model = "tinsmith-det";
    EXPECT_EQ(with_planned_length(other, 175).patience_epochs, 0) << option;
  }
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
