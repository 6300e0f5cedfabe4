// studio/arena.h — the working memory of a model on the board that it was made for: one figure, whoever asks.
#pragma once

#include "boards/boards.h"
#include "bundle/model.h"
#include "infer/memory_plan.h"

namespace tinsmith::studio {

// In which entry of its provenance a model names the board that it was trained for.
inline constexpr const char* kBoardEntry = "board";

// `file_graph`: as read from the .tflite file, whose operators and tensors are those on the board. `board`:
// with whose kernels; nullptr: TensorFlow Lite Micro's own.
inline infer::ArenaEstimate arena_on(const boards::Board* board, const graph::Graph& file_graph) {
  const bool has_esp_nn = board != nullptr && board->kernels == boards::Kernels::EspNn;
  return infer::estimate_arena(file_graph,
                               has_esp_nn ? infer::KernelLibrary::EspNn : infer::KernelLibrary::Reference);
}

// The board that the model was trained for; nullptr when none, or one that is not known, is named.
inline const boards::Board* board_of(const bundle::Model& model) {
  const auto entry = model.provenance.find(kBoardEntry);
  if (entry == model.provenance.end()) return nullptr;
  const auto board = boards::find_board(entry->second);
  return board ? *board : nullptr;
}

}  // namespace tinsmith::studio
