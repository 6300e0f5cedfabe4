#include "boards/acceptance.h"

#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/document_for_test.h"

namespace tinsmith::boards {
namespace {

using Kind = Finding::Kind;
using testing::HasSubstr;

// The parts of an int8 detector for the XIAO that the rules check: its input and output.
graph::Graph detector() {
  graph::Graph graph;
  graph::Tensor input, output;
  input.name = "image";
  input.type = output.type = graph::ElementType::Int8;
  input.shape = {1, 192, 192, 3};
  input.quantization = {{1.0f / 255}, {-128}, 0};
  output.name = "boxes";
  output.shape = {1, 2268, 8};
  output.quantization = {{1.0f / 256}, {-128}, 0};
  graph.tensors = {input, output};
  graph.inputs = {0};
  graph.outputs = {1};
  return graph;
}

struct Case {
  graph::Graph graph = detector();
  scene::Task task = scene::Task::Boxes;
  std::optional<scene::BoxGrid> levels;
  std::vector<std::string> operators{"CONV_2D", "PAD", "LOGISTIC"};
  std::int64_t file_bytes = 700'000, arena_bytes = 300'000;

  Candidate candidate() const {
    return {graph, task, levels, *preparation_for(xiao(), 192, 3), operators, file_bytes, arena_bytes};
  }
  static const Board& xiao() { return **find_board("xiao-esp32s3"); }
  Finding finding(std::string_view rule) const {
    for (const Finding& found : examined(xiao(), candidate()))
      if (found.rule == rule) return found;
    ADD_FAILURE() << "no rule " << rule;
    return {};
  }
};

TEST(Acceptance, TakesADetectorThatKeepsEveryRule) {
  for (const Finding& finding : examined(Case::xiao(), Case{}.candidate()))
    EXPECT_EQ(finding.kind, Kind::Kept) << finding.rule << ": " << finding.message;
  EXPECT_TRUE(is_accepted(examined(Case::xiao(), Case{}.candidate())));
}

TEST(Acceptance, NamesTheOperatorsThatFirmwareLacks) {
  Case odd;
  odd.operators = {"CONV_2D", "AVERAGE_POOL_2D", "RELU6"};
  EXPECT_EQ(odd.finding("operators").kind, Kind::Broken);
  EXPECT_THAT(odd.finding("operators").message, HasSubstr("does not register AVERAGE_POOL_2D RELU6"));
  EXPECT_FALSE(is_accepted(examined(Case::xiao(), odd.candidate())));
}

TEST(Acceptance, WantsTheByteLess128) {
  Case odd;
  odd.graph.tensors[0].quantization = {{0.00787f}, {-1}, 0};
  EXPECT_EQ(odd.finding("input").kind, Kind::Broken);
  odd.graph.tensors[0].quantization = {};
  EXPECT_EQ(odd.finding("input").kind, Kind::Broken);
}

TEST(Acceptance, WantsASquareOfAMultipleOf32) {
  for (const graph::Shape& shape :
       {graph::Shape{1, 192, 160, 3}, {1, 200, 200, 3}, {1, 192, 192, 4}, {192, 192, 3}}) {
    Case odd;
    odd.graph.tensors[0].shape = shape;
    EXPECT_EQ(odd.finding("input").kind, Kind::Broken) << graph::format_shape(shape);
  }
}

TEST(Acceptance, WantsTheRowsThatTheInputAsksFor) {
  Case odd;
  odd.graph.tensors[1].shape = {1, 756, 8};
  EXPECT_THAT(odd.finding("answer").message, HasSubstr("1 x 2268 x (5 + classes) is expected"));
  odd.graph.tensors[1].shape = {1, 2268, 5 + 81};
  EXPECT_EQ(odd.finding("answer").kind, Kind::Broken) << "more classes than the firmware's table has columns";
}

TEST(Acceptance, RemarksOnWhatRunsButNotAsWell) {
  Case coarse;
  coarse.graph.tensors[1].quantization = {{1.6f}, {-127}, 0};
  EXPECT_EQ(coarse.finding("answer").kind, Kind::Remark);
  EXPECT_TRUE(is_accepted(examined(Case::xiao(), coarse.candidate())));
}

TEST(Acceptance, WantsRoomForFileAndActivations) {
  Case large;
  large.file_bytes = 5 << 20;
  large.arena_bytes = 2 << 20;
  EXPECT_EQ(large.finding("file").kind, Kind::Broken);
  EXPECT_EQ(large.finding("arena").kind, Kind::Broken);
}

// SSCMA 1.x returns error code 5 for a grey detector; 2.x runs it as a classifier.
TEST(Acceptance, RefusesAGreyBoxDetectorForTheXiao) {
  Case grey;
  grey.graph.tensors[0].shape = {1, 192, 192, 1};
  EXPECT_EQ(grey.finding("answer").kind, Kind::Broken);
  EXPECT_THAT(grey.finding("answer").message, HasSubstr("cannot run a box detector with grey input"));
  EXPECT_FALSE(check_box_channels(Case::xiao(), 1));
  EXPECT_TRUE(check_box_channels(Case::xiao(), 3));
  EXPECT_TRUE(check_box_channels(**find_board("k230"), 1));
}

TEST(Acceptance, OfAClassifierWantsProbabilities) {
  Case logits;
  logits.task = scene::Task::Classification;
  logits.graph.tensors[1].shape = {1, 3};
  logits.graph.tensors[1].quantization = {{0.1f}, {4}, 0};
  EXPECT_EQ(logits.finding("answer").kind, Kind::Broken);
  EXPECT_THAT(logits.finding("answer").message, HasSubstr("logits"));
}

TEST(Acceptance, RemarksOnFiguresThatWereMeasuredInOtherColours) {
  Case given;
  Candidate candidate = given.candidate();
  candidate.preparation.pixel_format = image::PixelFormat::Rgb888;
  const auto findings = examined(Case::xiao(), candidate);
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [](const Finding& finding) { return finding.rule == "preparation"; });
  ASSERT_NE(found, findings.end());
  EXPECT_EQ(found->kind, Kind::Remark);
  EXPECT_THAT(found->message, HasSubstr("stretch, nearest, rgb565"));
}

TEST(Acceptance, OfAClassifierNeedsTwoClasses) {
  Case one;
  one.task = scene::Task::Classification;
  one.graph.tensors[1].shape = {1, 1};
  EXPECT_EQ(one.finding("answer").kind, Kind::Broken);
  one.graph.tensors[1].shape = {1, 2};
  EXPECT_EQ(one.finding("answer").kind, Kind::Kept);
}

scene::BoxGrid grid_of(scene::BoxCoding coding, std::size_t levels, std::size_t anchors) {
  scene::BoxGrid grid{224, 224, 3, coding, {}};
  for (std::size_t i = 0; i < levels; ++i)
    grid.levels.push_back({32, std::vector<scene::Anchor>(anchors, {10, 10})});
  return grid;
}

TEST(Acceptance, OfBoardsThatDecodeWantsTheGridTheirDecoderIsWrittenFor) {
  const auto answer_on = [](const char* board, const std::optional<scene::BoxGrid>& levels) {
    Case with_levels;
    with_levels.levels = levels;
    for (const Finding& found : examined(**find_board(board), with_levels.candidate()))
      if (found.rule == "answer") return found.kind;
    return Kind::Remark;
  };
  const auto yolov5 = grid_of(scene::BoxCoding::Bounded, 3, 3);
  const auto yolov2 = grid_of(scene::BoxCoding::Exponential, 1, 5);
  EXPECT_EQ(answer_on("k230", yolov5), Kind::Kept);
  EXPECT_EQ(answer_on("k210", yolov2), Kind::Kept);
  EXPECT_EQ(answer_on("k230", yolov2), Kind::Broken);
  EXPECT_EQ(answer_on("k210", yolov5), Kind::Broken);
  EXPECT_EQ(answer_on("k230", std::nullopt), Kind::Broken) << "decoded rows";
  EXPECT_EQ(answer_on("k230", grid_of(scene::BoxCoding::Bounded, 3, 1)), Kind::Broken);
}

TEST(Boards, TakeTheFormOfBoxesThatTheirFirmwareUnderstands) {
  const auto yolov5 = grid_of(scene::BoxCoding::Bounded, 3, 3);
  const auto yolov2 = grid_of(scene::BoxCoding::Exponential, 1, 5);
  EXPECT_EQ(*box_form_for(&Case::xiao(), yolov5), heads::BoxForm::Rows);
  EXPECT_EQ(*box_form_for(nullptr, yolov5), heads::BoxForm::Rows);
  EXPECT_EQ(*box_form_for(nullptr, yolov2), heads::BoxForm::Levels);
  EXPECT_EQ(*box_form_for(*find_board("k230"), yolov5), heads::BoxForm::Levels);
  EXPECT_EQ(*box_form_for(*find_board("k210"), yolov2), heads::BoxForm::Levels);
  EXPECT_FALSE(box_form_for(&Case::xiao(), yolov2));
  EXPECT_FALSE(box_form_for(*find_board("k210"), yolov5));
  const auto refused = box_form_for(*find_board("k230"), grid_of(scene::BoxCoding::Bounded, 3, 1));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("use tinsmith-det or yolov5n"));
}

TEST(Boards, AreFoundByNameAndPrepareAsTheirFirmwareDoes) {
  const auto unknown = find_board("xiao-rp2040");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("there are " + board_names()));
  const auto k230 = preparation_for(**find_board("k230"), 320, 3);
  ASSERT_TRUE(k230);
  EXPECT_EQ(k230->fit, image::Fit::Letterbox);
  EXPECT_EQ(k230->padding_value, 114);
  EXPECT_EQ(k230->pixel_format, image::PixelFormat::Rgb888);
  EXPECT_EQ(preparation_for(Case::xiao(), 96, 3)->pixel_format, image::PixelFormat::Rgb565);
  EXPECT_FALSE(preparation_for(Case::xiao(), 100, 3));
}

TEST(Boards, SayWhichFileTheyLoadAndHowTheyChooseBoxes) {
  for (const Board& board : board_table()) {
    const bool is_kendryte = board.name == "k230" || board.name == "k210";
    const bool has_ethos = board.name == "grove-vision-ai-v2";
    EXPECT_EQ(board.loads, is_kendryte ? "kmodel"
                           : has_ethos ? "tflite for the Ethos-U55"
                                       : "")
        << board.name;
    EXPECT_EQ(board.converter, is_kendryte ? "nncase" : has_ethos ? "vela" : "") << board.name;
  }
  const heads::BoxDecoding& sscma = Case::xiao().boxes;
  EXPECT_EQ(sscma.suppression, heads::Suppression::AcrossClasses);
  EXPECT_EQ(sscma.overlap, heads::Overlap::CentreAsCorner);
  EXPECT_EQ(Case::xiao().box_order, BoxOrder::Left);
  EXPECT_EQ((*find_board("k210"))->boxes.suppression, heads::Suppression::PerClass);
  EXPECT_EQ(box_rule_sentence(**find_board("k210")),
            "Non-maximum suppression is that of the firmware of Kendryte K210: of boxes of one class that "
            "overlap by more than 0.3 (IoU), only the one with the highest score is kept; a box is reported "
            "once for each class "
            "above the threshold.");
}

TEST(Boards, HaveInTheirRowsWhatEveryUseNeeds) {
  for (const Board& board : board_table()) {
    SCOPED_TRACE(board.name);
    EXPECT_EQ(*find_board(board.name), &board) << "another board has the same name";
    EXPECT_NE(board.title, "");
    EXPECT_NE(board.about, "");
    EXPECT_GE(board.side_multiple, 1);
    EXPECT_FALSE(board.tasks.empty());
    EXPECT_GE(board.max_classes, 2);
    EXPECT_EQ(board.loads.empty(), board.converter.empty()) << "a format and its converter belong together";
    EXPECT_LE(board.fastest_ms_per_million, board.slowest_ms_per_million);
    EXPECT_EQ(board.fastest_ms_per_million > 0, !board.speed_source.empty()) << "who published the run time";
    for (const std::string_view fact :
         {board.hardware.memory, board.hardware.flash, board.hardware.camera, board.hardware.runtime})
      EXPECT_NE(fact, "");
  }
}

// Returns the row of docs/boards.md for a board.
std::string row_of(const Board& board) {
  std::vector<std::string_view> tasks;
  for (const scene::Task task : board.tasks) tasks.push_back(scene::name_of(task));
  const std::string side = board.max_side_px == 0 ? "any" : fmt::format("up to {} px", board.max_side_px);
  const std::string multiple =
      board.side_multiple == 1 ? "" : fmt::format(", multiples of {}", board.side_multiple);
  const auto size = [](std::int64_t bytes) {
    return bytes == 0 ? std::string("no known limit") : fmt::format("{} KiB", bytes / 1024);
  };
  return fmt::format("| `{}` | {} | {} | {} | {}{} | {} | {} | {} |\n", board.name, board.title, board.about,
                     fmt::join(tasks, ", "), side, multiple, size(board.arena_bytes), size(board.model_bytes),
                     board.loads.empty() ? "tflite" : board.loads);
}

// Returns the row of the table of hardware in docs/boards.md for a board.
std::string hardware_row_of(const Board& board) {
  const std::string speed =
      board.fastest_ms_per_million == 0
          ? "unknown"
          : fmt::format("{} to {}", board.fastest_ms_per_million, board.slowest_ms_per_million);
  const Hardware& has = board.hardware;
  return fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", board.name, has.memory, has.flash,
                     has.camera, has.runtime, speed,
                     board.speed_source.empty() ? "nobody known" : board.speed_source);
}

// On failure the message is the tables as they should be in the page.
TEST(Boards, AreInTheDocumentationInTheirOrder) {
  std::string listed;
  for (const Board& board : board_table()) listed += row_of(board);
  for (const Board& board : board_table()) listed += hardware_row_of(board);
  EXPECT_EQ(named_rows_of("docs/boards.md"), listed);
}

TEST(Boards, EstimateTheTimeOfAPictureFromPublishedOnes) {
  EXPECT_EQ(
      estimated_time(Case::xiao(), 89'000'000),
      "about 610 to 1200 ms per picture, estimated from 89.0 million multiply-adds and run times in SSCMA's "
      "model zoo");
  EXPECT_EQ(estimated_time(**find_board("generic"), 89'000'000), "");
}

// Returns the row of docs/formats/detectors.md for a board.
std::string box_row_of(const Board& board) {
  const heads::BoxDecoding& rule = board.boxes;
  return fmt::format("| `{}` | {} | {}{} | {} | {} | {} |\n", board.name, rule.threshold, rule.iou_threshold,
                     rule.overlap == heads::Overlap::CentreAsCorner
                         ? ", computed with the centre used as the upper left corner"
                         : "",
                     rule.suppression == heads::Suppression::AcrossClasses ? "yes" : "no",
                     rule.row_classes == heads::RowClasses::EachAboveThreshold ? "each above the threshold"
                                                                               : "the most probable",
                     board.box_order == BoxOrder::Left ? "from left to right" : "by score");
}

// On failure the message is the table as it should be in the page.
TEST(Boards, SayInTheDocumentationWhichBoxesTheyReport) {
  std::string listed;
  for (const Board& board : board_table()) listed += box_row_of(board);
  EXPECT_EQ(named_rows_of("docs/formats/detectors.md"), listed);
}

}  // namespace
}  // namespace tinsmith::boards
