// packaging/collection.h — scripts that run on a board and collect training pictures with its camera.
#pragma once

#include <string>
#include <vector>

#include "boards/boards.h"

namespace tinsmith::packaging {

// Returns a MicroPython script that saves pictures in a folder per class.
//   Refused  no script is known for the board; the message says how to collect pictures instead
Result<std::string> collection_script(const boards::Board& board, const std::vector<std::string>& classes);

}  // namespace tinsmith::packaging
