// heads/boxes.h — output of box detectors: decodes raw levels to rows of boxes, in the graph and in C++.
//
// A decoded row is [centre x, centre y, width, height, score, one probability per class]; the first four
// are fractions of the input. This is the output that SSCMA's firmware expects from a model (an output
// scale < 0.1 means normalized). The firmware reports `score` and the class with the max probability, and
// so does this code.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "graph/graph.h"
#include "heads/heads.h"
#include "scene/box_grid.h"

namespace tinsmith::heads {

inline constexpr std::string_view kBoxesName = "boxes";  // name of the output tensor
// Index of the score in a decoded row; the box is before it.
inline constexpr std::int32_t kRowBox = 4;
inline constexpr std::int32_t kRowFirstClass = 5;  // index of the first class; the score is before it

// Appends the decoding to a network that ends in raw levels: one output per level of the grid,
// [1, height, width, anchors · channels]. The network then has one output of decoded rows, "boxes". The score
// is objectness times the max class probability; with only one class, its logit is not trained and the score
// is the objectness. For grids with one box per cell, empty rows are added up to three per cell of strides 8,
// 16 and 32, because firmware recognizes a detector by this number of rows. InvalidInput: the outputs do not
// match the grid. Unsupported: the boxes are exponential.
Result<graph::Graph> with_decoded_boxes(graph::Graph graph, const scene::BoxGrid& grid);

// The other form of output, for firmware that decodes the boxes itself: the network's raw levels. With
// bounded boxes the logistic function is applied to all channels first, so that they are in 0 … 1, and the
// outputs are named "level_parts0", … (Kendryte's AnchorBaseDet). With exponential boxes the levels stay
// unchanged (the K210's region layer). InvalidInput: the outputs do not match the grid.
Result<graph::Graph> with_level_parts(graph::Graph graph, const scene::BoxGrid& grid);

// InvalidInput: the shapes of the graph's outputs are not those of the grid's levels.
Result<Done> check_levels(const graph::Graph& graph, const scene::BoxGrid& grid);

// Content of a level's channels: the network's logits, or their logistic function.
enum class LevelValues : std::uint8_t { Logits, Parts };
// Returns the content that with_level_parts produces for this grid.
LevelValues answered_values(const scene::BoxGrid& grid);

// Decodes the levels of one picture with plain loops; returns the decoded rows without the empty ones.
// LevelValues::Parts is possible for bounded boxes only.
std::vector<float> decoded_rows(std::span<const std::span<const float>> levels, const scene::BoxGrid& grid,
                                LevelValues values = LevelValues::Logits);

// Returns the box of one row in pixels of the input, from its raw channels; x, y is the cell.
scene::Box decoded_box(const float* raw, const scene::BoxGrid& grid, const scene::BoxLevel& level,
                       const scene::Anchor& anchor, std::int32_t x, std::int32_t y);

// Some detectors of other projects output pixels of the input and scores of 0 … 100; firmware recognizes them
// by an output scale of 0.1 or more. Returns whether `output` has such a scale.
bool holds_pixels(const graph::Tensor& output);

// Converts the values to fractions in place if the output holds_pixels; otherwise changes nothing.
void normalize_rows(std::span<float> rows, const graph::Tensor& output, double input_width,
                    double input_height);

// The computation of the overlap of two boxes. Drawn: from their parts inside the picture. CentreAsCorner:
// SSCMA's firmware uses the centre of a box as its upper left corner, after it has limited centre, width
// and height to the picture separately; boxes with different sizes around one object then overlap less
// than in reality.
enum class Overlap : std::uint8_t { Drawn, CentreAsCorner };

// The classes that a row predicts: the most probable one, or each class for which objectness times
// probability is above the threshold.
enum class RowClasses : std::uint8_t { Likeliest, EachAboveThreshold };

// Settings for converting decoded rows to detections. The defaults apply if no board is chosen; the firmware
// of a board has its own rules (boards/boards.h).
struct BoxDecoding {
  double threshold = 0.25;      // scores must be above this value
  double iou_threshold = 0.45;  // if two boxes overlap more, only the one with the higher score is kept
  Suppression suppression = Suppression::AcrossClasses;
  Overlap overlap = Overlap::Drawn;
  RowClasses row_classes = RowClasses::Likeliest;
  bool prefers_later_of_equal = false;  // of two boxes with equal scores, the later row ranks first
  std::size_t limit = 100;              // max number of detections per picture
  // Only this many boxes with the highest scores are used; more is slower.
  std::size_t candidate_limit = 1000;
};

// Converts decoded rows to detections in pixels of an input of this size, highest score first. `rows` is
// [n, 5 + classes]. Boxes are clipped to the input.
std::vector<scene::Detection> detections_in(std::span<const float> rows, std::int32_t classes,
                                            double input_width, double input_height,
                                            const BoxDecoding& decoding);

}  // namespace tinsmith::heads
