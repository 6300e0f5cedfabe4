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
