// deploying/deploy.h — writes a model to a XIAO ESP32-S3 Sense or a Grove Vision AI V2, and believes that it works only when the
// board has answered.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "deploying/history.h"
#include "deploying/proof.h"
#include "devices/link.h"

namespace tinsmith::deploying {

// The steps of a deploy, in their order. Restoring follows only when the model does not answer as computed.
enum class Phase : std::uint8_t { Checking, Preparing, Writing, Starting, Proving, Restoring };
std::string_view name_of(Phase phase);  // "checking", "preparing", …

// Makes from an int8 model the one that the NPU of the Grove Vision AI V2 runs, with Arm's compiler Vela (packaging/vela.h).
//   Refused  there is no program `vela` (the message says what to install), or the board would not run the result
Result<Bytes> compiled_by_vela(ByteView tflite);

struct Deployed {
  std::string address;   // of the board
  std::string name;      // "XIAO ESP32S3 Sense"
  std::string firmware;  // "2.x"
  std::string md5;       // of the file that was written
  std::uint64_t file_bytes = 0, written_bytes = 0;
  std::vector<std::string> classes, remarks;
  Proof proof;
};

struct DeployRequest {
  std::filesystem::path model;                // a .tflite file
  std::filesystem::path data_folder;          // of the user; the history of the boards is there
  std::int32_t patience_ms = 15'000;          // for which the firmware may start
  std::string silent_board = "xiao-esp32s3";  // the board that it is if its firmware does not answer
  std::optional<Origin> origin = {};          // of the model, for the history
  std::function<void(Phase phase, const std::string& sentence)> say = [](Phase, const std::string&) {};
  // Is called with what is known after the comparison, also when the answers differ.
  std::function<void(const Deployed& so_far)> compared = [](const Deployed&) {};
  std::function<Result<Bytes>(ByteView tflite)> compile = compiled_by_vela;  // for boards with an NPU
};

// Checks the model by the rules of the firmware on the board, writes what differs, stores the class names, restarts the board,
// and lets it run the model on its camera's pictures. If it does not answer as computed, the bytes that were there before are
// written again. `progress` can stop it before something is written, and not later.
//
// On the Grove Vision AI V2 the compiled model is always written whole, and what was there before is known only if it was written
// from here: its bootloader reads nothing. What its answers are compared with is computed from the model before it was compiled.
//
// An interruption at any byte leaves a board that the same call brings to the model: its loader cannot be overwritten.
//   Refused      a rule is broken, or the compiler is missing, and nothing was written; or the board did not answer as
//                computed, and what was there before is there again
//   NotFound     the board has no SSCMA firmware, and none was added (firmware_store.h)
//   Unsupported  another board
//   Unavailable  the board is gone, or does not answer; the message says what is on it now, and how to go on
//   Cancelled    `progress` has asked for a stop, and nothing was written
Result<Deployed> deploy(devices::Link& link, const DeployRequest& request, Progress& progress);

// For the parts of a deploy: the line of the log about this model on the board at this link.
BoardRecord record_of(const Deployed& deployed, const std::string& model, const DeployRequest& request,
                      const devices::Link& link, BoardState state);

}  // namespace tinsmith::deploying
