// boards/boards.h — the catalogue of boards: what each one's firmware does to a picture, and what it takes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "heads/boxes.h"
#include "heads/heads.h"
#include "image/preparation.h"

namespace tinsmith::boards {

// Which kernels a firmware runs its int8 layers with. ESP-NN's want memory of their own while they run.
enum class Kernels : std::uint8_t { Reference, EspNn };

// In which order a firmware reports the boxes of a picture: by falling score, or from left to right.
enum class BoxOrder : std::uint8_t { Score, Left };

struct Board {
  std::string_view name;   // as typed: "xiao-esp32s3"
  std::string_view title;  // as people call it
  std::string_view about;  // one line, for whoever chooses
  // What the firmware makes of a camera's picture.
  image::Fit fit;
  image::Filter filter;
  std::uint8_t padding_value;
  image::PixelFormat pixel_format;
  // Sides of the input: equal, a multiple of this, and not above the greatest (0: no limit known).
  std::int32_t side_multiple, greatest_side_px;
  // The operators that every firmware of the board registers, by TensorFlow Lite's names; empty: not limited.
  std::span<const std::string_view> operators;
  std::span<const heads::Head> heads;  // answers that it understands
  // Of the boxes that the firmware decodes by itself; nothing: the network has to.
  std::optional<scene::BoxCoding> decodes;
  std::int32_t most_classes;
  std::int64_t arena_bytes, model_bytes;  // there is room for; 0: no limit known
  Kernels kernels;
  bool runs_grey_boxes;  // whether its firmware takes a grey box detector for one
  // How its firmware chooses among the boxes that it decodes; `threshold` is what it starts with.
  heads::BoxDecoding boxes;
  BoxOrder box_order;
  // What its firmware loads when that is not a .tflite, and the program that makes it of one: "kmodel",
  // "nncase".
  std::string_view loads = {}, converter = {};
  // Of one picture for each million multiply-adds, by published measurements; 0: none are known.
  double fastest_ms_per_million = 0, slowest_ms_per_million = 0;
};

std::span<const Board> board_table();
std::string board_names();  // "xiao-esp32s3, k230, …"

// NotFound lists the boards that there are.
Result<const Board*> find_board(std::string_view name);

// Whether all firmware of the board has this operator.
bool has_operator(const Board& board, std::string_view name);

// Whether a decoder for such boxes takes this grid: Kendryte's are written for three levels of three anchors
// (AnchorBaseDet), and for one of five (the K210's region layer).
bool decoder_takes(scene::BoxCoding decoder, const scene::BoxGrid& grid);

// In which form a detector of this grid answers for the board, or for none in particular (nullptr).
// InvalidInput when the board understands none that it has.
Result<heads::BoxForm> box_form_for(const Board* board, const scene::BoxGrid& grid);

// How the board's firmware chooses among overlapping boxes, in words for a report.
std::string box_rule_sentence(const Board& board);

// InvalidInput when the board's firmware does not run a box detector of so many channels.
Result<Done> check_box_channels(const Board& board, std::int32_t channels);

// A picture of that side, prepared as the board does it. InvalidInput for a side that the board does not
// take.
Result<image::Preparation> preparation_for(const Board& board, std::int32_t side_px, std::int32_t channels);

}  // namespace tinsmith::boards
