// serve/addresses.h — which addresses a server is reached at.
#pragma once

#include <string>
#include <vector>

namespace tinsmith::serve {

// 127.0.0.0/8, ::1 or localhost.
bool is_loopback(const std::string& host);

// 0.0.0.0 or ::, which stand for every address of this machine.
bool is_every_address(const std::string& host);

// The addresses of this machine's network interfaces as they stand in a URL, without loopback and link-local
// ones: "192.168.1.20", "[2001:db8::20]".
std::vector<std::string> own_addresses();

}  // namespace tinsmith::serve
