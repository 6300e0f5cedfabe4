#include "http/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace tinsmith::http {
namespace {

std::string text_of(const sockaddr* address, socklen_t size_bytes) {
  char text[NI_MAXHOST] = {};
  if (::getnameinfo(address, size_bytes, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) return "";
  return text;
}

std::vector<NetworkAddress> addresses_of_interfaces() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return {};
  std::vector<NetworkAddress> found;
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    const bool is_up = (one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_LOOPBACK) == 0;
    if (one->ifa_addr == nullptr || !is_up) continue;
    std::string text;
    if (one->ifa_addr->sa_family == AF_INET) text = text_of(one->ifa_addr, sizeof(sockaddr_in));
    if (one->ifa_addr->sa_family == AF_INET6) text = text_of(one->ifa_addr, sizeof(sockaddr_in6));
    const bool is_link_local = text.starts_with("169.254.") || text.starts_with("fe80");
    if (text.empty() || is_link_local) continue;
    found.push_back({text.find(':') == text.npos ? text : "[" + text + "]", one->ifa_name});
  }
  ::freeifaddrs(first);
  return found;
}

// Returns the IPv4 address from which this machine sends into other networks; "" without such a route. Connecting a datagram socket
// only looks the route up and sends nothing. 192.0.2.1 belongs to nobody (RFC 5737).
std::string source_of_default_route() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return "";
  sockaddr_in far{}, own{};
  far.sin_family = AF_INET;
  far.sin_port = htons(9);
  ::inet_pton(AF_INET, "192.0.2.1", &far.sin_addr);
  socklen_t size_bytes = sizeof own;
  const bool is_known = ::connect(socket, reinterpret_cast<const sockaddr*>(&far), sizeof far) == 0 &&
                        ::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size_bytes) == 0;
  ::close(socket);
  return is_known ? text_of(reinterpret_cast<const sockaddr*>(&own), sizeof own) : "";
}

// Interfaces between this machine and its own containers and virtual machines.
bool is_virtual(std::string_view interface) {
  constexpr std::string_view kBeginnings[] = {"docker", "br-", "veth",  "virbr",
                                              "podman", "cni", "vmnet", "vboxnet"};
  return std::any_of(std::begin(kBeginnings), std::end(kBeginnings),
                     [&](std::string_view one) { return interface.starts_with(one); });
}

}  // namespace

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool is_every_address(const std::string& host) {
  return host == "0.0.0.0" || host == "::";
}

std::vector<std::string> own_addresses() {
  std::vector<std::string> found;
  for (NetworkAddress& one : addresses_of_interfaces()) found.push_back(std::move(one.host));
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<NetworkAddress> local_addresses() {
  const std::string default_source = source_of_default_route();
  const auto rank = [&](const NetworkAddress& one) {
    const bool is_ipv6 = one.host.starts_with('[');
    if (is_virtual(one.interface)) return is_ipv6 ? 4 : 3;
    return one.host == default_source ? 0 : is_ipv6 ? 2 : 1;
  };
  std::vector<NetworkAddress> found = addresses_of_interfaces();
  std::stable_sort(found.begin(), found.end(), [&](const NetworkAddress& a, const NetworkAddress& b) {
    return std::pair(rank(a), a.host) < std::pair(rank(b), b.host);
  });
  return found;
}

}  // namespace tinsmith::http
