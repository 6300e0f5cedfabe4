#include "boards/boards.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tinsmith::boards {
namespace {

// An estimate has no more than two digits that mean anything.
std::string two_digits(double value) {
  if (value < 10) return fmt::format("{:.1f}", value);
  double unit = 1;
  while (value / unit >= 100) unit *= 10;
  return fmt::format("{:.0f}", std::round(value / unit) * unit);
}

}  // namespace

std::string board_names() {
  std::string names;
  for (const Board& board : board_table()) names += (names.empty() ? "" : ", ") + std::string(board.name);
  return names;
}

Result<const Board*> find_board(std::string_view name) {
  for (const Board& board : board_table())
    if (board.name == name) return &board;
  return fail(Fault::NotFound, "there is no board '{}'; there are {}", name, board_names());
}

std::string estimated_time(const Board& board, std::int64_t multiply_adds) {
  if (board.fastest_ms_per_million <= 0) return {};
  const double millions = static_cast<double>(multiply_adds) / 1e6;
  const std::string from = two_digits(board.fastest_ms_per_million * millions),
                    to = two_digits(board.slowest_ms_per_million * millions);
  if (from == to)
    return fmt::format("about {} ms per picture, estimated from {:.1f} million multiply-adds and {}", to,
                       millions, board.speed_source);
  return fmt::format("about {} to {} ms per picture, estimated from {:.1f} million multiply-adds and {}",
                     from, to, millions, board.speed_source);
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
