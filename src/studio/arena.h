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
infer::ArenaEstimate arena_on(const boards::Board* board, const graph::Graph& file_graph);

// The board that the model was trained for; nullptr when none, or one that is not known, is named.
const boards::Board* board_of(const bundle::Model& model);

}  // namespace tinsmith::studio
