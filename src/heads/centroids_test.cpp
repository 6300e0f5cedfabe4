#include "heads/centroids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"

namespace tinsmith::heads {
namespace {

using scene::Box;
using scene::Detection;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kCell_px = 8;

// '.' is background; 'a', 'b', … is the class. Its probability is 0.5 plus 1/128 per earlier cell.
struct Drawn {
  Grid grid;
  std::vector<float> probabilities;
};
Drawn drawn(const std::vector<std::string>& rows, std::int32_t classes = 1) {
  Drawn result{{static_cast<std::int32_t>(rows.size()), static_cast<std::int32_t>(rows[0].size()), classes},
               {}};
  result.probabilities.assign(static_cast<std::size_t>(result.grid.cells() * result.grid.channels()), 0.0f);
  for (std::size_t y = 0; y < rows.size(); ++y)
    for (std::size_t x = 0; x < rows[y].size(); ++x) {
      const std::size_t cell = y * rows[y].size() + x;
      const auto channel = rows[y][x] == '.' ? 0u : static_cast<unsigned>(rows[y][x] - 'a') + 1;
      result.probabilities[cell * static_cast<std::size_t>(result.grid.channels()) + channel] =
          0.5f + static_cast<float>(cell) / 128;
    }
  return result;
}

std::vector<Detection> decoded(const Drawn& picture, const CentroidDecoding& decoding = {}) {
  return decode_centroids(picture.probabilities, picture.grid, picture.grid.width * kCell_px,
                          picture.grid.height * kCell_px, decoding);
}

Detection found(double x, double y, double width, double height, int best_cell,
                scene::ClassIndex class_index = 0) {
  return {class_index, 0.5 + best_cell / 128.0, {x, y, width, height}};
}

TEST(DecodeCentroids, TouchingCellsBecomeTheBoxAroundThemCornersIncluded) {
  EXPECT_THAT(decoded(drawn({"......",  //
                             "..aa..",  //
                             ".a....",  //
                             "......",  //
                             ".....a"})),
              ElementsAre(found(8, 8, 24, 16, 13), found(40, 32, 8, 8, 29)));
}

TEST(DecodeCentroids, ClassesAreNeverJoinedAndSeveralMayFireInOneCell) {
  Drawn picture = drawn({"ab", ".b"}, 2);
  picture.probabilities[2] = 0.75f;  // class b is also in the first cell
  EXPECT_THAT(decoded(picture),
              ElementsAre(Detection{0, 0.5, {0, 0, 8, 8}}, Detection{1, 0.75, {0, 0, 16, 16}}));
}

TEST(DecodeCentroids, BoxesThatComeToTouchThroughALateCellAreJoined) {
  EXPECT_THAT(decoded(drawn({"a...a",  //
                             "a...a",  //
                             ".aaa."})),
              ElementsAre(found(0, 0, 40, 24, 13)));
}

TEST(DecodeCentroids, TheGridNeedNotBeSquareAndRowsAreY) {
  EXPECT_THAT(decoded(drawn({"......a", "......."})), ElementsAre(found(48, 0, 8, 8, 6)));
}

TEST(DecodeCentroids, HalfIsEnoughForADeviceAndTooLittleForTheMetric) {
  const Drawn picture = drawn({"a."});  // exactly 0.5
  EXPECT_EQ(decoded(picture).size(), 1u);
  EXPECT_THAT(decoded(picture, {.comparison = Threshold::Above}), IsEmpty());
  EXPECT_THAT(decoded(picture, {.threshold = 0.6}), IsEmpty());
}

// Results of the functions of edgeimpulse/inferencing-sdk-cpp for these grids.
TEST(DecodeCentroids, ReferenceCompatibleBoxesAreThoseOfTheReference) {
  const CentroidDecoding reference{.reference_compatible = true};
  EXPECT_THAT(decoded(drawn({"......", "..aa..", "......", "aa....", "......", "....a."}), reference),
              ElementsAre(found(16, 8, 16, 8, 9), found(0, 24, 16, 8, 19), found(32, 40, 8, 8, 34)));
  EXPECT_THAT(decoded(drawn({"a...a.", "a..a..", "aa.a..", "..aa..", "......", "......"}), reference),
              ElementsAre(found(0, 0, 32, 32, 21)));
  EXPECT_THAT(decoded(drawn({".a..a.", "a.aa..", "..a...", "....a.", "...a..", "a....a"}), reference),
              ElementsAre(found(0, 0, 8, 16, 6), found(16, 0, 8, 24, 14), found(0, 40, 8, 8, 30),
                          found(40, 40, 8, 8, 35)));
}

TEST(DecodeCentroids, ByDefaultTheReferencesSlidingAndForgettingAreLeftOut) {
  EXPECT_THAT(decoded(drawn({"a...a.", "a..a..", "aa.a..", "..aa..", "......", "......"})),
              ElementsAre(found(0, 0, 40, 32, 21)));
  EXPECT_THAT(decoded(drawn({".a..a.", "a.aa..", "..a...", "....a.", "...a..", "a....a"})),
              ElementsAre(found(0, 0, 48, 48, 35)));
}

TEST(DecodeCentroids, NoTwoBoxesOfAClassTouchAndEveryActiveCellLiesInOne) {
  for (std::uint64_t trial = 0; trial < 200; ++trial) {
    Rng random{5, trial};
    Drawn picture{{7, 9, 2}, std::vector<float>(7 * 9 * 3)};
    for (float& value : picture.probabilities) value = random.chance(0.2) ? 0.75f : 0.25f;
    const auto boxes = decoded(picture);
    for (std::size_t i = 0; i < boxes.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const Box &a = boxes[i].box, &b = boxes[j].box;
        EXPECT_TRUE(boxes[i].class_index != boxes[j].class_index || a.right() < b.x || b.right() < a.x ||
                    a.bottom() < b.y || b.bottom() < a.y);
      }
    for (std::size_t cell = 0; cell < 63; ++cell)
      for (int index = 0; index < 2; ++index) {
        if (picture.probabilities[cell * 3 + static_cast<std::size_t>(index) + 1] < 0.5f) continue;
        const double x = static_cast<double>(cell % 9) * kCell_px,
                     y = static_cast<double>(cell / 9) * kCell_px;
        EXPECT_EQ(std::count_if(boxes.begin(), boxes.end(),
                                [&](const Detection& d) {
                                  return d.class_index == index && d.box.x <= x && x < d.box.right() &&
                                         d.box.y <= y && y < d.box.bottom();
                                }),
                  1);
      }
  }
}

TEST(EncodeCentroids, TheCellIsFoundAlongXByColumnAndAlongYByRow) {
  // A wide picture: 96 × 48 px, cells of 8 px. The middle of the box is (84, 12): column 10, row 1.
  const scene::LabelledBox boxes[] = {{1, {80, 4, 8, 16}, false, false}};
  const Grid grid{6, 12, 2};
  const CentroidTarget target = encode_centroids(boxes, 96, 48, grid);
  EXPECT_EQ(target.channels[1 * 12 + 10], 2) << "class 1 is channel 2";
  EXPECT_EQ(std::count(target.channels.begin(), target.channels.end(), 0), 71);
  EXPECT_EQ(target.collisions + target.outside, 0);
}

TEST(EncodeCentroids, TheLaterOfTwoObjectsInACellStandsAndTheCollisionIsTold) {
  const scene::LabelledBox boxes[] = {{0, {0, 0, 4, 4}, false, false}, {1, {1, 1, 4, 4}, false, false}};
  const CentroidTarget target = encode_centroids(boxes, 16, 16, {2, 2, 2});
  EXPECT_THAT(target.channels, ElementsAre(2, 0, 0, 0));
  EXPECT_EQ(target.collisions, 1);
}

TEST(EncodeCentroids, MiddlesOutsideThePictureAndCrowdsAreLeftOut) {
  const scene::LabelledBox boxes[] = {{0, {-20, 0, 8, 8}, false, false},
                                      {0, {12, 0, 8, 8}, false, false},  // its middle is at the right edge
                                      {0, {4, 4, 4, 4}, true, false}};
  const CentroidTarget target = encode_centroids(boxes, 16, 16, {2, 2, 1});
  EXPECT_THAT(target.channels, ElementsAre(0, 0, 0, 0));
  EXPECT_EQ(target.outside, 2);
}

TEST(Centroids, WhatIsEncodedIsDecodedToTheSameCells) {
  const scene::LabelledBox boxes[] = {{0, {9, 9, 2, 2}, false, false}, {1, {40, 60, 10, 10}, false, false}};
  const Grid grid{12, 12, 2};
  const CentroidTarget target = encode_centroids(boxes, 96, 96, grid);
  std::vector<float> probabilities(12 * 12 * 3, 0.0f);
  for (std::size_t cell = 0; cell < target.channels.size(); ++cell)
    probabilities[cell * 3 + static_cast<std::size_t>(target.channels[cell])] = 1;
  EXPECT_THAT(decode_centroids(probabilities, grid, 96, 96),
              ElementsAre(Detection{0, 1, {8, 8, 8, 8}}, Detection{1, 1, {40, 64, 8, 8}}));
}

}  // namespace
}  // namespace tinsmith::heads
