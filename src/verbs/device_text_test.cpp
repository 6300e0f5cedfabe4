#include "verbs/device_text.h"

#include <gtest/gtest.h>

namespace tinsmith::verbs {
namespace {

const std::vector<std::string> kNames{"bolt", "nut"};

TEST(DeviceText, NothingThatABoardSendsControlsTheTerminal) {
  EXPECT_EQ(harmless("Scheibe \xC3\xB8"), "Scheibe \xC3\xB8");
  EXPECT_EQ(harmless("a\x1b[2Jb\r\nc\x7f\xC2\x9b"), "a?[2Jb??c??");
}

TEST(DeviceText, BoxesAreNamedWithTheirScoresAndPlaces) {
  devices::Frame frame;
  frame.count = 12;
  frame.infer_ms = 59;
  frame.boxes = {{43, 111, 68, 84, 0.76, 1}, {140, 58, 59, 83, 0.62, 7}};
  EXPECT_EQ(frame_text(frame, kNames), "#12  nut 76 % at (43, 111), class 7 62 % at (140, 58)  59 ms");
  const auto json = frame_json(frame, kNames);
  EXPECT_EQ(json["objects"][0]["class"], "nut");
  EXPECT_EQ(json["objects"][0]["box"], (std::vector<double>{9, 69, 68, 84}));
  EXPECT_FALSE(json.contains("classes"));
}

TEST(DeviceText, MarksAreInPixelsOfThePicture) {
  devices::Frame frame;
  frame.width = frame.height = 240;
  frame.boxes = {{43, 111, 68, 84, 0.76, 1}};
  frame.points = {{{20, 30}, 0.5, -1}};
  EXPECT_EQ(findings_text(frame, kNames), "nut 76 %");
  const auto marks = frame_marks(frame, kNames, {480, 240});
  ASSERT_EQ(marks.size(), 2U);
  EXPECT_EQ(marks[0].text, "nut 76 %");
  EXPECT_EQ(marks[0].class_index, 1U);
  EXPECT_EQ(marks[0].area.x, 18);
  EXPECT_EQ(marks[0].area.y, 69);
  EXPECT_EQ(marks[0].area.width, 136);
  EXPECT_EQ(marks[1].area.x, 40);
  EXPECT_EQ(marks[1].text, "class -1 50 %");
}

TEST(DeviceText, AnEmptyResultIsOneToo) {
  devices::Frame frame;
  frame.classes.emplace();
  EXPECT_EQ(frame_text(frame, kNames), "#0  nothing found  0 ms");
  EXPECT_EQ(json_text(frame_json(frame, kNames)["classes"]), "[]");
  frame.classes = {{0.97, 0}, {0.02, -1}};
  EXPECT_EQ(frame_text(frame, kNames), "#0  bolt 97 %, class -1 2 %  0 ms");
}

}  // namespace
}  // namespace tinsmith::verbs
