// boards/acceptance.h — would this board's firmware run this model, and would it understand what it says?
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "boards/boards.h"
#include "graph/graph.h"

namespace tinsmith::boards {

// A model file as the board would get it.
struct Candidate {
  const graph::Graph& graph;
  heads::Head head = heads::Head::Classification;
  std::optional<scene::BoxGrid> levels;  // of boxes that the firmware is to decode
  image::Preparation preparation;        // what it was trained and measured with
  std::vector<std::string> operators;    // in the file, by TensorFlow Lite's names
  // The arena with the board's kernels (infer::estimate_arena).
  std::int64_t file_bytes = 0, arena_bytes = 0;
};

struct Finding {
  enum class Kind : std::uint8_t { Kept, Remark, Broken };
  std::string_view rule;  // "operators", "input", …
  Kind kind = Kind::Kept;
  std::string says;  // what was found, and what was expected
};

// One finding for each rule, in the table's order. The rules are those of SSCMA's firmware: an int8 picture
// of scale 1/255 and zero point −128, registered operators only, an answer that the firmware recognises by
// its shape.
std::vector<Finding> examined(const Board& board, const Candidate& candidate);

bool is_accepted(std::span<const Finding> findings);

}  // namespace tinsmith::boards
