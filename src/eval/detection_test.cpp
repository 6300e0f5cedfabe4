#include "eval/detection.h"

#include <gtest/gtest.h>

#include "eval/random_boxes_for_test.h"
#include "eval/voc.h"

namespace tinsmith::eval {
namespace {

constexpr Bootstrap kFewDraws{.seed = 1, .resamples = 20};
const scene::Box kLeft{0, 0, 10, 10}, kRight{50, 0, 10, 10}, kFar{100, 100, 10, 10};

TEST(DetectionScore, CountsEveryObjectOnceFoundMistakenOrMissed) {
  PictureBoxes picture;
  picture.truths = {{0, kLeft}, {0, kRight}, {1, kFar}};
  // The first object is found, the second is taken for the other class twice, the third is missed.
  picture.detections = {{0, 0.9, kLeft}, {1, 0.8, kRight}, {1, 0.7, kRight}, {0, 0.6, {200, 200, 10, 10}}};
  const std::vector<PictureBoxes> pictures{picture};
  const auto score = score_detections(pictures, 2, {.resamples = 10});
  ASSERT_TRUE(score);
  EXPECT_EQ(score->by_class[0].support, 2);
  EXPECT_EQ(score->by_class[1].support, 1);
  EXPECT_EQ(score->confusion.at(0, 0), 1);
  EXPECT_EQ(score->confusion.at(1, 2), 1) << "missed, a column of its own";
}

TEST(DetectionScore, IsOneWhenEverythingIsFoundAndNothingElse) {
  PictureBoxes picture;
  picture.truths = {{0, kLeft}, {1, kRight}};
  picture.detections = {{0, 0.9, kLeft}, {1, 0.8, kRight}};
  const std::vector<PictureBoxes> pictures{picture, picture};
  const auto score = score_detections(pictures, 2, {.resamples = 10});
  ASSERT_TRUE(score);
  EXPECT_EQ(score->map50.value, 1);
  EXPECT_EQ(score->confusion.diagonal_sum(), 4);
}

TEST(DetectionScore, IsAbsentWithoutPictures) {
  EXPECT_FALSE(score_detections({}, 2));
}

TEST(DetectionScore, EveryPartIsMeasuredAtTheOneThreshold) {
  const auto pictures = random_boxes(3);
  constexpr double kThreshold = 0.35;
  const auto score = score_detections(pictures, kRandomClasses, kFewDraws, kThreshold);
  ASSERT_TRUE(score);
  EXPECT_EQ(score->threshold, kThreshold);
  EXPECT_EQ(score->best_thresholds, best_thresholds(pictures, kRandomClasses));
  EXPECT_EQ(score->curves.size(), static_cast<std::size_t>(kRandomClasses));
  EXPECT_EQ(score->voc_map50, voc_mean_average_precision(pictures, kRandomClasses));
  const OperatingPoint& point = point_at(score->points, kThreshold);
  EXPECT_EQ(point.threshold, kThreshold);
  EXPECT_EQ(point.confusion, score->confusion);
  EXPECT_EQ(point.found_by_size, score->found_by_size);
  ASSERT_TRUE(score->errors);
  for (std::size_t kind = 0; kind < kBoxErrorKinds; ++kind)
    EXPECT_EQ(score->errors->kinds[kind].count, point.errors[kind]);
}

TEST(DetectionScore, WithoutAThresholdItIsTheBestBalanceOfThesePictures) {
  const auto pictures = random_boxes(5);
  const auto score = score_detections(pictures, kRandomClasses, kFewDraws);
  ASSERT_TRUE(score);
  for (const OperatingPoint& point : score->points)
    EXPECT_LE(point.f1, point_at(score->points, score->threshold).f1) << point.threshold;
}

// Returns the hits of a class from its precision-recall curve, which is computed in a different way.
std::int64_t hits_on_curve(const ClassCurve& curve, double threshold) {
  std::int64_t hits = 0;
  for (const CurvePoint& point : curve.points)
    if (point.threshold > threshold) hits = point.counts.hits;
  return hits;
}

TEST(OperatingPoints, AddUpAtEveryThreshold) {
  for (const std::uint64_t seed : {4u, 6u, 8u, 11u}) {
    const auto pictures = random_boxes(seed);
    const auto score = score_detections(pictures, kRandomClasses, kFewDraws);
    const auto curves = precision_recall_curves(pictures, kRandomClasses);
    ASSERT_TRUE(score);
    ASSERT_EQ(score->points.size(), 99u);
    for (const OperatingPoint& point : score->points) {
      const auto count = [&](BoxErrorKind kind) { return point.errors[static_cast<std::size_t>(kind)]; };
      std::int64_t confused = 0, all_boxes = 0, found_by_size = 0;
      for (scene::ClassIndex truth = 0; truth < kRandomClasses; ++truth)
        for (scene::ClassIndex answer = 0; answer < kRandomClasses; ++answer)
          if (truth != answer) confused += point.confusion.at(truth, answer);
      for (const PictureBoxes& picture : pictures)
        for (const scene::Detection& one : picture.detections) all_boxes += one.score > point.threshold;
      for (const std::int64_t found : point.found_by_size) found_by_size += found;
      EXPECT_EQ(point.truths, score->objects);
      EXPECT_LE(point.answers, all_boxes) << "what lies in a crowd does not count";
      EXPECT_EQ(point.confusion.diagonal_sum(), point.hits);
      EXPECT_EQ(found_by_size, point.hits);
      EXPECT_EQ(count(BoxErrorKind::Class), confused);
      EXPECT_EQ(point.truths, point.hits + confused + count(BoxErrorKind::Missed));
      EXPECT_EQ(point.answers, point.hits + confused + count(BoxErrorKind::Duplicate) +
                                   count(BoxErrorKind::Localisation) + count(BoxErrorKind::Background));
      for (std::size_t i = 0; i < curves.size(); ++i)
        EXPECT_EQ(point.by_class[i].hits, hits_on_curve(curves[i], point.threshold)) << point.threshold;
    }
    std::int64_t by_size = 0;
    for (const SizeSlice& slice : score->sizes) by_size += slice.objects;
    EXPECT_EQ(by_size, score->objects);
  }
}

TEST(DetectionScore, PicturesWithoutObjectsHaveNoErrorsToMend) {
  const PictureBoxes stray{{}, {{0, 0.9, {0, 0, 10, 10}}}};
  const auto score = score_detections({&stray, 1}, 1, kFewDraws);
  ASSERT_TRUE(score);
  EXPECT_FALSE(score->errors);
  EXPECT_FALSE(score->voc_map50);
  EXPECT_TRUE(score->curves[0].points.empty());
}

TEST(CompareDetections, SaysInHowManyPicturesEachMakesFewerMistakes) {
  PictureBoxes found, missed;
  found.truths = missed.truths = {{0, kLeft}};
  found.detections = {{0, 0.9, kLeft}};
  const std::vector<PictureBoxes> first{found, missed, found}, second{found, found, found};
  const auto difference = compare_detections(first, second, 1, {.resamples = 10});
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->only_second_right, 1);
  EXPECT_EQ(difference->only_first_right, 0);
  EXPECT_GT(difference->difference.value, 0);
}

}  // namespace
}  // namespace tinsmith::eval
