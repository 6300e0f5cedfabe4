// boards/lowering.h — rewrites a network into the operators that a board's firmware has.
#pragma once

#include "boards/boards.h"
#include "graph/graph.h"

namespace tinsmith::boards {

// Returns an equivalent float network: if the board has MEAN but not AVERAGE_POOL_2D, average pooling over a
// whole picture becomes MEAN. Operators without an equivalent stay; boards/acceptance.h reports them.
graph::Graph lowered_for(const Board& board, graph::Graph graph);

}  // namespace tinsmith::boards
