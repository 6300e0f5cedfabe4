#include "heads/boxes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "graph/builder.h"
#include "graph/validate.h"
#include "heads/heads.h"

namespace tinsmith::heads {
namespace {

scene::BoxGrid grid_of(std::int32_t classes) {
  scene::BoxGrid grid{96, 64, classes, scene::BoxCoding::Bounded, {}};
  grid.levels = {{8, {{10, 13}, {16, 30}}}, {16, {{30, 61}}}};
  return grid;
}

TEST(DecodedBox, FollowsTheFormulaOfYolov5) {
  const auto grid = grid_of(1);
  const std::vector<float> middle{0, 0, 0, 0, 0, 0};  // σ = 0.5 everywhere
  const scene::Box box = decoded_box(middle.data(), grid, grid.levels[0], grid.levels[0].anchors[1], 3, 2);
  EXPECT_EQ(scene::centre_of(box), (scene::Point{28, 20}));
  EXPECT_EQ(box.width, 16);
  EXPECT_EQ(box.height, 30);
}

TEST(DecodedBox, FollowsTheFormulaOfYolov2WhereSizesAreExponentials) {
  auto grid = grid_of(1);
  grid.coding = scene::BoxCoding::Exponential;
  const std::vector<float> raw{0, 0, 0, std::log(2.0f), 0, 0};
  const scene::Box box = decoded_box(raw.data(), grid, grid.levels[0], grid.levels[0].anchors[0], 0, 1);
  EXPECT_EQ(scene::centre_of(box), (scene::Point{4, 12}));
  EXPECT_EQ(box.width, 10);
  EXPECT_NEAR(box.height, 26, 1e-5);
}

TEST(DecodedRows, ComeLevelByLevelThenAnchorByAnchorThenRowByRow) {
  const auto grid = grid_of(2);
  std::vector<float> fine(12 * 8 * 2 * 7, -20), coarse(6 * 4 * 7, -20);
  const std::size_t at = ((2 * 12 + 5) * 2 + 1) * 7;  // row 2, column 5, second anchor
  fine[at + 4] = fine[at + 6] = 20;
  const std::vector<std::span<const float>> levels{fine, coarse};
  const auto rows = decoded_rows(levels, grid);
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(grid.rows() * 7));
  const std::size_t expected_row = 12 * 8 + 2 * 12 + 5;
  for (std::size_t row = 0; row < rows.size() / 7; ++row)
    EXPECT_EQ(rows[row * 7 + 4] > 0.5f, row == expected_row) << row;
}

TEST(DetectionsIn, TakesTheLikeliestClassAndDropsWhatABetterBoxCovers) {
  const std::vector<float> rows{0.5f,  0.5f, 0.2f, 0.2f, 0.9f,  0.1f, 0.8f,   //
                                0.51f, 0.5f, 0.2f, 0.2f, 0.7f,  0.1f, 0.8f,   // the same object again
                                0.51f, 0.5f, 0.2f, 0.2f, 0.6f,  0.9f, 0.2f,   // same place, but another class
                                0.1f,  0.1f, 0.4f, 0.4f, 0.5f,  0.9f, 0.2f,   // extends beyond the input
                                0.8f,  0.8f, 0.1f, 0.1f, 0.25f, 0.9f, 0.2f};  // not above the threshold
  const auto found = detections_in(rows, 2, 100, 100, {.suppression = Suppression::PerClass});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].class_index, 1);
  EXPECT_NEAR(found[0].box.x, 40, 1e-4);
  EXPECT_EQ(found[1].class_index, 0);
  EXPECT_EQ(found[2].box.x, 0) << "clipped to the input";
  EXPECT_EQ(detections_in(rows, 2, 100, 100, {}).size(), 2u) << "the best class of an object alone";
  EXPECT_EQ(detections_in(rows, 2, 100, 100, {.limit = 1}).size(), 1u);
}

// The rules of SSCMA-Micro 2.x for decoded rows: the overlap is computed across classes with a box's centre
// used as its upper left corner, and of equal scores the later row comes first.
constexpr BoxDecoding kFirmware{.overlap = Overlap::CentreAsCorner, .prefers_later_of_equal = true};

TEST(FirmwareOverlap, LetsABoxStandWhoseCentreIsFarFromThatOfTheBoxThatCoversIt) {
  // Drawn: 0.3…0.7 and 0.3…0.5 horizontally, an IoU of 0.5. With the centres as corners: 0.5…0.9
  // and 0.4…0.6, 0.1 / (0.4 + 0.2 − 0.1).
  const std::vector<float> rows{0.5f, 0.5f, 0.4f, 0.4f, 0.9f, 1.0f,  //
                                0.4f, 0.5f, 0.2f, 0.4f, 0.8f, 1.0f};
  EXPECT_EQ(detections_in(rows, 1, 100, 100, {}).size(), 1u);
  const auto found = detections_in(rows, 1, 100, 100, kFirmware);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NEAR(found[1].box.x, 30, 1e-4);
  EXPECT_NEAR(found[1].box.y, 30, 1e-4);
  EXPECT_NEAR(found[1].box.right(), 50, 1e-4);
}

TEST(FirmwareOverlap, DropsABoxWhoseCornerLiesInABetterOne) {
  // Drawn: 0.3…0.7 and 0.55…0.75 horizontally, an IoU of 0.15 / 0.45 = 0.33. With the centres as corners:
  // 0.5…0.9 and 0.65…0.85, an IoU of 0.5.
  const std::vector<float> rows{0.5f,  0.5f, 0.4f, 0.4f, 0.9f, 1.0f,  //
                                0.65f, 0.5f, 0.2f, 0.4f, 0.8f, 1.0f};
  EXPECT_EQ(detections_in(rows, 1, 100, 100, {}).size(), 2u);
  EXPECT_EQ(detections_in(rows, 1, 100, 100, kFirmware).size(), 1u);
}

TEST(FirmwareOverlap, LimitsCentreAndSizeToThePictureEachByItself) {
  const std::vector<float> rows{1.1f, 0.5f, 0.2f, 1.4f, 0.9f, 1.0f};
  const auto found = detections_in(rows, 1, 100, 100, kFirmware);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].box.x, 90, 1e-4) << "half of the box stands out, and is cut off when it is drawn";
  EXPECT_EQ(found[0].box.right(), 100);
  EXPECT_EQ(found[0].box.height, 100);
}

TEST(FirmwareOverlap, TakesTheLaterOfTwoRowsOfEqualScore) {
  const std::vector<float> rows{0.5f,  0.5f, 0.4f, 0.4f, 0.75f, 1.0f, 0.0f,  //
                                0.52f, 0.5f, 0.4f, 0.4f, 0.75f, 0.0f, 1.0f};
  EXPECT_EQ(detections_in(rows, 2, 100, 100, {}).at(0).class_index, 0);
  const auto found = detections_in(rows, 2, 100, 100, kFirmware);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].class_index, 1);
}

TEST(RowClasses, EachAboveTheThresholdIsAnAnswerOfItsOwn) {
  // The objectness is 1; the row's score is that of its most probable class.
  const std::vector<float> rows{0.5f, 0.5f, 0.4f, 0.4f, 0.8f, 0.8f, 0.6f, 0.4f};
  const auto found = detections_in(rows, 3, 100, 100,
                                   {.threshold = 0.5,
                                    .suppression = Suppression::PerClass,
                                    .row_classes = RowClasses::EachAboveThreshold});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].class_index, 0);
  EXPECT_EQ(found[0].score, double{0.8f});
  EXPECT_EQ(found[1].class_index, 1);
  EXPECT_NEAR(found[1].score, 0.6, 1e-6);
  EXPECT_EQ(found[1].box, found[0].box);
}

TEST(NormalizeRows, TurnsPixelsAndHundredsIntoPartsWhereTheScaleSaysSo) {
  graph::Tensor output;
  output.shape = {1, 1, 6};
  output.quantization = {{1.6f}, {-127}, 0};
  std::vector<float> rows{96, 48, 19.2f, 9.6f, 80, 50};
  normalize_rows(rows, output, 192, 96);
  EXPECT_EQ(rows, (std::vector<float>{0.5f, 0.5f, 0.1f, 0.1f, 0.8f, 0.5f}));
  output.quantization.scales[0] = 1.0f / 256;
  normalize_rows(rows, output, 192, 96);
  EXPECT_EQ(rows[0], 0.5f);
}

graph::Graph raw_network(const scene::BoxGrid& grid) {
  graph::Builder build("raw", 3);
  const graph::TensorId x = build.input("image", {1, grid.input_height, grid.input_width, 3});
  std::vector<graph::TensorId> outputs;
  for (const scene::BoxLevel& level : grid.levels)
    outputs.push_back(
        build.conv2d(fmt::format("level{}", level.stride), x,
                     {.filters = grid.channels() * static_cast<std::int32_t>(level.anchors.size()),
                      .filter = level.stride,
                      .stride = level.stride,
                      .bias = true}));
  return build.finish(outputs);
}

TEST(WithDecodedBoxes, EndsInTheRowsThatFirmwareCounts) {
  auto grid = grid_of(3);
  const auto two_levels = with_answer(raw_network(grid), scene::Task::Boxes, &grid);
  ASSERT_TRUE(two_levels) << two_levels.error().text();
  const std::int32_t firmware_rows = 3 * (12 * 8 + 6 * 4 + 3 * 2);
  EXPECT_EQ(two_levels->tensor(two_levels->outputs[0]).shape, (graph::Shape{1, firmware_rows, 8}));
  EXPECT_TRUE(check_answer(*two_levels, scene::Task::Boxes, 3));
  const auto again = with_answer(*two_levels, scene::Task::Boxes, &grid);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, *two_levels) << "decoded once";
}

TEST(WithDecodedBoxes, RefusesANetworkThatTheGridDoesNotDescribe) {
  const auto grid = grid_of(3);
  auto other = grid;
  other.classes = 4;
  const auto refused = with_decoded_boxes(raw_network(grid), other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "output 0 of the network is 1x8x12x16, the grid needs 1x8x12x18");
}

TEST(WithLevelParts, EndsInTheLogisticFunctionOfEachLevel) {
  const auto grid = grid_of(3);
  const auto parts = with_answer(raw_network(grid), scene::Task::Boxes, &grid, BoxForm::Levels);
  ASSERT_TRUE(parts) << parts.error().text();
  ASSERT_EQ(parts->outputs.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_EQ(parts->tensor(parts->outputs[i]).name, fmt::format("level_parts{}", i));
  EXPECT_TRUE(check_answer(*parts, scene::Task::Boxes, 3, &grid));
  EXPECT_FALSE(check_answer(*parts, scene::Task::Boxes, 3)) << "these are no rows";
  const auto again = with_answer(*parts, scene::Task::Boxes, &grid, BoxForm::Levels);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, *parts) << "once";
}

TEST(WithLevelParts, LeavesExponentialBoxesAsTheyAre) {
  auto grid = grid_of(3);
  grid.coding = scene::BoxCoding::Exponential;
  const auto raw = raw_network(grid);
  const auto answered = with_answer(raw, scene::Task::Boxes, &grid, BoxForm::Levels);
  ASSERT_TRUE(answered);
  EXPECT_EQ(*answered, raw);
  EXPECT_FALSE(with_answer(raw, scene::Task::Boxes, &grid, BoxForm::Rows));
}

TEST(DecodedRows, AreTheSameOfLogitsAndOfTheirParts) {
  const auto grid = grid_of(2);
  Rng rng(7);
  std::vector<std::vector<float>> logits, parts;
  for (const scene::BoxLevel& level : grid.levels) {
    const auto count = static_cast<std::size_t>(grid.cells(level) * grid.channels()) * level.anchors.size();
    for (auto* values : {&logits.emplace_back(), &parts.emplace_back()}) values->resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      logits.back()[i] = static_cast<float>(rng.normal());
      parts.back()[i] = 1 / (1 + std::exp(-logits.back()[i]));
    }
  }
  const std::vector<std::span<const float>> of_logits(logits.begin(), logits.end());
  const std::vector<std::span<const float>> of_parts(parts.begin(), parts.end());
  const auto expected = decoded_rows(of_logits, grid);
  const auto found = decoded_rows(of_parts, grid, LevelValues::Parts);
  constexpr float kTolerance = 1e-5f;  // rounding of a fraction, for boxes of up to 2 inputs
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], expected[i], kTolerance) << i;
}

TEST(DecodedRows, ShareOneSoftmaxAmongTheClassesOfExponentialBoxes) {
  scene::BoxGrid grid{32, 32, 2, scene::BoxCoding::Exponential, {{32, {{10, 10}}}}};
  const std::vector<float> raw{0, 0, 0, 0, 0, std::log(3.0f), 0};
  const std::vector<std::span<const float>> levels{raw};
  const auto row = decoded_rows(levels, grid);
  EXPECT_FLOAT_EQ(row[5], 0.75f);
  EXPECT_FLOAT_EQ(row[6], 0.25f);
  EXPECT_FLOAT_EQ(row[4], 0.375f) << "objectness times the likeliest class";
}

}  // namespace
}  // namespace tinsmith::heads
