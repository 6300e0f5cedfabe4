#include "report/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "report/advice.h"
#include "report/made_runs_for_test.h"
#include "report/run_for_test.h"

namespace tinsmith::report {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Verdict, SaysHowGoodHowSureAndMeasuredOnWhat) {
  const Verdict verdict = verdict_of(quiet_run(10, 298, 12));
  EXPECT_EQ(
      verdict.sentence(),
      "Good, with some mistakes to expect. The int8 model predicts the correct class for 96.1\u202f% of the "
      "pictures "
      "(95\u202f% interval 93.4–97.8\u202f%, measured on 310 test pictures that were not used in training).");
}

TEST(Verdict, OnlyTheLowEndOfTheIntervalEarnsAName) {
  EXPECT_EQ(verdict_of(quiet_run(10, 1000, 0)).standing, Standing::Ready);
  EXPECT_EQ(verdict_of(quiet_run(10, 20, 0)).standing, Standing::FewPictures) << "20 of 20 may be 84 %";
  EXPECT_EQ(verdict_of(quiet_run(10, 36, 0)).standing, Standing::Good)
      << "36 of 36 is no worse than 35 of 36";
  EXPECT_EQ(verdict_of(quiet_run(10, 35, 1)).standing, Standing::Good);
  EXPECT_EQ(verdict_of(quiet_run(10, 500, 500)).standing, Standing::Weak);
}

TEST(Verdict, WhatOneClassAlwaysWouldScoreIsGuessing) {
  EXPECT_EQ(verdict_of(quiet_run(2, 40, 36)).standing, Standing::Guessing);
  EXPECT_EQ(verdict_of(quiet_run(10, 40, 36)).standing, Standing::Weak)
      << "of ten classes it is far from that";
}

TEST(Verdict, ValidationPicturesAreNotCalledUnseen) {
  RunReport run = quiet_run(10, 298, 12);
  run.measured_on = PictureSet::Validation;
  EXPECT_THAT(verdict_of(run).finding,
              HasSubstr("310 validation pictures that also selected the best epoch"));
}

TEST(Verdict, WithoutPicturesNothingIsClaimed) {
  RunReport run = quiet_run(3, 30, 0);
  run.int8_score.reset();
  EXPECT_EQ(verdict_of(run).sentence(), "Not measured. There were no pictures for an evaluation.");
  EXPECT_EQ(verdict_of(run).next.rule, "nothing_measured");
}

TEST(Verdict, CentroidsAreJudgedByTheStrictRule) {
  const RunReport run = centroid_run();
  const auto& strict = std::get<eval::CentroidScore>(*run.int8_score).strict;
  const Verdict verdict = verdict_of(run);
  EXPECT_GE(strict.f1.interval.low, 0.7);
  EXPECT_EQ(verdict.standing, Standing::Useful);
  EXPECT_THAT(verdict.finding,
              HasSubstr("measured on 72 test pictures that were not used in training, with 553 objects"));
}

TEST(Advice, WithNothingToRepairItIsToTryTheModelOut) {
  const Verdict verdict = verdict_of(quiet_run(10, 1000, 0));
  EXPECT_EQ(verdict.next.rule, "try_it");
  EXPECT_THAT(verdict.also, IsEmpty());
}

struct Case {
  const char* rule;
  RunReport (*make)();
  const char* step;
  const char* reason;
};

RunReport with_epochs(std::vector<Epoch> epochs, std::int32_t best) {
  RunReport run = quiet_run(10, 1000, 0);
  run.epochs = std::move(epochs);
  run.best_epoch = best;
  return run;
}

const Case kCases[] = {
    {"leak",
     [] {
       RunReport run = quiet_run(10, 1000, 0);
       run.split.leaks = 12;
       return run;
     },
     "Remove the duplicates from the data", "12 pictures of the test set have a duplicate"},
    {"leak",
     [] {
       RunReport run = quiet_run(10, 1000, 0);
       run.split.leaks = 12;
       run.split.is_given = true;
       return run;
     },
     "Split the pictures again (--val 0.2 --test 0.2)", "its metrics are too optimistic"},
    {"hopelessly_few_pictures", [] { return quiet_run(3, 18, 1); }, "Collect more test pictures",
     "With 19 pictures the 95 % interval of the accuracy is 75.4–99.1\u202f%."},
    {"coarse_grid",
     [] {
       RunReport run = lopsided_run(false);
       run.input = "96×96 RGB";
       run.separable_objects = 0.445;
       return run;
     },
     "Choose a larger input, or move the camera closer",
     "With an input of 96×96 RGB, even a perfect network would find only 44.5\u202f% of the objects."},
    {"int8_loses",
     [] {
       RunReport run = quiet_run(10, 940, 60);
       run.float_score = eval::score(answers(10, 960, 40));
       run.int8_minus_float = eval::compare(answers(10, 960, 40), answers(10, 940, 60));
       run.layers = {{"block_3/depthwise", "depthwise_conv2d", 12.3, 0.1}, {"stem", "conv2d", 40, 0.1}};
       return run;
     },
     "Reduce the quantization error",
     "The int8 model is 2.0 points worse than the float model (−3.0 to −1.1 points). Layer "
     "“block_3/depthwise” "
     "(depthwise_conv2d) has the lowest signal to quantization noise ratio, 12.3 dB."},
    {"ended_early",
     [] {
       RunReport run = with_epochs({{1, 0, 2, 2, 0.3}}, 1);
       run.was_ended_early = true;
       return run;
     },
     "Train longer", "The training was stopped after 1 epoch; it is unknown"},
    {"still_learning",
     [] {
       RunReport run = with_epochs(
           {{1, 0, 2, 2, 0.3}, {2, 0, 1.5, 1.6, 0.5}, {3, 0, 1.2, 1.3, 0.6}, {4, 0, 1, 1.1, 0.7}}, 4);
       run.reached_time_limit = true;
       return run;
     },
     "Train longer", "+10.0 points over the last quarter of its 4 epochs"},
    {"still_learning",
     [] {
       return with_epochs(
           {{1, 0, 2, 2, 0.3}, {2, 0, 1.5, 1.6, 0.5}, {3, 0, 1.2, 1.3, 0.6}, {4, 0, 1, 1.3, 0.7}}, 4);
     },
     "Train longer", "still improving when training ended: +10.0 points"},
    {"still_learning",
     [] {
       return with_epochs(
           {{1, 0, 2, 2, 0.3}, {2, 0, 1.5, 1.6, 0.3}, {3, 0, 1.2, 1.3, 0.3}, {4, 0, 1, 1.0, 0.3}}, 1);
     },
     "Train longer",
     "The loss on the validation pictures was still falling when training ended: from 1.300 to 1.000"},
    {"small_objects_missed",
     [] {
       const scene::Box large{50, 50, 40, 40};
       return boxes_run(100, {{{0, large}, {0, kPlace}}, {{0, 0.9, large}}}, 100);
     },
     "Choose a larger input (--size)",
     "The recall of objects up to 16 pixels in an input of 192×192 RGB is 50.0\u202f%"},
    {"scarce_class",
     [] {
       RunReport run = boxes_run(400, {{{1, kPlace}, {1, kElsewhere}}, {{1, 0.9, kPlace}}}, 60);
       run.split.train_by_class = {800, 40};
       return run;
     },
     "Collect more objects of “platelet”",
     "The training data has 40 objects of it, and 800 of the most frequent class; its AP50 is 50.5\u202f%"},
    {"boxes_misplaced",
     [] {
       return boxes_run(300, {{{0, kPlace}}, {{0, 0.9, kAskew}}}, 60);
     },
     "Choose a larger input (--size), or train longer",
     "60 of 60 errors are boxes that overlap their object"},
    {"nothing_there",
     [] {
       return boxes_run(300, {{}, {{0, 0.9, kElsewhere}}}, 60);
     },
     "Add pictures without any object", "60 of 60 errors are boxes without an object"},
    {"objects_missed",
     [] {
       return boxes_run(300, {{{0, kPlace}}, {}}, 60);
     },
     "Look for objects without a label", "60 of 60 errors are missed objects"},
    {"unbalanced",
     [] {
       RunReport run = quiet_run(3, 1000, 0);
       run.split.train_by_class = {400, 390, 40};
       return run;
     },
     "Collect more pictures of “c”", "The training data has 40 pictures of it and 400 of “a”."},
    {"mixed_up", mixing_run, "Collect or relabel “a” and “c”",
     "15 of 98 pictures of “a” were predicted as “c”."},
    {"misses_or_false_alarms", [] { return lopsided_run(true); }, "Look for objects without a label",
     "The model finds 75.0\u202f% of the objects, and 100.0\u202f% of its predictions are correct."},
    {"misses_or_false_alarms", [] { return lopsided_run(false); }, "Add pictures without any object",
     "The model finds 100.0\u202f% of the objects, and 75.0\u202f% of its predictions are correct."},
    {"overfits",
     [] {
       RunReport run = with_epochs({{1, 0, 2, 2, 0.6}, {2, 0, 1, 1.2, 0.8}}, 2);
       run.train_metric = 0.999;
       return run;
     },
     "Add more varied pictures",
     "99.9\u202f% on the training pictures and 80.0\u202f% on the validation pictures"},
    {"overfits",
     [] {
       return with_epochs({{1, 0, 2, 2, 0.6}, {2, 0, 1, 1.0, 0.8}, {3, 0, 0.5, 1.4, 0.8}}, 2);
     },
     "Add more varied pictures",
     "From epoch 2 the loss kept falling on the training pictures (1.000 to 0.500) and rose on the "
     "validation pictures (1.000 to 1.400)"},
    {"rather_few_pictures", [] { return quiet_run(10, 75, 5); }, "Collect more test pictures",
     "With 80 pictures"},
    {"unusable_pictures",
     [] {
       RunReport run = quiet_run(10, 1000, 0);
       run.problems.assign(30, {"x.jpg", "is empty"});
       return run;
     },
     "Repair the pictures", "30 pictures were left out"},
    {"noisy_layer",
     [] {
       RunReport run = quiet_run(10, 1000, 0);
       run.layers = {{"head", "conv2d", 11, 0.1}};
       return run;
     },
     "Check the int8 model", "Layer “head” has a signal to quantization noise ratio of only 11.0 dB"},
};

TEST(Advice, EachRuleAppliesWhereItShouldAndSaysWhy) {
  for (const Case& each : kCases) {
    const Verdict verdict = verdict_of(each.make());
    EXPECT_EQ(verdict.next.rule, each.rule);
    EXPECT_THAT(verdict.next.step, StartsWith(each.step)) << each.rule;
    EXPECT_THAT(verdict.next.reason, HasSubstr(each.reason)) << each.rule;
  }
}

TEST(Advice, AWeakClassIsNamedWhereNoSingleOtherOneExplainsIt) {
  auto answered = answers(5, 1000, 0);
  // 80 of the 200 pictures of “a” are predicted as one of the other four classes in turn
  for (std::size_t i = 0; i < 80; ++i)
    std::swap(answered.probabilities[i * 25], answered.probabilities[i * 25 + 1 + i % 4]);
  RunReport run = quiet_run(5, 1000, 0);
  run.int8_score = eval::score(answered);
  const Verdict verdict = verdict_of(run);
  std::vector<std::string_view> named{verdict.next.rule};
  for (const Advice& advice : verdict.also) named.push_back(advice.rule);
  EXPECT_THAT(named, testing::Contains("weak_class"));
}

TEST(Advice, APictureOrTwoOfDifferenceAreNoLossOfInt8) {
  RunReport run = quiet_run(2, 78, 2);
  run.int8_minus_float = eval::compare(answers(2, 80, 0), answers(2, 78, 2));
  EXPECT_NE(verdict_of(run).next.rule, "int8_loses");
}

TEST(Advice, OneStepIsNamedAndTheOthersStandBehindIt) {
  RunReport run = kCases[0].make();
  run.split.train_by_class = {400, 390, 400, 400, 400, 400, 400, 400, 400, 40};
  const Verdict verdict = verdict_of(run);
  EXPECT_EQ(verdict.next.rule, "leak");
  ASSERT_EQ(verdict.also.size(), 1u);
  EXPECT_EQ(verdict.also[0].rule, "unbalanced");
}

TEST(Advice, TrainingOnComesBeforeCollectingTestPictures) {
  RunReport run = quiet_run(3, 18, 1);
  run.epochs = {{1, 0, 2, 2, 0.3}, {2, 0, 1.5, 1.6, 0.5}, {3, 0, 1.2, 1.3, 0.6}, {4, 0, 1, 1.1, 0.7}};
  run.best_epoch = 4;
  const Verdict verdict = verdict_of(run);
  EXPECT_EQ(verdict.next.rule, "still_learning");
  ASSERT_FALSE(verdict.also.empty());
  EXPECT_EQ(verdict.also[0].rule, "hopelessly_few_pictures");
}

TEST(Advice, ALittleGainAtTheEndIsHowEveryTrainingEnds) {
  const Verdict verdict = verdict_of(with_epochs(
      {{1, 0, 2, 2, 0.3}, {2, 0, 1.5, 1.6, 0.6}, {3, 0, 1.2, 1.15, 0.79}, {4, 0, 1, 1.1, 0.81}}, 4));
  EXPECT_EQ(verdict.next.rule, "try_it");
}

TEST(Advice, ALossThatFallsOnUnderAPerfectScoreAsksForNothing) {
  const Verdict verdict = verdict_of(
      with_epochs({{1, 0, 2, 2, 0.9}, {2, 0, 1.5, 0.4, 1}, {3, 0, 1.2, 0.2, 1}, {4, 0, 1, 0.1, 1}}, 2));
  EXPECT_EQ(verdict.next.rule, "try_it");
}

TEST(Advice, ALossThatRisesUnderAPerfectScoreIsNotCalledLearningByHeart) {
  RunReport run = with_epochs({{1, 0, 2, 2, 0.6}, {2, 0, 1, 0.02, 1}, {3, 0, 0.5, 0.04, 1}}, 2);
  EXPECT_NE(verdict_of(run).next.rule, "overfits");
}

TEST(Advice, AFewErrorsOfADetectorAreChance) {
  const RunReport run = boxes_run(300, {{{0, kPlace}}, {{0, 0.9, kAskew}}}, 4);
  EXPECT_EQ(verdict_of(run).next.rule, "class_not_measured") << "no picture shows a platelet";
}

TEST(Advice, TheSameStepIsNotGivenTwice) {
  const Verdict verdict = verdict_of(detection_run());
  std::vector<std::string> steps{verdict.next.step};
  for (const Advice& advice : verdict.also) steps.push_back(advice.step);
  std::sort(steps.begin(), steps.end());
  EXPECT_EQ(std::adjacent_find(steps.begin(), steps.end()), steps.end());
}

TEST(Verdict, ADetectorIsJudgedByItsMap50) {
  const Verdict verdict = verdict_of(detection_run());
  EXPECT_THAT(verdict.finding, HasSubstr("The int8 model's mAP50 is 71.1\u202f%"));
  EXPECT_THAT(verdict.finding,
              HasSubstr("measured on 72 test pictures that were not used in training, with 688 objects"));
}

TEST(Verdict, WhatTheBestEpochOfADetectorIsChosenByIsItsMap) {
  const RunReport run = detection_run();
  const auto& score = std::get<eval::DetectionScore>(*run.int8_score);
  EXPECT_EQ(choosing_metric(*run.int8_score), score.coco.figures[eval::CocoFigure::Map]);
}

TEST(Advice, NamesOfRulesAreUnique) {
  for (std::size_t i = 0; i < rules().size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(rules()[i].name, rules()[j].name);
}

}  // namespace
}  // namespace tinsmith::report
