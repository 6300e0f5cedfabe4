#include "deploying/proof.h"

#include <gmock/gmock.h>

namespace tinsmith::deploying {
namespace {

using testing::HasSubstr;

constexpr double kThreshold = 0.25;

devices::Frame with_boxes(std::vector<devices::FoundBox> boxes) {
  devices::Frame frame;
  frame.boxes = std::move(boxes);
  return frame;
}
devices::Frame with_classes(std::vector<devices::FoundClass> classes) {
  devices::Frame frame;
  frame.classes = std::move(classes);
  return frame;
}

TEST(Proof, AllowsWhatTheJpegOfTheCameraChanges) {
  const auto board = with_boxes({{100, 100, 40, 40, 0.8, 1}, {30, 30, 10, 10, 0.3, 0}});
  EXPECT_EQ(difference_between(board, with_boxes({{104, 98, 42, 38, 0.7, 1}}), kThreshold), "");
  EXPECT_EQ(
      difference_between(with_classes({{0.6, 0}, {0.4, 1}}), with_classes({{0.5, 0}, {0.5, 1}}), kThreshold),
      "");
}

TEST(Proof, DoesNotAllowObjectsThatOnlyOneSideHas) {
  const auto one = with_boxes({{100, 100, 40, 40, 0.8, 1}}), none = with_boxes({});
  EXPECT_THAT(difference_between(one, none, kThreshold), HasSubstr("only the board has class 1 with 80 %"));
  EXPECT_THAT(difference_between(none, one, kThreshold), HasSubstr("only the computation has class 1"));
}

TEST(Proof, DoesNotAllowAnotherClassAnotherPlaceOrAnotherScore) {
  const auto board = with_boxes({{100, 100, 40, 40, 0.8, 1}});
  for (const devices::FoundBox& other :
       {devices::FoundBox{100, 100, 40, 40, 0.8, 0}, devices::FoundBox{130, 100, 40, 40, 0.8, 1},
        devices::FoundBox{100, 100, 40, 40, 0.5, 1}})
    EXPECT_NE(difference_between(board, with_boxes({other}), kThreshold), "");
  EXPECT_NE(difference_between(with_classes({{0.9, 0}}), with_classes({{0.9, 1}}), kThreshold), "");
  EXPECT_NE(difference_between(with_classes({{0.9, 0}}), board, kThreshold), "");
}

}  // namespace
}  // namespace tinsmith::deploying
