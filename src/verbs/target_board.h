// verbs/target_board.h — the board that a model was trained for.
#pragma once

#include "boards/boards.h"
#include "bundle/model.h"

namespace tinsmith::verbs {

// The provenance entry in which a model names its target board.
inline constexpr const char* kBoardEntry = "board";

// Returns the board that the model was trained for; nullptr when the model names none, or an unknown one.
inline const boards::Board* board_of(const bundle::Model& model) {
  const auto entry = model.provenance.find(kBoardEntry);
  if (entry == model.provenance.end()) return nullptr;
  const auto board = boards::find_board(entry->second);
  return board ? *board : nullptr;
}

}  // namespace tinsmith::verbs
