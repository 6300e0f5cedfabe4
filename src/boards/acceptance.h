// boards/acceptance.h — checks whether a board's firmware can run a model and decode its output.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "boards/boards.h"
#include "graph/graph.h"

namespace tinsmith::boards {

// A model file as it would be deployed to the board.
struct Candidate {
  const graph::Graph& graph;
  scene::Task task = scene::Task::Classification;
  std::optional<scene::BoxGrid> levels;  // box detectors whose output the firmware decodes
  image::Preparation preparation;        // as used in training and evaluation
  std::vector<std::string> operators;    // operators of the file, by their TensorFlow Lite names
  // Size of the file, and of the arena with the board's kernels (infer::estimate_arena).
  std::int64_t file_bytes = 0, arena_bytes = 0;
};

struct Finding {
  enum class Kind : std::uint8_t { Kept, Remark, Broken };
  std::string_view rule;  // "operators", "input", …
  Kind kind = Kind::Kept;
  std::string message;  // what was found and what was expected
};

// Returns one finding per rule, in the table's order. The rules are those of the SSCMA firmware: int8 picture
// input with scale 1/255 and zero point −128, only registered operators, and an output that the firmware
// recognises by its shape.
std::vector<Finding> examined(const Board& board, const Candidate& candidate);

bool is_accepted(std::span<const Finding> findings);

}  // namespace tinsmith::boards
