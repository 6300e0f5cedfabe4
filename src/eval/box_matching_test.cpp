#include "eval/box_matching.h"

#include <gtest/gtest.h>

namespace tinsmith::eval {
namespace {

constexpr AreaRange kAllSizes[] = {{}};
constexpr AreaRange kLarge[] = {{100 * 100, 1e10}};
constexpr std::uint16_t kNever = 0, kAlways = (1 << kIouThresholds) - 1;

scene::LabelledBox object(double x, double width = 10, double height = 10) {
  return {0, {x, 0, width, height}, false, false};
}
scene::LabelledBox crowd(double x, double width) {
  return {0, {x, 0, width, 10}, true, false};
}
scene::Detection found(double score, double x, double width = 10, double height = 10) {
  return {0, score, {x, 0, width, height}};
}
ClassMatches matched(const PictureBoxes& picture, std::span<const AreaRange> ranges = kAllSizes) {
  return match_boxes({&picture, 1}, 1, ranges).of(0, 0);
}

TEST(BoxMatching, ThresholdsAreTheDoublesOfNumpy) {
  // numpy.linspace(0.5, 0.95, 10).
  constexpr double kNumpy[kIouThresholds] = {0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999,
                                             0.95};
  for (std::size_t i = 0; i < kIouThresholds; ++i) EXPECT_EQ(iou_threshold(i), kNumpy[i]) << i;
}

TEST(BoxMatching, AnIouThatEqualsTheThresholdIsEnough) {
  // A 10 x 10 box inside a 20 x 10 box.
  const ClassMatches matches = matched({{object(0, 20)}, {found(0.9, 0, 10)}});
  EXPECT_EQ(matches.detections[0].right, 1) << "right at 0.50 and at no other threshold";
}

TEST(BoxMatching, TheSurerDetectionTakesTheObjectAndTheOtherIsWrong) {
  const ClassMatches matches = matched({{object(0)}, {found(0.5, 0), found(0.9, 1)}});
  ASSERT_EQ(matches.detections.size(), 2u);
  EXPECT_EQ(matches.detections[0].score, 0.9);
  EXPECT_EQ(matches.detections[0].right, 0b1111111) << "IoU 90 / 110";
  EXPECT_EQ(matches.detections[1].right, 0b1110000000) << "it fits where the surer one does not";
  EXPECT_EQ(matches.detections[1].rank, 1);
}

TEST(BoxMatching, OfEqualScoresTheFirstInTheFileChooses) {
  const ClassMatches matches = matched({{object(0)}, {found(0.5, 0), found(0.5, 0)}});
  EXPECT_EQ(matches.detections[0].right, kAlways);
  EXPECT_EQ(matches.detections[1].right, kNever);
}

TEST(BoxMatching, OfEqualScoresInTwoPicturesTheEarlierPictureComesFirst) {
  const PictureBoxes pictures[] = {{{}, {found(0.5, 0)}}, {{object(0)}, {found(0.5, 0), found(0.7, 40)}}};
  const BoxMatches matches = match_boxes(pictures, 1, kAllSizes);
  const auto& detections = matches.of(0, 0).detections;
  ASSERT_EQ(detections.size(), 3u);
  EXPECT_EQ(detections[0].score, 0.7);
  EXPECT_EQ(detections[1].picture, 0);
  EXPECT_EQ(detections[2].picture, 1);
}

TEST(BoxMatching, ACrowdIsTakenAgainAndAgainByTheShareOfTheDetectionInIt) {
  const ClassMatches matches = matched({{crowd(0, 100)}, {found(0.9, 0), found(0.8, 20), found(0.7, 96)}});
  EXPECT_TRUE(matches.truths.empty()) << "a crowd is not asked for";
  ASSERT_EQ(matches.detections.size(), 1u) << "two lie in the crowd and count for nothing";
  EXPECT_EQ(matches.detections[0].score, 0.7) << "four tenths of this one lie in it";
}

TEST(BoxMatching, AnObjectIsTakenBeforeACrowdThatIsOverlappedMore) {
  const ClassMatches matches = matched({{crowd(0, 100), object(2)}, {found(0.9, 0)}});
  constexpr std::uint16_t kUpTo65 = 0b1111;  // IoU 80 / 120 with the object
  EXPECT_EQ(matches.detections[0].right, kUpTo65);
  EXPECT_EQ(matches.detections[0].ignored, kAlways & ~kUpTo65) << "above it the crowd is taken";
}

TEST(BoxMatching, AreasOutsideTheRangeAreNeitherAskedForNorHeldAgainst) {
  const PictureBoxes picture{
      {object(0), object(200, 100, 100)},
      {found(0.9, 0), found(0.8, 500), found(0.7, 200, 100, 100), found(0.6, 900, 200, 200)}};
  const ClassMatches matches = matched(picture, kLarge);
  EXPECT_EQ(matches.truth_count(), 1);
  ASSERT_EQ(matches.detections.size(), 2u) << "the two small ones count for nothing";
  EXPECT_EQ(matches.detections[0].right, kAlways);
  EXPECT_EQ(matches.detections[1].right, kNever) << "a large one on nothing is wrong";
}

TEST(BoxMatching, TheStatedAreaOfAnObjectDecidesOverThatOfItsBox) {
  PictureBoxes picture{{object(0, 100, 100)}, {found(0.9, 0, 100, 100)}};
  EXPECT_EQ(matched(picture, kLarge).truth_count(), 1);
  picture.truth_areas = {9999};
  EXPECT_EQ(matched(picture, kLarge).truth_count(), 0);
}

TEST(BoxMatching, SizesCanBeThoseInTheNetworksInput) {
  PictureBoxes picture{{object(0, 100, 100)}, {}};
  picture.input_area_scale = 0.25;
  EXPECT_EQ(match_boxes({&picture, 1}, 1, kLarge).of(0, 0).truth_count(), 1);
  EXPECT_EQ(match_boxes({&picture, 1}, 1, kLarge, AreaOf::NetworkInput).of(0, 0).truth_count(), 0);
}

TEST(BoxMatching, OnlyTheSurestHundredOfAClassAreLookedAt) {
  PictureBoxes picture{{object(0)}, std::vector<scene::Detection>(kMaxDetections, found(0.5, 50))};
  picture.detections.push_back(found(0.4, 0));
  EXPECT_EQ(matched(picture).detections.size(), static_cast<std::size_t>(kMaxDetections));
  EXPECT_EQ(taken_truths(picture).back(), kNoTruth);
  picture.detections.back().score = 0.6;
  EXPECT_EQ(taken_truths(picture).back(), 0);
}

TEST(BoxMatching, ClassesDoNotMeet) {
  PictureBoxes picture{{object(0)}, {found(0.9, 0)}};
  picture.detections[0].class_index = 1;
  const BoxMatches matches = match_boxes({&picture, 1}, 3, kAllSizes);
  EXPECT_EQ(matches.of(0, 0).truth_count(), 1);
  EXPECT_TRUE(matches.of(0, 0).detections.empty());
  EXPECT_EQ(matches.of(1, 0).detections[0].right, kNever);
  EXPECT_TRUE(matches.of(2, 0).detections.empty());
}

}  // namespace
}  // namespace tinsmith::eval
