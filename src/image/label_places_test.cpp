#include "image/label_places.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tinsmith::image {
namespace {

// The same cases as web/src/lib/label_places.test.ts: a picture of 200x100 and labels of 40x10.
std::vector<std::pair<double, double>> placed(const std::vector<Rectangle>& boxes, double width = 200,
                                              double height = 100) {
  std::vector<LabelToPlace> labels;
  for (const Rectangle& box : boxes) labels.push_back({box, 40, 10});
  std::vector<std::pair<double, double>> corners;
  for (const Point& place : places_of_labels(labels, width, height)) corners.emplace_back(place.x, place.y);
  return corners;
}
using Corners = std::vector<std::pair<double, double>>;

TEST(Label, StandsAboveItsBoxAtTheLeftEdge) {
  EXPECT_EQ(placed({{50, 40, 60, 30}}), (Corners{{50, 30}}));
}

TEST(Label, IsMovedIntoThePicture) {
  EXPECT_EQ(placed({{50, 4, 60, 30}}), (Corners{{50, 0}}));
  EXPECT_EQ(placed({{190, 40, 10, 30}}), (Corners{{160, 30}}));
  EXPECT_EQ(placed({{-20, -20, 300, 300}}), (Corners{{0, 0}}));
}

TEST(Label, CoversNoLabelThatWasPlacedBefore) {
  const Rectangle same{50, 40, 60, 30};
  EXPECT_EQ(placed({same, same, same, same}), (Corners{{50, 30}, {50, 40}, {50, 70}, {50, 60}}));
}

TEST(Label, FindsRoomForTwentyOnOneObject) {
  const auto corners = placed(std::vector<Rectangle>(20, {50, 40, 60, 30}));
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const auto [x, y] = corners[i];
    EXPECT_TRUE(x >= 0 && x + 40 <= 200 && y >= 0 && y + 10 <= 100) << i;
    for (std::size_t k = 0; k < i; ++k)
      EXPECT_TRUE(std::abs(x - corners[k].first) >= 40 || std::abs(y - corners[k].second) >= 10)
          << k << ", " << i;
  }
}

TEST(Label, CoversTheLeastWhereEverythingIsTaken) {
  EXPECT_EQ(placed({{0, 0, 40, 15}, {0, 0, 40, 15}}, 40, 15), (Corners{{0, 0}, {0, 5}}));
}

TEST(Label, LargerThanThePictureBeginsAtItsCorner) {
  EXPECT_EQ(placed({{5, 5, 10, 10}}, 20, 20), (Corners{{0, 0}}));
}

}  // namespace
}  // namespace tinsmith::image
