// deploying/board_session.h — one board over one open port, of which the firmware and the loader are spoken to in turn. Not for
// other rooms.
#pragma once

#include <optional>

#include "base/progress.h"
#include "devices/esp_loader.h"
#include "devices/sscma_client.h"

namespace tinsmith::deploying {

// The boards that can be written.
enum class WritableBoard : std::uint8_t { Xiao, Grove };

// By its name in the catalogue. Unsupported: it cannot be written.
Result<WritableBoard> writable_board(std::string_view name);

// The board's own account of itself before it is written.
struct MetBoard {
  WritableBoard board = WritableBoard::Xiao;
  std::optional<devices::Identity> identity;  // none: its firmware does not answer
  std::optional<devices::ModelInfo> info;     // of its model
};

// Asks the firmware. A board that does not answer is no error and is taken for `silent_board`; one that is unplugged, or cannot
// be written, is.
//   Unsupported  it is another board
Result<MetBoard> meet(devices::Link& link, std::int32_t patience_ms, WritableBoard silent_board);

// Waits until the firmware answers after a restart.
//   Unavailable  it does not, or the board is gone
Result<devices::SscmaClient> firmware_of(devices::Link& link, std::int32_t patience_ms);

// The line of SSCMA's firmware in the flash, by its partition table. None: there is none.
Result<std::optional<devices::Dialect>> firmware_in_flash(devices::EspLoader& loader);

// Stores the class names with the model in slot 1, which is loaded.
//   Unavailable  the firmware refuses the model, or the names
Result<Done> select_and_name(devices::SscmaClient& client, const devices::ModelInfo& info);

}  // namespace tinsmith::deploying
