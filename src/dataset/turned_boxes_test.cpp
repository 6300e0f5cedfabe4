#include "dataset/turned_boxes.h"

#include <gtest/gtest.h>

namespace tinsmith::dataset {
namespace {

// A phone's picture: 100 × 60 pixels as stored, 60 × 100 when upright.
constexpr image::Size kUpright{60, 100}, kStored{100, 60};
constexpr int kTurnedRight = 6;

struct Written {
  scene::Box box;
  image::Size stated;
};

std::vector<scene::Box> placed(const std::vector<Written>& boxes, BoxesDrawnOn wanted = BoxesDrawnOn::Unknown,
                               std::string* message = nullptr, int orientation = kTurnedRight) {
  TurnedBoxes turned;
  std::vector<Picture> pictures(boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    pictures[i].size = orientation >= 5 ? kUpright : kStored;
    pictures[i].boxes.push_back({0, boxes[i].box});
    turned.add(i, orientation, {boxes[i].box, false, boxes[i].stated});
  }
  const auto sentence = turned.settle(pictures, wanted);
  if (message != nullptr) *message = sentence.value_or("");
  std::vector<scene::Box> result;
  for (const Picture& picture : pictures) result.push_back(picture.boxes[0].box);
  return result;
}

TEST(TurnedBoxes, TheStoredSizeSaysThatBoxesWereDrawnOnTheStoredPicture) {
  std::string message;
  EXPECT_EQ(placed({{{70, 10, 20, 30}, kStored}}, BoxesDrawnOn::Unknown, &message)[0],
            (scene::Box{20, 70, 30, 20}));
  EXPECT_EQ(message,
            "1 picture with boxes is rotated by EXIF: the boxes of 1 are read as drawn on the stored "
            "picture, whose "
            "size is stated");
}
TEST(TurnedBoxes, BoxesThatFitTheUprightPictureOnlyContradictTheStatedSize) {
  std::string message;
  // Label Studio: the second box fits both readings and follows the first.
  const auto boxes =
      placed({{{10, 70, 20, 20}, kStored}, {{5, 5, 20, 20}, kStored}}, BoxesDrawnOn::Unknown, &message);
  EXPECT_EQ(boxes[0], (scene::Box{10, 70, 20, 20}));
  EXPECT_EQ(boxes[1], (scene::Box{5, 5, 20, 20}));
  EXPECT_EQ(message,
            "2 pictures with boxes are rotated by EXIF: the boxes are read as drawn on the upright picture, "
            "because they are inside it");
}
TEST(TurnedBoxes, BoxesThatFitTheStoredPictureOnlyAreTurned) {
  EXPECT_EQ(placed({{{70, 10, 20, 30}, {}}})[0], (scene::Box{20, 70, 30, 20}));
  EXPECT_EQ(placed({{{70, 10, 20, 30}, kUpright}})[0], (scene::Box{20, 70, 30, 20}));
}
TEST(TurnedBoxes, WhereNothingDecidesTheUprightPictureIsTakenAndTheOptionNamed) {
  std::string message;
  EXPECT_EQ(placed({{{5, 5, 20, 20}, {}}}, BoxesDrawnOn::Unknown, &message)[0], (scene::Box{5, 5, 20, 20}));
  EXPECT_EQ(message,
            "1 picture with boxes is rotated by EXIF and it is not known on which picture the boxes were "
            "drawn: they "
            "are read as drawn on the upright one; \"--boxes-drawn-on stored\" reads them as drawn on the "
            "stored one");
}
TEST(TurnedBoxes, AnUpsideDownPictureFollowsThoseWhoseStatedSizeTells) {
  const scene::Box drawn{5, 10, 20, 30};
  for (const auto& [stated, expected] :
       {std::pair(kStored, scene::Box{75, 20, 20, 30}), std::pair(kUpright, drawn)}) {
    TurnedBoxes turned;
    std::vector<Picture> pictures(2);
    pictures[0].size = kUpright;
    pictures[0].boxes.push_back({0, drawn});
    turned.add(0, kTurnedRight, {drawn, false, stated});
    pictures[1].size = kStored;
    pictures[1].boxes.push_back({0, drawn});
    turned.add(1, 3, {drawn, false, kStored});  // its size is the same for both readings
    turned.settle(pictures, BoxesDrawnOn::Unknown);
    EXPECT_EQ(pictures[1].boxes[0].box, expected);
  }
}
TEST(TurnedBoxes, TheOptionDecides) {
  EXPECT_EQ(placed({{{5, 10, 20, 30}, {}}}, BoxesDrawnOn::Stored)[0], (scene::Box{20, 5, 30, 20}));
  EXPECT_EQ(placed({{{5, 10, 20, 30}, kStored}}, BoxesDrawnOn::Upright)[0], (scene::Box{5, 10, 20, 30}));
  // Upside down: both sizes are equal, so only the option can decide.
  EXPECT_EQ(placed({{{5, 10, 20, 30}, {}}}, BoxesDrawnOn::Stored, nullptr, 3)[0],
            (scene::Box{75, 20, 20, 30}));
}
TEST(TurnedBoxes, StatedUprightSizesNeedNoWord) {
  std::string message;
  EXPECT_EQ(placed({{{5, 5, 20, 20}, kUpright}}, BoxesDrawnOn::Unknown, &message)[0],
            (scene::Box{5, 5, 20, 20}));
  EXPECT_EQ(message, "");
}

}  // namespace
}  // namespace tinsmith::dataset
