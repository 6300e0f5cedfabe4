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
  // The first is found; the second is taken for the other class, twice; the third is missed.
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

TEST(DetectionScore, EveryPartIsMeasuredAtTheSameThresholds) {
  const auto pictures = random_boxes(3);
  const auto score = score_detections(pictures, kRandomClasses, kFewDraws);
  ASSERT_TRUE(score);
  EXPECT_EQ(score->thresholds, best_thresholds(pictures, kRandomClasses));
  EXPECT_EQ(score->curves.size(), static_cast<std::size_t>(kRandomClasses));
  EXPECT_EQ(score->voc_map50, voc_mean_average_precision(pictures, kRandomClasses));
  const auto errors = box_errors(pictures, kRandomClasses, score->thresholds);
  ASSERT_TRUE(score->errors && errors);
  for (std::size_t kind = 0; kind < kBoxErrorKinds; ++kind)
    EXPECT_EQ(score->errors->kinds[kind].count, errors->kinds[kind].count);
}

TEST(DetectionScore, TheObjectsFoundBySizeAreThoseFoundByClass) {
  const auto pictures = random_boxes(4);
  const auto score = score_detections(pictures, kRandomClasses, kFewDraws);
  ASSERT_TRUE(score);
  std::int64_t by_size = 0, by_class = 0;
  for (std::size_t i = 0; i < score->sizes.size(); ++i) {
    EXPECT_LE(score->found_by_size[i], score->sizes[i].objects);
    by_size += score->found_by_size[i];
  }
  for (const ClassScore& row : score->by_class) by_class += row.hits;
  EXPECT_EQ(by_size, by_class);
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
