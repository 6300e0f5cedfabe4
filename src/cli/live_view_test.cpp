#include "cli/live_view.h"

#include <gtest/gtest.h>

namespace tinsmith::cli {
namespace {

std::string row_text(const CellGrid& grid, std::int32_t row) {
  std::string text;
  for (std::int32_t column = 0; column < grid.columns(); ++column) text += grid.at(column, row).text;
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

LiveState state_with_a_box() {
  LiveState state{.title = "XIAO at board", .frames_per_second = 3.14, .threshold = 0.5, .result = {}};
  state.result.picture = image::Image({240, 240}, 3);
  state.result.marks = {{{60, 120, 120, 60}, "nut 85 %", 1, image::Mark::Shape::Box}};
  state.result.text = "nut 85 %";
  state.result.model_ms = 304;
  return state;
}

TEST(LiveView, DrawsBoxesWithNamesAndTwoLines) {
  const LiveState state = state_with_a_box();
  const CellGrid grid = drawn_result(state, {80, 22});
  EXPECT_EQ(row_text(grid, 20), "nut 85 %");
  EXPECT_EQ(row_text(grid, 21), "3.1 frames/s  304 ms  threshold 50 %  keys: + - q  XIAO at board");
  // 240 pixels of the picture are 40 columns, from the 20th on: the box is 20 wide, and 5 rows high from the 10th on.
  const CellColour colour = cell_colour(image::mark_colour(1));
  EXPECT_EQ(grid.at(30, 12), (Cell{"▀", colour, colour}));
  EXPECT_EQ(grid.at(49, 12), (Cell{"▀", colour, colour}));
  EXPECT_EQ(grid.at(31, 12), (Cell{"▀", 0, 0}));
  EXPECT_EQ(grid.at(35, 14), (Cell{"▀", 0, colour}));
  EXPECT_EQ(grid.at(30, 9), (Cell{"n", cell_colour(image::text_colour_on(image::mark_colour(1))), colour}));
  EXPECT_EQ(grid.at(19, 10), Cell());
}

TEST(LiveView, FitsIntoEveryWindow) {
  LiveState state = state_with_a_box();
  state.result.marks.push_back({{-50, 230, 500, 500}, "a name that is longer than the window", 9});
  state.result.marks.push_back({{300, -9, 0, 0}, "点 5 %", 0, image::Mark::Shape::Point});
  for (std::int32_t columns = 1; columns < 60; columns += 3)
    for (std::int32_t rows = 1; rows < 30; ++rows) {
      const CellGrid grid = drawn_result(state, {columns, rows});
      EXPECT_EQ(grid.columns(), columns);
      EXPECT_FALSE(grid.bytes_after(CellGrid(), true).empty());
    }
}

TEST(LiveView, SaysThatThereIsNoPicture) {
  LiveState state = state_with_a_box();
  state.result.picture = {};
  EXPECT_EQ(row_text(drawn_result(state, {80, 22}), 0), "The board sent no picture.");
}

TEST(Terminal, KnowsItsColoursByTheUsualVariables) {
  EXPECT_TRUE(has_true_colours("truecolor", "xterm"));
  EXPECT_TRUE(has_true_colours(nullptr, "xterm-direct"));
  EXPECT_FALSE(has_true_colours(nullptr, "xterm-256color"));
  EXPECT_FALSE(has_true_colours("", nullptr));
}

}  // namespace
}  // namespace tinsmith::cli
