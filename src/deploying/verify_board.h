// deploying/verify_board.h — compares the model in the flash of a board with a file, or with what was last written to it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "deploying/history.h"
#include "devices/link.h"

namespace tinsmith::deploying {

struct VerifyRequest {
  std::filesystem::path data_folder;
  std::optional<std::filesystem::path> model;  // none: what the history says
};

struct Verified {
  std::string address;
  std::string expected_md5, found_md5;  // of as many bytes of the flash as the model has
  std::string model;                    // the name in the history; empty: a file was given
  bool is_same() const { return expected_md5 == found_md5; }
};

// The board is restarted twice: into its loader, and back into its firmware.
//   NotFound     no file was given, and nothing was written to this board from here
//   Unavailable  the board does not answer
//   Unsupported  its flash cannot be read, or it is another board
Result<Verified> verify_board(devices::Link& link, const VerifyRequest& request);

}  // namespace tinsmith::deploying
