#include "cli/cell_grid.h"

#include <gtest/gtest.h>

namespace tinsmith::cli {
namespace {

TEST(CellGrid, ShowsTwoPixelsInACell) {
  image::Image picture({2, 3}, 3);
  image::fill_pixel(picture, 0, 0, {255, 0, 0});
  image::fill_pixel(picture, 0, 1, {0, 255, 0});
  image::fill_pixel(picture, 1, 2, {0, 0, 255});
  CellGrid grid(3, 2);
  grid.draw(picture, 0, 0);
  EXPECT_EQ(grid.at(0, 0), (Cell{"▀", 0xFF0000, 0x00FF00}));
  EXPECT_EQ(grid.at(1, 1), (Cell{"▀", 0x0000FF, kUsualColour}));
  EXPECT_EQ(grid.at(2, 0), Cell());
  grid.draw(picture, 2, 1);  // most of it is outside
  EXPECT_EQ(grid.at(2, 1).ink, 0xFF0000U);
}

TEST(CellGrid, WritesOnlyWhatHasChanged) {
  CellGrid before(10, 2), after(10, 2);
  before.write(0, 0, "nut 85 %");
  after.write(0, 0, "nut 86 %");
  EXPECT_EQ(after.bytes_after(before, true), "\033[1;6H6\033[0m");
  EXPECT_EQ(after.bytes_after(after, true), "");
  after.write(9, 1, "xy", 0x010203, 0xFFFFFF);
  EXPECT_EQ(after.bytes_after(before, true), "\033[1;6H6\033[2;10H\033[38;2;1;2;3;48;2;255;255;255mx\033[0m");
  EXPECT_EQ(after.bytes_after(CellGrid(), false),
            "\033[0m\033[2J\033[1;1Hnut 86 %\033[2;10H\033[38;5;16;48;5;231mx\033[0m");
}

TEST(CellGrid, GivesChineseCharactersTwoColumns) {
  EXPECT_EQ(columns_of("nut"), 3);
  EXPECT_EQ(columns_of("螺母 85 %"), 9);
  EXPECT_EQ(columns_of("e\u0301"), 1);
  EXPECT_EQ(columns_of("\xFF\xE8\x9E"), 3);
  CellGrid grid(5, 1);
  grid.write(0, 0, "螺母螺");
  EXPECT_EQ(grid.at(2, 0).text, "母");
  EXPECT_EQ(grid.at(3, 0).text, "");
  EXPECT_EQ(grid.at(4, 0).text, " ");  // half of a character does not fit
  grid.write(3, 0, "x");
  EXPECT_EQ(grid.at(2, 0).text, " ");
  grid.write(0, 0, "y");
  EXPECT_EQ(grid.at(1, 0).text, " ");
}

// The numbers of xterm's own table (256colres.h) for its colours.
TEST(CellGrid, FindsTheNearestOf256Colours) {
  EXPECT_EQ(nearest_of_256(0x000000), 16);
  EXPECT_EQ(nearest_of_256(0xFFFFFF), 231);
  EXPECT_EQ(nearest_of_256(0xFF0000), 196);
  EXPECT_EQ(nearest_of_256(0x5F87AF), 67);
  EXPECT_EQ(nearest_of_256(0x808080), 244);
  EXPECT_EQ(nearest_of_256(0x080808), 232);
  EXPECT_EQ(nearest_of_256(0xEEEEEE), 255);
}

TEST(CellGrid, FitsAPictureIntoTheWindow) {
  EXPECT_EQ(fitted({240, 240}, 80, 22), (image::Size{44, 44}));
  EXPECT_EQ(fitted({640, 480}, 80, 50), (image::Size{80, 60}));
  EXPECT_EQ(fitted({1000, 1}, 10, 1), (image::Size{10, 1}));
}

}  // namespace
}  // namespace tinsmith::cli
