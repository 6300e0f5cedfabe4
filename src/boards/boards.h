// boards/boards.h — the catalogue of boards: how firmware preprocesses a picture, and which models it runs.
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

// The kernel library with which a firmware runs its int8 layers. ESP-NN needs additional scratch memory.
enum class Kernels : std::uint8_t { Reference, EspNn };

// The order in which a firmware reports the boxes of a picture: by descending score, or from left to right.
enum class BoxOrder : std::uint8_t { Score, Left };

// Facts about the hardware that help a person to choose, as texts.
struct Hardware {
  std::string_view memory, flash, camera;
  std::string_view runtime;  // what runs the model
};

// The defaults are those of a board that the person programs: its firmware has no limits of its own.
struct Board {
  std::string_view name;   // as typed on the command line: "xiao-esp32s3"
  std::string_view title;  // product name
  std::string_view about;  // one line that helps to choose a board
  Hardware hardware;
  // The firmware's preprocessing of a camera picture.
  image::Fit fit = image::Fit::Stretch;
  image::Filter filter = image::Filter::Area;
  std::uint8_t padding_value = 0;
  image::PixelFormat pixel_format = image::PixelFormat::Rgb888;
  // Limits of the input's width and height, which must be equal: a multiple of `side_multiple`, and at most
  // `max_side_px` (0: no known limit).
  std::int32_t side_multiple = 1, max_side_px = 0;
  // TensorFlow Lite names of the operators that every firmware of the board registers; empty: no limit.
  std::span<const std::string_view> operators = {};
  std::span<const scene::Task> tasks = scene::kTasks;  // whose outputs it can decode
  // The box coding that the firmware decodes itself; nullopt: the network has to output decoded boxes.
  std::optional<scene::BoxCoding> decodes = std::nullopt;
  std::int32_t max_classes = 1000;
  std::int64_t arena_bytes = 0, model_bytes = 0;  // maximum arena and model file size; 0: no known limit
  Kernels kernels = Kernels::Reference;
  bool runs_grey_boxes = true;  // whether the firmware runs a box detector with grey input
  // A remark about centroids on this firmware; empty: none.
  std::string_view centroid_remark = {};
  // The firmware's rule for selecting among decoded boxes (non-maximum suppression); `threshold` is its
  // initial confidence threshold.
  heads::BoxDecoding boxes = {};
  BoxOrder box_order = BoxOrder::Score;
  // The model format that the firmware loads when it is not the .tflite of the training, and the program that
  // makes it from the .tflite: "kmodel", "nncase".
  std::string_view loads = {}, converter = {};
  // The person writes the firmware, with the C code of a package: a picture is prepared and an output decoded as
  // the model needs it.
  bool is_programmed_by_user = false;
  // Inference time of one picture per million multiply-adds, from published measurements, and who published them;
  // 0: unknown.
  double fastest_ms_per_million = 0, slowest_ms_per_million = 0;
  std::string_view speed_source = {};
};

std::span<const Board> board_table();
std::string board_names();  // "xiao-esp32s3, grove-vision-ai-v2, …"

// Finds a board by name. NotFound; the message lists all boards.
Result<const Board*> find_board(std::string_view name);

// The time that a network of so many multiply-adds probably needs for a picture: "about 600 to 1200 ms per picture
// (estimated …)"; empty when nothing was published for the board.
std::string estimated_time(const Board& board, std::int64_t multiply_adds);

// Returns whether every firmware of the board registers this operator.
bool has_operator(const Board& board, std::string_view name);

// Returns whether a decoder for this box coding supports the grid. Kendryte's decoders support three levels
// of three anchors (AnchorBaseDet), and one level of five anchors (the K210's region layer).
bool decoder_takes(scene::BoxCoding decoder, const scene::BoxGrid& grid);

// Returns the output form that a detector with this grid needs on the board, or the default form without a
// board (nullptr). InvalidInput when the board can decode none of the forms that the detector has.
Result<heads::BoxForm> box_form_for(const Board* board, const scene::BoxGrid& grid);

// Describes in words how the firmware selects among overlapping boxes, for a report.
std::string box_rule_sentence(const Board& board);

// InvalidInput when the firmware does not run a box detector with this number of input channels.
Result<Done> check_box_channels(const Board& board, std::int32_t channels);

// Returns the preparation of the board for an input of this side length. InvalidInput when the board does not
// support the side length.
Result<image::Preparation> preparation_for(const Board& board, std::int32_t side_px, std::int32_t channels);

}  // namespace tinsmith::boards
