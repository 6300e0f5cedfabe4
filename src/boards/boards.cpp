#include "boards/boards.h"

#include <fmt/format.h>

#include <algorithm>

namespace tinsmith::boards {
namespace {

using scene::Task;

// The operators that SSCMA-Micro's firmware for the XIAO registers in both version 1.x and 2.x
// (sscma-example-esp32, 1.1.x and main). Only one of the versions registers standalone RELU, LEAKY_RELU and
// RELU6; fused into a convolution they need no registration.
constexpr std::string_view kXiaoOperators[] = {"CONV_2D",       "DEPTHWISE_CONV_2D",
                                               "RESHAPE",       "SHAPE",
                                               "PACK",          "PAD",
                                               "PADV2",         "SUB",
                                               "ADD",           "SPLIT",
                                               "MAX_POOL_2D",   "SPLIT_V",
                                               "CONCATENATION", "FULLY_CONNECTED",
                                               "QUANTIZE",      "LOGISTIC",
                                               "TRANSPOSE",     "MUL",
                                               "STRIDED_SLICE", "MEAN",
                                               "SOFTMAX",       "RESIZE_NEAREST_NEIGHBOR"};

constexpr Task kClassesAndBoxes[] = {Task::Classification, Task::Boxes};

// Run times of Swift-YOLO on the XIAO from SSCMA's model zoo: tiny at 192 pixels (89.0 million multiply-adds)
// 608 to 706 ms, tiny at 96 pixels (22.3 million) 180 ms, nano at 192 pixels (190.2 million) 2608 ms. This
// gives 6.8 to 13.7 ms per million.
constexpr double kXiaoFastest_ms = 6.8, kXiaoSlowest_ms = 13.7;

// The rule of SSCMA-Micro 2.x, on which current XIAO images are based. Version 1.x does not suppress boxes of
// other classes, and its initial confidence threshold is 0.5.
constexpr heads::BoxDecoding kSscmaBoxes{.threshold = 0.25,
                                         .iou_threshold = 0.45,
                                         .suppression = heads::Suppression::AcrossClasses,
                                         .overlap = heads::Overlap::CentreAsCorner,
                                         .prefers_later_of_equal = true};
// CanMV's AnchorBaseDet with its default thresholds and nms_option off. The device computes the overlap in
// whole pixels of the camera picture, whose size is known only there; here it is computed in input pixels.
constexpr heads::BoxDecoding kAnchorBaseDetBoxes{.threshold = 0.4,
                                                 .iou_threshold = 0.5,
                                                 .suppression = heads::Suppression::PerClass,
                                                 .row_classes = heads::RowClasses::EachAboveThreshold};
// MaixPy's region layer with the settings of its example programs.
constexpr heads::BoxDecoding kRegionLayerBoxes{.threshold = 0.5,
                                               .iou_threshold = 0.3,
                                               .suppression = heads::Suppression::PerClass,
                                               .row_classes = heads::RowClasses::EachAboveThreshold};

constexpr Board kBoards[] = {
    {.name = "xiao-esp32s3",
     .title = "Seeed XIAO ESP32-S3 Sense",
     .about = "SSCMA firmware; stretches the picture, nearest neighbour, 16-bit colours",
     .fit = image::Fit::Stretch,
     .filter = image::Filter::Nearest,
     .padding_value = 0,
     .pixel_format = image::PixelFormat::Rgb565,
     .side_multiple = 32,
     .max_side_px = 240,
     .operators = kXiaoOperators,
     .tasks = scene::kTasks,
     .decodes = std::nullopt,
     .max_classes = 80,
     .arena_bytes = std::int64_t{1} << 20,
     .model_bytes = std::int64_t{4} << 20,
     .kernels = Kernels::EspNn,
     .runs_grey_boxes = false,
     .boxes = kSscmaBoxes,
     .box_order = BoxOrder::Left,
     .fastest_ms_per_million = kXiaoFastest_ms,
     .slowest_ms_per_million = kXiaoSlowest_ms},
    {.name = "k230",
     .title = "Kendryte K230",
     .about = "CanMV firmware; letterbox with grey padding, bilinear",
     .fit = image::Fit::Letterbox,
     .filter = image::Filter::Bilinear,
     .padding_value = 114,
     .pixel_format = image::PixelFormat::Rgb888,
     .side_multiple = 32,
     .max_side_px = 640,
     .operators = {},
     .tasks = kClassesAndBoxes,
     .decodes = scene::BoxCoding::Bounded,
     .max_classes = 1000,
     .arena_bytes = 0,
     .model_bytes = 0,
     .kernels = Kernels::Reference,
     .runs_grey_boxes = true,
     .boxes = kAnchorBaseDetBoxes,
     .box_order = BoxOrder::Score,
     .loads = "kmodel",
     .converter = "nncase"},
    {.name = "k210",
     .title = "Kendryte K210",
     .about = "MaixPy firmware; crops the centre of the camera's picture",
     .fit = image::Fit::Crop,
     .filter = image::Filter::Area,
     .padding_value = 0,
     .pixel_format = image::PixelFormat::Rgb888,
     .side_multiple = 32,
     .max_side_px = 240,
     .operators = {},
     .tasks = kClassesAndBoxes,
     .decodes = scene::BoxCoding::Exponential,
     .max_classes = 1000,
     .arena_bytes = 0,
     .model_bytes = 0,
     .kernels = Kernels::Reference,
     .runs_grey_boxes = true,
     .boxes = kRegionLayerBoxes,
     .box_order = BoxOrder::Score,
     .loads = "kmodel",
     .converter = "nncase"},
    {.name = "generic",
     .title = "Any board",
     .about = "stretches the picture, area average",
     .fit = image::Fit::Stretch,
     .filter = image::Filter::Area,
     .padding_value = 0,
     .pixel_format = image::PixelFormat::Rgb888,
     .side_multiple = 1,
     .max_side_px = 0,
     .operators = {},
     .tasks = scene::kTasks,
     .decodes = std::nullopt,
     .max_classes = 1000,
     .arena_bytes = 0,
     .model_bytes = 0,
     .kernels = Kernels::Reference,
     .runs_grey_boxes = true,
     .boxes = {},
     .box_order = BoxOrder::Score,
     .is_programmed_by_user = true},
};

}  // namespace

std::span<const Board> board_table() {
  return kBoards;
}

std::string board_names() {
  std::string names;
  for (const Board& board : kBoards) names += (names.empty() ? "" : ", ") + std::string(board.name);
  return names;
}

Result<const Board*> find_board(std::string_view name) {
  for (const Board& board : kBoards)
    if (board.name == name) return &board;
  return fail(Fault::NotFound, "there is no board '{}'; there are {}", name, board_names());
}

bool has_operator(const Board& board, std::string_view name) {
  return board.operators.empty() ||
         std::find(board.operators.begin(), board.operators.end(), name) != board.operators.end();
}

bool decoder_takes(scene::BoxCoding decoder, const scene::BoxGrid& grid) {
  const bool is_bounded = decoder == scene::BoxCoding::Bounded;
  const std::size_t levels = is_bounded ? 3 : 1, anchors = is_bounded ? 3 : 5;
  return grid.coding == decoder && grid.levels.size() == levels &&
         std::all_of(grid.levels.begin(), grid.levels.end(),
                     [&](const auto& level) { return level.anchors.size() == anchors; });
}

Result<heads::BoxForm> box_form_for(const Board* board, const scene::BoxGrid& grid) {
  const bool is_bounded = grid.coding == scene::BoxCoding::Bounded;
  if (board == nullptr) return is_bounded ? heads::BoxForm::Rows : heads::BoxForm::Levels;
  if (!board->decodes) {
    if (is_bounded) return heads::BoxForm::Rows;
    return fail(Fault::InvalidInput,
                "{} needs boxes that are decoded inside the network, and the exponential box sizes of this "
                "network cannot be decoded in int8; use tinsmith-det or swift-yolo-tiny",
                board->title);
  }
  if (decoder_takes(*board->decodes, grid)) return heads::BoxForm::Levels;
  return fail(Fault::InvalidInput, "the decoder of {} needs {}", board->title,
              *board->decodes == scene::BoxCoding::Bounded
                  ? "YOLOv5's boxes with three anchors per cell; use tinsmith-det or yolov5n"
                  : "YOLOv2's boxes with five anchors per cell; use yolov2-mobilenetv1-0.75");
}

std::string box_rule_sentence(const Board& board) {
  const heads::BoxDecoding& rule = board.boxes;
  std::string sentence = fmt::format(
      "Non-maximum suppression is that of the firmware of {}: of boxes {} that overlap by more than {} "
      "(IoU), only the one with the highest score is kept",
      board.title, rule.suppression == heads::Suppression::PerClass ? "of one class" : "of all classes",
      rule.iou_threshold);
  if (rule.overlap == heads::Overlap::CentreAsCorner)
    sentence +=
        "; the firmware uses the centre of a box as its corner for this, so more boxes remain around an "
        "object";
  if (rule.row_classes == heads::RowClasses::EachAboveThreshold)
    sentence += "; a box is reported once for each class above the threshold";
  return sentence + ".";
}

Result<Done> check_box_channels(const Board& board, std::int32_t channels) {
  if (channels == 3 || board.runs_grey_boxes) return Done{};
  return fail(Fault::InvalidInput,
              "the firmware of {} cannot run a box detector with grey input: it treats it as a classifier or "
              "refuses it; use a colour input with 3 channels",
              board.title);
}

Result<image::Preparation> preparation_for(const Board& board, std::int32_t side_px, std::int32_t channels) {
  if (side_px < board.side_multiple || side_px % board.side_multiple != 0)
    return fail(Fault::InvalidInput, "an input of {0}x{0}; {1} needs sides that are multiples of {2}",
                side_px, board.title, board.side_multiple);
  image::Preparation preparation;
  preparation.size = {side_px, side_px};
  preparation.channels = channels;
  preparation.fit = board.fit;
  preparation.filter = board.filter;
  preparation.padding_value = board.padding_value;
  preparation.pixel_format = board.pixel_format;
  return preparation;
}

}  // namespace tinsmith::boards
