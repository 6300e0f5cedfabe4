// devices/simulated_network.h — the identity and the network settings of a simulated board. Setting a network with a command
// joins none. Not for other rooms.
#pragma once

#include <string_view>

#include "devices/simulated_state.h"

namespace tinsmith::devices {

// The number that each line of the firmware gives to the same board.
std::string board_id(const SimulatedState& state);

// "11:22:33:44:55:66"
bool is_hardware_address(std::string_view text);
// WPA's limits.
bool is_wifi_password(std::string_view text);

// {"in4_info", "in6_info"} of a board without a network.
OrderedJson no_addresses();
void set_network(SimulatedFlash& flash, std::string_view name, std::int32_t security,
                 std::string_view password);

// Without a client id, the board makes one of its own name.
std::string client_id_of(const SimulatedState& state);
void set_broker(SimulatedFlash& flash, const SimulatedCall& call);
// The topics of the board and their quality of service, as 1.x also publishes them when it connects.
OrderedJson topics_of(const SimulatedState& state);
// The reply to MQTTPUBSUB?, in both lines of the firmware.
void show_topics(SimulatedState& state, const SimulatedCall& call);

}  // namespace tinsmith::devices
