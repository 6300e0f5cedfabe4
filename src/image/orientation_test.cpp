#include "image/orientation.h"

#include <gtest/gtest.h>

namespace tinsmith::image {
namespace {

//   The upright picture:  1 2 3
//                         4 5 6
// The table lists what each orientation stores of it. The EXIF table defines an orientation by the position
// of the stored first row and first column ("the 0th row is at the visual right-hand side, …").
TEST(Orientation, EachStoredFormComesUpright) {
  struct Row {
    int orientation;
    Size size;
    std::vector<std::uint8_t> stored;
  };
  const std::vector<Row> rows{
      {1, {3, 2}, {1, 2, 3, 4, 5, 6}}, {2, {3, 2}, {3, 2, 1, 6, 5, 4}}, {3, {3, 2}, {6, 5, 4, 3, 2, 1}},
      {4, {3, 2}, {4, 5, 6, 1, 2, 3}}, {5, {2, 3}, {1, 4, 2, 5, 3, 6}}, {6, {2, 3}, {3, 6, 2, 5, 1, 4}},
      {7, {2, 3}, {6, 3, 5, 2, 4, 1}}, {8, {2, 3}, {4, 1, 5, 2, 6, 3}},
  };
  for (const Row& row : rows) {
    Image stored(row.size, 1);
    stored.pixels = row.stored;
    const Image image = upright(stored, row.orientation);
    EXPECT_EQ(image.size, (Size{3, 2})) << row.orientation;
    EXPECT_EQ(image.pixels, (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6})) << row.orientation;
    EXPECT_EQ(exchanges_sides(row.orientation), row.size.width == 2);
  }
}

}  // namespace
}  // namespace tinsmith::image
