// http/addresses.h — the addresses under which a server is reachable.
#pragma once

#include <string>
#include <vector>

namespace tinsmith::http {

// Returns whether the host is 127.0.0.0/8, ::1 or localhost.
bool is_loopback(const std::string& host);

// Returns whether the host is 0.0.0.0 or ::, which stand for every address of this machine.
bool is_every_address(const std::string& host);

// Returns the addresses of this machine's network interfaces in URL form, without loopback and link-local
// ones: "192.168.1.20", "[2001:db8::20]".
std::vector<std::string> own_addresses();

struct NetworkAddress {
  std::string host;       // in URL form: "192.168.1.20", "[2001:db8::20]"
  std::string interface;  // "wlan0"
};

// Returns the same addresses with the names of their interfaces, those first that other devices of the local network most probably
// reach: the one from which this machine sends into other networks, then other IPv4 addresses, then IPv6; the bridges of
// containers and virtual machines are last.
std::vector<NetworkAddress> local_addresses();

}  // namespace tinsmith::http
