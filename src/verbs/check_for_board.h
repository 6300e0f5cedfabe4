// verbs/check_for_board.h — the verb `package`: checks a model against the rules of a board.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "boards/acceptance.h"

namespace tinsmith::verbs {

// The board's rules with the values found in the model's file, and whether the file satisfies all of them.
struct BoardCheck {
  bool is_accepted = false;
  std::string text;
  nlohmann::json json;
  std::vector<boards::Finding> findings;  // one per rule
};
// Checks a model for the board `board_name` of boards::board_table(), by boards::examined.
Result<BoardCheck> check_for_board(const std::string& model_or_run, const std::string& board_name);

}  // namespace tinsmith::verbs
