// verbs/arena.h — the arena size of a model on its target board, computed in one place for all callers.
#pragma once

#include "boards/boards.h"
#include "bundle/model.h"
#include "infer/memory_plan.h"

namespace tinsmith::verbs {

// The provenance entry in which a model names its target board.
inline constexpr const char* kBoardEntry = "board";

// Estimates the arena. `file_graph` is the graph as read from the .tflite file, whose operators and tensors
// are those on the board. `board` selects the kernels; nullptr: those of TensorFlow Lite Micro.
inline infer::ArenaEstimate arena_on(const boards::Board* board, const graph::Graph& file_graph) {
  const bool has_esp_nn = board != nullptr && board->kernels == boards::Kernels::EspNn;
  return infer::estimate_arena(file_graph,
                               has_esp_nn ? infer::KernelLibrary::EspNn : infer::KernelLibrary::Reference);
}

// Returns the board that the model was trained for; nullptr when the model names none, or an unknown one.
inline const boards::Board* board_of(const bundle::Model& model) {
  const auto entry = model.provenance.find(kBoardEntry);
  if (entry == model.provenance.end()) return nullptr;
  const auto board = boards::find_board(entry->second);
  return board ? *board : nullptr;
}

}  // namespace tinsmith::verbs
