#include "report/advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/made_runs_for_test.h"
#include "report/verdict.h"

namespace tinsmith::report {
namespace {

using testing::HasSubstr;

// A situation of a user who reads the advice, and the rule that should come first.
struct Situation {
  const char* who;
  RunReport (*make)();
  std::vector<std::string_view> rules;  // any of these may be the first
};

RunReport taught(RunReport run, std::int64_t pictures, std::vector<std::int64_t> by_class, std::size_t epochs,
                 std::int64_t steps) {
  run.split.train = pictures;
  run.split.train_by_class = std::move(by_class);
  for (std::size_t i = 1; i <= epochs; ++i)
    run.epochs.push_back({static_cast<std::int32_t>(i), 0, 1, 1, 0.5, 1});
  run.best_epoch = 1;
  run.steps = steps;
  return run;
}

// Returns a detector run with the given numbers of found and missed objects and of false detections.
RunReport poor_boxes(std::size_t found, std::size_t missed, std::size_t strays) {
  RunReport run;
  run.task = scene::Task::Boxes;
  run.classes = {"apple", "orange"};
  run.input = "192×192 RGB";
  const scene::Box place{0, 0, 60, 60}, elsewhere{100, 100, 60, 60};
  std::vector<eval::PictureBoxes> pictures(found, {{{0, place}}, {{0, 0.9, place}}, {}});
  for (std::size_t i = 0; i < missed; ++i)
    pictures.push_back({{{static_cast<scene::ClassIndex>(i % 2), place}}, {}, {}});
  for (std::size_t i = 0; i < strays; ++i)
    pictures[i % pictures.size()].detections.push_back({1, 0.95, elsewhere});
  run.int8_score = eval::score_detections(pictures, 2, {.seed = 1, .resamples = 50});
  return run;
}

const Situation kSituations[] = {
    {"34 photos of fruit, 35 of 40 answers wrong",
     [] {
       return taught(poor_boxes(2, 4, 30), 24, {20, 18}, 40, 80);
     },
     {"very_few_to_learn_from"}},
    {"27 frames of a webcam, two classes",
     [] {
       return taught(quiet_run(2, 2, 2), 19, {10, 9}, 60, 120);
     },
     {"very_few_to_learn_from"}},
    {"the demo on the command line, one minute",
     [] {
       RunReport run;
       run.task = scene::Task::Centroids;
       run.classes = {"bolt"};
       const eval::Centroid here{0, {0.2, 0.2}}, there{0, {0.8, 0.8}};
       std::vector<eval::PictureCentroids> pictures(100, {{here, there}, {}});
       for (std::size_t i = 0; i < 70; ++i) pictures[i].finds = {here};
       run.int8_score = eval::score(pictures, 1, {12, 12});
       return taught(run, 128, {900}, 20, 160);
     },
     {"few_steps", "still_learning"}},
    {"300 hand signs, 84 %",
     [] { return taught(quiet_run(10, 38, 7), 210, std::vector<std::int64_t>(10, 21), 60, 420); },
     {"very_few_to_learn_from"}},
    {"the demo with 49 % mAP50, two minutes",
     [] {
       return taught(poor_boxes(20, 20, 10), 168, {400, 380}, 30, 330);
     },
     {"few_steps", "still_learning"}},
    {"one class weak",
     [] {
       auto answered = answers(5, 1000, 0);
       for (std::size_t i = 0; i < 80; ++i)
         std::swap(answered.probabilities[i * 25], answered.probabilities[i * 25 + 1 + i % 4]);
       RunReport run = quiet_run(5, 1000, 0);
       run.int8_score = eval::score(answered);
       return taught(run, 3000, std::vector<std::int64_t>(5, 600), 60, 5640);
     },
     {"mixed_up", "weak_class"}},
    {"two classes confused",
     [] { return taught(mixing_run(), 2000, std::vector<std::int64_t>(4, 500), 60, 3780); },
     {"mixed_up"}},
    {"int8 loses",
     [] {
       RunReport run = quiet_run(10, 940, 60);
       run.int8_minus_float = eval::compare(answers(10, 980, 20), answers(10, 940, 60));
       return taught(run, 5000, std::vector<std::int64_t>(10, 500), 60, 9420);
     },
     {"int8_loses"}},
    {"many pictures, few steps",
     [] { return taught(quiet_run(10, 700, 300), 5000, std::vector<std::int64_t>(10, 500), 3, 471); },
     {"few_steps"}},
    {"one epoch",
     [] {
       return taught(poor_boxes(2, 40, 40), 2000, {2000, 1900}, 1, 125);
     },
     {"few_steps"}},
    {"5 % mAP after a long training",
     [] {
       return taught(poor_boxes(4, 76, 60), 2000, {2000, 1900}, 60, 7500);
     },
     {"scarce_class", "rather_few_to_learn_from", "larger_network", "boxes_misplaced"}},
    {"small objects at a small input",
     [] {
       const scene::Box large{50, 50, 40, 40};
       return taught(boxes_run(100, {{{0, large}, {0, kPlace}}, {{0, 0.9, large}}, {}}, 100), 2000,
                     {2000, 1900}, 60, 7500);
     },
     {"small_objects_missed"}},
    {"arrows, mirrored in training",
     [] {
       RunReport run = taught(quiet_run(2, 160, 40), 2000, {1000, 1000}, 60, 3780);
       run.mirroring = Mirroring{true, false, 200, 160, 40, {{0, 1, 70, 80}}, true};
       return run;
     },
     {"mirrored_classes"}},
    {"a detector that was still learning before its quantization-aware phase",
     [] {
       RunReport run = taught(poor_boxes(60, 20, 10), 2000, {2000, 1900}, 10, 2500);
       for (std::size_t i = 0; i < 8; ++i) run.epochs[i].validation_metric = 0.1 * static_cast<double>(i + 1);
       run.float_epochs = run.best_epoch = 8;
       return run;
     },
     {"still_learning"}},
    {"a class without training pictures",
     [] {
       return taught(quiet_run(3, 20, 10), 200, {100, 100, 0}, 60, 1500);
     },
     {"class_not_taught"}},
};

TEST(Advice, FollowsTheLargestGapInEachSituation) {
  for (const Situation& each : kSituations) {
    const Verdict verdict = verdict_of(each.make());
    EXPECT_THAT(each.rules, testing::Contains(verdict.next.rule)) << each.who << ": " << verdict.next.step;
  }
}

TEST(Advice, WhileTheModelIsBadNobodyIsToldToRelabelOrToCollectTestPictures) {
  for (const Situation& each : kSituations) {
    const RunReport run = each.make();
    const Verdict verdict = verdict_of(run);
    const double figure = headline(*run.int8_score).value;
    std::vector<Advice> all = verdict.also;
    all.push_back(verdict.next);
    for (const Advice& advice : all) {
      if (figure < 0.85) {
        EXPECT_EQ(advice.step.find("Collect more test pictures"), std::string::npos) << each.who;
      }
      if (figure < 0.3 || run.epochs.size() < 2) {
        EXPECT_EQ(advice.step.find("label"), std::string::npos) << each.who << ": " << advice.step;
      }
    }
  }
}

TEST(Advice, AFewLeaksAreARemarkAndNeverTheNextStep) {
  RunReport run = quiet_run(10, 2287, 0);
  run.split.leaks = 5;
  const Verdict verdict = verdict_of(run);
  EXPECT_EQ(verdict.next.rule, "try_it");
  ASSERT_EQ(verdict.also.size(), 1u);
  EXPECT_EQ(verdict.also[0].rule, "harmless_leaks");
  EXPECT_THAT(verdict.also[0].reason, HasSubstr("5 pictures of the test set have a duplicate"));
}

TEST(Advice, WhileTheModelIsBadALeakIsARemark) {
  RunReport run = taught(quiet_run(10, 20, 130), 1000, std::vector<std::int64_t>(10, 100), 100, 2400);
  run.split.leaks = 3;
  const Verdict verdict = verdict_of(run);
  EXPECT_NE(verdict.next.rule, "leak");
  ASSERT_FALSE(verdict.also.empty());
  EXPECT_EQ(verdict.also.back().rule, "harmless_leaks");
  EXPECT_THAT(verdict.also.back().reason, HasSubstr("may be even lower"));
}

TEST(Advice, AClassThatWasNotMeasuredIsNamed) {
  RunReport run = quiet_run(3, 300, 0);
  run.classes.push_back("d");
  auto answered = answers(4, 0, 0);
  for (std::int32_t i = 0; i < 300; ++i) {
    answered.truths.push_back(i % 3);
    for (std::int32_t c = 0; c < 4; ++c) answered.probabilities.push_back(c == i % 3 ? 0.9f : 0.01f);
  }
  run.int8_score = eval::score(answered);
  const Verdict verdict = verdict_of(run);
  EXPECT_EQ(verdict.next.rule, "class_not_measured");
  EXPECT_THAT(verdict.next.step, HasSubstr("“d”"));
}

TEST(Verdict, PicturesThatLeakedAreNotCalledUnseen) {
  RunReport run = quiet_run(10, 298, 12);
  run.split.leaks = 5;
  EXPECT_THAT(verdict_of(run).finding, HasSubstr("measured on 310 test pictures, of which 5 are duplicates "
                                                 "or near duplicates of training pictures"));
  EXPECT_THAT(verdict_of(run).finding, testing::Not(HasSubstr("not used in training")));
}

}  // namespace
}  // namespace tinsmith::report
