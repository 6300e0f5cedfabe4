#include "eval/detection.h"

#include <gtest/gtest.h>

namespace tinsmith::eval {
namespace {

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
