// verbs/check_for_board.h — the verb `package`: checks a model against the rules of a board.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "boards/acceptance.h"
#include "bundle/model.h"

namespace tinsmith::verbs {

// The board's rules with the values found in the model's file, and whether the file satisfies all of them.
struct BoardCheck {
  bool is_accepted = false;
  std::string text;
  nlohmann::json json;
  std::vector<boards::Finding> findings;  // one per rule
};
// A model's file as it would be deployed, and what was read from it.
struct DeployedModel {
  std::string path;
  Bytes file;
  std::vector<std::string> operators;  // by their TensorFlow Lite names
  bundle::Model model;
};
// Reads a .tflite file, or the int8 model of a run. Errors as read_file and bundle::read_model.
Result<DeployedModel> read_deployed(const std::string& model_or_run);

BoardCheck check_for_board(const DeployedModel& deployed, const boards::Board& board);

// Checks a model for the board `board_name` of boards::board_table(), by boards::examined.
Result<BoardCheck> check_for_board(const std::string& model_or_run, const std::string& board_name);

}  // namespace tinsmith::verbs
