// boards/lowering.h — a network in the operators that a board's firmware has.
#pragma once

#include "boards/boards.h"
#include "graph/graph.h"

namespace tinsmith::boards {

// The same float network, where the board lacks AVERAGE_POOL_2D but has MEAN: averages over a whole picture
// are then written as that. What has no such twin stays; boards/acceptance.h names it.
graph::Graph lowered_for(const Board& board, graph::Graph graph);

}  // namespace tinsmith::boards
