// Tests boxes around rotated shapes, and the inputs of the shared data that users reported as read wrongly,
// against the values in their README.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/shared_data_for_test.h"
#include "dataset/layouts/outline.h"
#include "dataset/read.h"

namespace tinsmith::dataset {
namespace {

using Names = std::vector<std::string>;

TEST(Outline, ABoxTurnedByHalfARightAngleGrowsByTheRootOfTwo) {
  constexpr double kDigits = 0.005;  // the case states two decimals
  const scene::Box box = box_around_rotated(15, 15, 10, 10, 45);
  EXPECT_NEAR(box.x, 7.93, kDigits);
  EXPECT_NEAR(box.width, 14.14, kDigits);
  EXPECT_EQ(box_around_rotated(15, 15, 10, 4, -270), (scene::Box{13, 10, 4, 10}));
}
struct SharedCase {
  const char* folder;
  const char* format;
  Names classes;
  std::vector<std::pair<const char*, scene::Box>> boxes;  // of all labelled pictures, in order
  std::size_t pictures = 0;
};
class SharedCases : public testing::TestWithParam<SharedCase> {};

// Tolerances of the values in the README of each input: two decimals for rotated boxes, thirds of a pixel
// in YOLO's files.
constexpr double kDecimals_pixels = 0.005;

TEST_P(SharedCases, AreReadAsTheirReadmeSays) {
  const auto path = shared_data(std::string("cases/") + GetParam().folder);
  if (!path) GTEST_SKIP() << "SKIP: the shared data has no folder " << GetParam().folder;
  const Dataset dataset = read_dataset(*path).value();
  EXPECT_EQ(dataset.format, GetParam().format);
  EXPECT_EQ(dataset.classes, GetParam().classes);
  EXPECT_EQ(dataset.pictures.size(), GetParam().pictures);
  std::vector<std::pair<std::string, scene::LabelledBox>> boxes;
  for (const Picture& picture : dataset.pictures) {
    EXPECT_EQ(picture.is_annotated, !picture.boxes.empty()) << picture.path;
    for (const scene::LabelledBox& box : picture.boxes) boxes.emplace_back(picture.path, box);
  }
  ASSERT_EQ(boxes.size(), GetParam().boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto& [name, expected] = GetParam().boxes[i];
    const scene::Box& box = boxes[i].second.box;
    EXPECT_EQ(dataset.classes[static_cast<std::size_t>(boxes[i].second.class_index)], name);
    EXPECT_NEAR(box.x, expected.x, kDecimals_pixels);
    EXPECT_NEAR(box.y, expected.y, kDecimals_pixels);
    EXPECT_NEAR(box.width, expected.width, kDecimals_pixels);
    EXPECT_NEAR(box.height, expected.height, kDecimals_pixels);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SharedCases,
    testing::Values(
        SharedCase{"coco-string-ids",
                   "coco",
                   {"bolt", "nut"},
                   {{"bolt", {5, 10, 20, 20}}, {"nut", {15, 10, 20, 20}}, {"bolt", {25, 10, 20, 20}}},
                   3},
        SharedCase{"coco-class-slash",
                   "coco",
                   {"stop/slow sign", "M3, 10mm"},
                   {{"stop/slow sign", {1, 2, 9, 9}}, {"M3, 10mm", {11, 2, 9, 9}}},
                   1},
        SharedCase{
            "cvat-mask-only", "cvat", {"tile"}, {{"tile", {20, 10, 12, 8}}, {"tile", {30, 20, 10, 10}}}, 2},
        SharedCase{"cvat-rotated-box",
                   "cvat",
                   {"plank"},
                   {{"plank", {45, 10, 10, 40}}, {"plank", {7.93, 7.93, 14.14, 14.14}}},
                   1},
        SharedCase{"exif-label-studio-coco", "coco", {"red"}, {{"red", {10, 70, 20, 20}}}, 1},
        SharedCase{"labelimg-verified",
                   "voc",
                   {"cup"},
                   {{"cup", {10, 10, 20, 20}}, {"cup", {11, 10, 20, 20}}, {"cup", {12, 10, 20, 20}}},
                   3},
        SharedCase{"voc-utf16",
                   "voc",
                   {"Schlüssel"},
                   {{"Schlüssel", {10, 10, 20, 20}},
                    {"Schlüssel", {10, 10, 20, 20}},
                    {"Schlüssel", {10, 10, 20, 20}}},
                   3},
        SharedCase{
            "nfd-names", "coco", {"Teil"}, {{"Teil", {10, 10, 20, 20}}, {"Teil", {12, 10, 20, 20}}}, 2},
        SharedCase{"yolo-class-exceeds", "yolo", {"button"}, {{"button", {5, 10, 20, 20}}}, 5},
        SharedCase{"yolo-percent-names",
                   "yolo",
                   {"button"},
                   {{"button", {5, 10, 20, 20}}, {"button", {25, 10, 20, 20}}},
                   2}),
    [](const auto& row) {
      std::string name = row.param.folder;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

}  // namespace
}  // namespace tinsmith::dataset
