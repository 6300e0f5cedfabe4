// boards/arena.h — the arena size of a model on a board, computed in one place for all callers.
#pragma once

#include "boards/boards.h"
#include "infer/memory_plan.h"

namespace tinsmith::boards {

// Estimates the arena. `file_graph` is the graph as read from the .tflite file, whose operators and tensors
// are those on the board. `board` selects the kernels; nullptr: those of TensorFlow Lite Micro.
inline infer::ArenaEstimate arena_on(const Board* board, const graph::Graph& file_graph) {
  const bool has_esp_nn = board != nullptr && board->kernels == Kernels::EspNn;
  return infer::estimate_arena(file_graph,
                               has_esp_nn ? infer::KernelLibrary::EspNn : infer::KernelLibrary::Reference);
}

}  // namespace tinsmith::boards
