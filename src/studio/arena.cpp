#include "studio/arena.h"

namespace tinsmith::studio {

infer::ArenaEstimate arena_on(const boards::Board* board, const graph::Graph& file_graph) {
  const bool has_esp_nn = board != nullptr && board->kernels == boards::Kernels::EspNn;
  return infer::estimate_arena(file_graph,
                               has_esp_nn ? infer::KernelLibrary::EspNn : infer::KernelLibrary::Reference);
}

const boards::Board* board_of(const bundle::Model& model) {
  const auto entry = model.provenance.find(kBoardEntry);
  if (entry == model.provenance.end()) return nullptr;
  const auto board = boards::find_board(entry->second);
  return board ? *board : nullptr;
}

}  // namespace tinsmith::studio
