#include "studio/board_picture.h"

#include <gmock/gmock.h>

#include "base/files.h"
#include "image/encode.h"
#include "store/pictures.h"

namespace tinsmith::studio {
namespace {

class BoardPictures : public testing::Test {
 protected:
  BoardPictures()
      : folder_(TemporaryFolder::make().value()),
        store_(store::Store::open(folder_.path() / "data").value()) {}

  store::Project project(scene::Task task, const std::vector<std::string>& names) {
    auto database = store_->connect().value();
    const auto id = store::add_project(*database, "board", task).value();
    std::vector<store::Class> classes;
    for (const std::string& name : names) classes.push_back({.name = name, .colour = "#000000"});
    EXPECT_TRUE(store::set_classes(*database, id, classes));
    return store::find_project(*database, id).value().value();
  }

  // A picture of 240 × 120 pixels that differs for each shade.
  static Bytes picture(std::uint8_t shade) {
    image::Image picture({240, 120}, 3);
    std::fill(picture.pixels.begin(), picture.pixels.end(), shade);
    return image::encode_jpeg(picture, 90).value();
  }

  SavedBoardPicture saved(const store::Project& to, const devices::Frame& frame) {
    auto database = store_->connect().value();
    return save_board_picture(*store_, *database, to, {frame, {240, 120}, {"bolt", "nut"}, "board-1.jpg"})
        .value();
  }
  store::Picture row(const store::Project& in, std::int64_t id) {
    auto database = store_->connect().value();
    return store::find_picture(*database, in.id, id).value().value();
  }

  TemporaryFolder folder_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(BoardPictures, GetTheBoxesOfTheModelInsideThePictureAndInItsPixels) {
  const auto parts = project(scene::Task::Boxes, {"nut", "bolt"});
  devices::Frame frame;
  frame.width = 480;  // the board states places in pixels of a larger picture
  frame.height = 240;
  frame.picture = picture(10);
  frame.boxes = {
      {{.centre_x = 100, .centre_y = 60, .width = 40, .height = 20, .score = 0.9, .class_index = 1},
       {.centre_x = 470, .centre_y = 120, .width = 60, .height = 40, .score = 0.5, .class_index = 0},
       {.centre_x = 900, .centre_y = 900, .width = 10, .height = 10, .score = 0.5, .class_index = 0},
       {.centre_x = 50, .centre_y = 50, .width = 10, .height = 10, .score = 0.5, .class_index = 7}}};
  const auto result = saved(parts, frame);
  EXPECT_EQ(result.labels, 2);
  EXPECT_EQ(result.unknown_classes, std::vector<std::string>{"class 7"});
  const auto kept = row(parts, *result.added.id);
  EXPECT_EQ(kept.model_job, store::kBoardModelJob);
  ASSERT_EQ(kept.boxes.size(), 2u);
  EXPECT_EQ(kept.boxes[0].class_id, parts.classes[0].id);
  EXPECT_EQ(kept.boxes[0].x, 40);
  EXPECT_EQ(kept.boxes[0].y, 25);
  EXPECT_EQ(kept.boxes[0].width, 20);
  EXPECT_EQ(kept.boxes[0].height, 10);
  EXPECT_EQ(kept.boxes[1].x + kept.boxes[1].width, 240);  // cut at the edge
}

TEST_F(BoardPictures, KeepNoLabelOfAnotherTaskOrAnUnknownClass) {
  devices::Frame frame;
  frame.picture = picture(20);
  frame.classes = {{{.score = 0.9, .class_index = 0}}};
  EXPECT_EQ(saved(project(scene::Task::Boxes, {"bolt"}), frame).labels, 0);
  const auto others = project(scene::Task::Classification, {"cat", "dog"});
  const auto result = saved(others, frame);
  EXPECT_EQ(result.labels, 0);
  EXPECT_EQ(result.unknown_classes, std::vector<std::string>{"bolt"});
  EXPECT_EQ(row(others, *result.added.id).state, store::LabelState::Unlabelled);
}

TEST_F(BoardPictures, LeaveTheLabelsOfAPictureThatIsThere) {
  const auto parts = project(scene::Task::Classification, {"bolt", "nut"});
  devices::Frame frame;
  frame.picture = picture(30);
  const auto first = saved(parts, frame);
  EXPECT_EQ(first.labels, 0);
  frame.classes = {{{.score = 0.2, .class_index = 0}, {.score = 0.7, .class_index = 1}}};
  const auto again = saved(parts, frame);
  EXPECT_EQ(again.added.result, "duplicate");
  EXPECT_EQ(row(parts, *first.added.id).state, store::LabelState::Unlabelled);
  frame.picture = picture(40);
  EXPECT_EQ(row(parts, *saved(parts, frame).added.id).class_id, parts.classes[1].id);
}

TEST_F(BoardPictures, AreRefusedWhenTheyAreNone) {
  const auto parts = project(scene::Task::Classification, {"bolt", "nut"});
  auto database = store_->connect().value();
  devices::Frame frame;
  const auto none = save_board_picture(*store_, *database, parts, {frame, {}, {}, "board-1.jpg"});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().text(), testing::HasSubstr("has sent no picture"));
}

}  // namespace
}  // namespace tinsmith::studio
