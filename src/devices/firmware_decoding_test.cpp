#include "devices/firmware_decoding.h"

#include <gmock/gmock.h>

#include <cmath>

#include "base/random.h"
#include "devices/model_for_test.h"
#include "heads/boxes.h"

namespace tinsmith::devices {
namespace {

using testing::ElementsAre;

// The bytes of rows that are given as fractions, in a model with one cell scale of 1/256.
std::vector<std::int8_t> stored(std::vector<double> fractions) {
  std::vector<std::int8_t> bytes;
  for (const double fraction : fractions)
    bytes.push_back(static_cast<std::int8_t>(std::lround(std::clamp(fraction * 256, 0.0, 255.0)) - 128));
  return bytes;
}

constexpr std::int32_t kRows_at_32 = 63;

FirmwareResult decoded(Dialect firmware, const ModelForTest& model, FirmwareThresholds thresholds) {
  const graph::Graph graph = graph_for_test(model);
  std::vector<std::int8_t> bytes = model.values;
  bytes.resize(static_cast<std::size_t>(graph::element_count(model.output)), -128);
  return decoded_as_firmware(firmware, recognised(firmware, graph, 1), graph, std::as_bytes(std::span(bytes)),
                             thresholds, 240);
}

TEST(FirmwareDecoding, ModelsAreRecognisedByTheirShapes) {
  for (const Dialect firmware : {Dialect::V1, Dialect::V2}) {
    EXPECT_EQ(recognised(firmware, graph_for_test(boxes_for_test()), 1), Algorithm::Boxes);
    EXPECT_EQ(recognised(firmware, graph_for_test(classes_for_test()), 1), Algorithm::Classes);
    EXPECT_EQ(recognised(firmware, graph_for_test(centroids_for_test()), 1), Algorithm::Centroids);
    EXPECT_EQ(recognised(firmware, graph_for_test({.output = {1, 1}}), 1), Algorithm::Unrecognised);
  }
}

// As recorded: refused_models of both lines, and models_slot_decides_algorithm.
TEST(FirmwareDecoding, AGreyDetectorIsRefusedBy1AndTakenForAClassifierBy2) {
  ModelForTest grey = boxes_for_test();
  grey.channels = 1;
  EXPECT_EQ(recognised(Dialect::V1, graph_for_test(grey), 1), Algorithm::Unrecognised);
  EXPECT_EQ(recognised(Dialect::V2, graph_for_test(grey), 1), Algorithm::Classes);
}

TEST(FirmwareDecoding, TheSlotDecidesIn2WhichAlgorithmsAreTried) {
  const graph::Graph boxes = graph_for_test(boxes_for_test());
  const Algorithm expected[] = {Algorithm::Boxes, Algorithm::Unrecognised, Algorithm::Boxes,
                                Algorithm::Classes, Algorithm::Unrecognised};
  for (std::int32_t slot = 1; slot <= 5; ++slot) {
    EXPECT_EQ(recognised(Dialect::V2, boxes, slot), expected[slot - 1]) << slot;
    EXPECT_EQ(recognised(Dialect::V1, boxes, slot), Algorithm::Boxes);
  }
}

TEST(FirmwareDecoding, BoxesAreTruncatedBy1AndRoundedBy2) {
  const ModelForTest model{.output = {1, kRows_at_32, 7},
                           .values = stored({0.182, 0.463, 0.284, 0.351, 0.7656, 0.1, 0.9})};
  // 47/256, 119/256, 73/256, 90/256 of 240 pixels: 44.06, 111.56, 68.44, 84.38; the score is 196/256.
  EXPECT_THAT(decoded(Dialect::V1, model, {50, 45}).boxes, ElementsAre(PrintedBox{44, 111, 68, 84, 76, 1}));
  EXPECT_THAT(decoded(Dialect::V2, model, {25, 45}).boxes, ElementsAre(PrintedBox{44, 112, 68, 84, 77, 1}));
}

TEST(FirmwareDecoding, OnlyBoxesAboveTheThresholdAreReported) {
  const ModelForTest model{.output = {1, kRows_at_32, 6}, .values = stored({0.5, 0.5, 0.2, 0.2, 0.5, 0.9})};
  EXPECT_TRUE(decoded(Dialect::V1, model, {50, 45}).boxes.empty());
  EXPECT_EQ(decoded(Dialect::V1, model, {49, 45}).boxes.size(), 1u);
  EXPECT_TRUE(decoded(Dialect::V2, model, {50, 45}).boxes.empty());
}

TEST(FirmwareDecoding, BoxesOfOtherClassesAreSuppressedBy2Only) {
  const ModelForTest model{.output = {1, kRows_at_32, 7},
                           .values = stored({0.5,  0.5, 0.4, 0.4, 0.9, 0.9, 0.1,  //
                                             0.51, 0.5, 0.4, 0.4, 0.8, 0.1, 0.9,  //
                                             0.52, 0.5, 0.4, 0.4, 0.7, 0.9, 0.1})};
  EXPECT_EQ(decoded(Dialect::V1, model, {25, 45}).boxes.size(), 2u);
  EXPECT_EQ(decoded(Dialect::V2, model, {25, 45}).boxes.size(), 1u);
}

// Two boxes around one centre overlap fully in reality; with their centres taken as corners, too. But of boxes with different
// sizes and centres, the firmware keeps more.
TEST(FirmwareDecoding, BoxesInPixelsAndPercentAreUnderstood) {
  ModelForTest model{.output = {1, kRows_at_32, 6}, .scale = 1, .zero_point = -128};
  model.values = {-112, -104, -120, -124, -48, 0};  // 16, 24, 8, 4 of 32 pixels, 80 percent
  EXPECT_THAT(decoded(Dialect::V1, model, {50, 45}).boxes, ElementsAre(PrintedBox{120, 180, 60, 30, 80, 0}));
  EXPECT_THAT(decoded(Dialect::V2, model, {25, 45}).boxes, ElementsAre(PrintedBox{120, 180, 60, 30, 80, 0}));
}

// `heads` decodes by the rule of the board's row; both were written from the same facts, but not from each other.
TEST(FirmwareDecoding, KeepsTheBoxesThatTheRuleOfTheBoardKeeps) {
  const boards::Board& board = **boards::find_board("xiao-esp32s3");
  Rng random(7);
  for (int trial = 0; trial < 40; ++trial) {
    ModelForTest model{.output = {1, kRows_at_32, 7}};
    for (std::int32_t i = 0; i < kRows_at_32 * 7; ++i)
      model.values.push_back(static_cast<std::int8_t>(random.below(200)));
    for (std::int8_t& value : model.values) value = static_cast<std::int8_t>(value % 100);
    const graph::Graph graph = graph_for_test(model);
    std::vector<float> rows;
    for (const std::int8_t value : model.values) rows.push_back(static_cast<float>(value + 128) / 256);
    const auto expected = heads::detections_in(rows, 2, 1, 1, board.boxes);
    std::vector<std::pair<int, int>> kept, ours;
    for (const auto& detection : expected)
      kept.emplace_back(std::lround(100 * detection.score), detection.class_index);
    for (const PrintedBox& box : decoded(Dialect::V2, model, {25, 45}).boxes)
      ours.emplace_back(box[4], box[5]);
    EXPECT_THAT(ours, testing::UnorderedElementsAreArray(kept)) << "trial " << trial;
  }
}

// As recorded in invoke_fomo: the 1.x line sorts by x, and of one column the lower row comes first.
TEST(FirmwareDecoding, CentroidsAreCellsIn1AndLoseTheirPlaceIn2) {
  ModelForTest model = centroids_for_test();
  model.values.assign(12 * 12 * 4, -128);
  const auto cell = [&](std::size_t x, std::size_t y, std::size_t channel, std::int8_t value) {
    model.values[(y * 12 + x) * 4 + channel] = value;
  };
  for (std::size_t i = 0; i < 144; ++i) cell(i % 12, i / 12, 0, 0);
  cell(6, 2, 3, 1);
  cell(10, 9, 2, 2);
  cell(10, 8, 3, 3);
  EXPECT_THAT(decoded(Dialect::V1, model, {30, 45}).boxes,
              ElementsAre(PrintedBox{130, 50, 20, 20, 50, 3}, PrintedBox{210, 190, 20, 20, 50, 2},
                          PrintedBox{210, 170, 20, 20, 51, 3}));
  const auto broken = decoded(Dialect::V2, model, {25, 45}).boxes;
  ASSERT_EQ(broken.size(), 144u);
  EXPECT_EQ(broken[143 - (8 * 12 + 10)], (PrintedBox{0, 0, 0, 0, 51, 0}));
}

// As recorded in invoke_classes: 82 %, 14 %, 2 or 3 %, 1 %.
TEST(FirmwareDecoding, ClassesAreSortedByScore) {
  ModelForTest model = classes_for_test();
  model.values = {-125, 82, -128, -92, -121};
  EXPECT_THAT(decoded(Dialect::V1, model, {1, 45}).classes,
              ElementsAre(PrintedClass{82, 1}, PrintedClass{14, 3}, PrintedClass{2, 4}, PrintedClass{1, 0}));
  EXPECT_THAT(decoded(Dialect::V2, model, {1, 45}).classes,
              ElementsAre(PrintedClass{82, 1}, PrintedClass{14, 3}, PrintedClass{3, 4}, PrintedClass{1, 0}));
  EXPECT_THAT(decoded(Dialect::V1, model, {50, 45}).classes, ElementsAre(PrintedClass{82, 1}));
}

}  // namespace
}  // namespace tinsmith::devices
