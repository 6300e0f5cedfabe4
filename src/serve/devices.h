// serve/devices.h — boards and what they find, for several handlers.
#pragma once

#include "live/connections.h"
#include "serve/call.h"
#include "store/brokers.h"

namespace tinsmith::serve {

// The longest wait for something new. The request is then sent again.
inline constexpr std::chrono::milliseconds kMaxWait{2000};

// The boards of the server's computer are for owners of the installation, and a board whose port a browser holds also for the
// user of that browser. For others they do not exist: NotFound.
Result<live::ConnectedBoard> board_of(const Call& call, std::int64_t id);

// Connects to a broker of the database for as long as it is in the list, and keeps the boards that are heard there. InvalidInput: its
// address cannot be read.
Result<Done> follow_broker(Installation& installation, const store::Broker& broker);

// DeviceBox[] of the API: boxes and points as boxes in pixels of the picture. `classes` has the names.
nlohmann::json boxes_json(const devices::Frame& frame, image::Size picture,
                          const std::vector<std::string>& classes);
// DeviceClass[] of the API. Precondition: the frame has classes.
nlohmann::json classes_json(const devices::Frame& frame, const std::vector<std::string>& classes);

}  // namespace tinsmith::serve
