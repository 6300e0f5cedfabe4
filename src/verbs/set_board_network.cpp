// Writes the network settings of a board.
#include <fmt/format.h>

#include "devices/mqtt_address.h"
#include "devices/ports.h"
#include "devices/sscma_client.h"
#include "verbs/device_text.h"
#include "verbs/devices.h"

namespace tinsmith::verbs {
namespace {

// As the firmware numbers them: chosen by the board, and none.
constexpr std::int32_t kChosenSecurity = 0, kNoSecurity = 1;

Result<devices::SscmaClient> client_at(const std::string& port) {
  TRY(auto link, devices::open_port(port));
  devices::SscmaClient client(std::move(link));
  TRY_DONE(client.identify());
  return client;
}

}  // namespace

Result<DeviceReport> set_board_wifi(const std::string& port, const std::string& name,
                                    const std::string& password) {
  if (name.empty()) return fail(Fault::InvalidInput, "the Wi-Fi has no name; give it with --name");
  TRY(auto client, client_at(port));
  TRY_DONE(client.set_wifi({name, password.empty() ? kNoSecurity : kChosenSecurity, password}));
  TRY(const auto state, client.wifi());
  if (state.name != name)
    return fail(Fault::Unavailable, "the board at {} has kept the Wi-Fi '{}' instead of '{}'; try again",
                devices::shown_port(port), harmless(state.name), name);
  return DeviceReport{
      fmt::format("The board at {} has the Wi-Fi {}{}.", devices::shown_port(port), name,
                  state.is_joined ? " and has joined it as " + harmless(state.address)
                                  : ". It has not joined it yet: ask in a moment with tinsmith device info"),
      {{"port", devices::shown_port(port)},
       {"wifi", {{"name", state.name}, {"joined", state.is_joined}, {"address", state.address}}}}};
}

Result<DeviceReport> set_board_broker(const std::string& port, const std::string& broker) {
  TRY(const auto address, devices::parse_mqtt_address(broker));
  TRY(auto client, client_at(port));
  TRY_DONE(client.set_mqtt(
      {address.client_id, address.host, address.port, address.user, address.password, address.uses_tls}));
  TRY(const auto state, client.mqtt());
  if (state.address != address.host || state.port != address.port)
    return fail(Fault::Unavailable, "the board at {} has kept the broker {}:{} instead of {}:{}; try again",
                devices::shown_port(port), harmless(state.address), state.port, address.host, address.port);
  devices::MqttAddress board = address;
  board.client_id = state.client_id;
  return DeviceReport{
      fmt::format("The board at {} has the broker {}:{}{}. Its port there: {}", devices::shown_port(port),
                  address.host, address.port,
                  state.is_connected ? " and is connected" : ", not connected yet", harmless(board.text())),
      {{"port", devices::shown_port(port)},
       {"mqtt",
        {{"address", state.address},
         {"port", state.port},
         {"connected", state.is_connected},
         {"board", board.text()}}}}};
}

}  // namespace tinsmith::verbs
