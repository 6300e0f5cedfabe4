// heads/boxes.h — what a box detector answers: rows of the raw levels to boxes, in the graph and here.
//
// A decoded row is [centre x, centre y, width, height, score, a probability for each class], the first four
// in parts of the input: the answer that SSCMA's firmware reads out of a model (scale < 0.1 means
// normalised). The firmware reports `score` and the class of the greatest probability; so do we.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "graph/graph.h"
#include "heads/heads.h"
#include "scene/box_grid.h"

namespace tinsmith::heads {

inline constexpr std::string_view kBoxesName = "boxes";  // of the output tensor
inline constexpr std::int32_t kRowBox = 4;               // of a decoded row: the box,
inline constexpr std::int32_t kRowFirstClass = 5;        // then the score, then the classes

// Appends the decoding to a network that ends in raw levels, one output for each level of the grid, [1,
// height, width, anchors · channels]; it then ends in one output of decoded rows, "boxes". The score is
// objectness times the greatest class probability; where there is one class, nothing has been learned about
// it and the score is objectness alone. Grids of one box a cell are filled up with empty rows to three a cell
// of strides 8, 16 and 32, which is the number by which firmware knows a detector. InvalidInput when outputs
// and grid do not fit each other.
Result<graph::Graph> with_decoded_boxes(graph::Graph graph, const scene::BoxGrid& grid);

// The other form of answer, for firmware that decodes by itself: the network's raw levels. Of
// bounded boxes all channels are made parts of 0 … 1 by the logistic function first, and named
// "level_parts0", … (Kendryte's AnchorBaseDet); exponential ones stay as they are (the K210's region layer).
// As with_decoded_boxes.
Result<graph::Graph> with_level_parts(graph::Graph graph, const scene::BoxGrid& grid);

// InvalidInput when the graph's outputs are not, in shape, the levels of the grid.
Result<Done> check_levels(const graph::Graph& graph, const scene::BoxGrid& grid);

// What is in a level's channels: what the network computed, or its logistic function.
enum class LevelValues : std::uint8_t { Logits, Parts };
// What with_level_parts leaves in them.
LevelValues answered_values(const scene::BoxGrid& grid);

// The decoding in plain loops: the levels of one picture to decoded rows, without the empty ones. Parts are
// there of bounded boxes alone.
std::vector<float> decoded_rows(std::span<const std::span<const float>> levels, const scene::BoxGrid& grid,
                                LevelValues values = LevelValues::Logits);

// The box of one row in pixels of the input, from its raw channels; x, y the cell.
scene::Box decoded_box(const float* raw, const scene::BoxGrid& grid, const scene::BoxLevel& level,
                       const scene::Anchor& anchor, std::int32_t x, std::int32_t y);

// Detectors of other makers answer in pixels of the input and with scores of 0 … 100, which firmware tells by
// the output's scale of 0.1 or more. Turns such values, as `output` quantizes them, into parts in place;
// leaves others.
void normalize_rows(std::span<float> rows, const graph::Tensor& output, double input_width,
                    double input_height);

// What of two boxes the overlap is computed of. Drawn: their parts inside the picture. CentreAsCorner:
// SSCMA's firmware takes a box's centre for its upper left corner, after it has limited centre, width and
// height to the picture, each by itself; boxes of unlike sizes around one object then overlap less than they
// do.
enum class Overlap : std::uint8_t { Drawn, CentreAsCorner };

// Which classes a row answers with: the likeliest, or each whose objectness times probability is above the
// threshold.
enum class RowClasses : std::uint8_t { Likeliest, EachAboveThreshold };

// How decoded rows become detections. The default is ours, where no board is chosen; a board's firmware has
// rules of its own (boards/boards.h).
struct BoxDecoding {
  double threshold = 0.25;      // a score has to be above
  double iou_threshold = 0.45;  // of two boxes that overlap more, the one of the higher score stays
  Suppression suppression = Suppression::AcrossClasses;
  Overlap overlap = Overlap::Drawn;
  RowClasses row_classes = RowClasses::Likeliest;
  bool prefers_later_of_equal = false;  // of boxes of equal score, the one of the later row comes first
  std::size_t limit = 100;              // detections of a picture
  std::size_t candidate_limit = 1000;   // the best so many are looked at; the more, the slower
};

// Decoded rows to detections in pixels of an input of that size, the best first. `rows` is [n, 5 + classes].
// Boxes are cut off at the edges of the input.
std::vector<scene::Detection> detections_in(std::span<const float> rows, std::int32_t classes,
                                            double input_width, double input_height,
                                            const BoxDecoding& decoding);

}  // namespace tinsmith::heads
