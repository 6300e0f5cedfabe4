// deploying/preflight.h — whether a model will run on one line of a board's firmware, before anything is written.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "boards/acceptance.h"
#include "bundle/model.h"
#include "devices/sscma_data.h"

namespace tinsmith::deploying {

// The rules of one line of the firmware for the XIAO ESP32-S3: those of the board, which hold in both lines, changed by what this one has more.
boards::Board rules_of(devices::Dialect firmware);

struct CheckedModel {
  Bytes file;
  bundle::Model model;
  devices::ModelInfo info;           // as the board keeps it
  std::vector<std::string> remarks;  // what is allowed, but not good
};

// Reads a .tflite file and checks it by all rules of a board with this line of the firmware.
//   NotFound, InvalidInput, Corrupt, Unsupported  the file cannot be read, or is no model
//   Refused                                       a rule is broken; the message has each of them
Result<CheckedModel> check_model(const std::filesystem::path& file, const boards::Board& board,
                                 devices::Dialect firmware);

}  // namespace tinsmith::deploying
