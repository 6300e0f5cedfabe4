#include "http/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>

#include <algorithm>

namespace tinsmith::http {
namespace {

std::string text_of(const sockaddr* address, socklen_t size_bytes) {
  char text[NI_MAXHOST] = {};
  if (::getnameinfo(address, size_bytes, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) return "";
  return text;
}

}  // namespace

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool is_every_address(const std::string& host) {
  return host == "0.0.0.0" || host == "::";
}

std::vector<std::string> own_addresses() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return {};
  std::vector<std::string> found;
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    const bool is_up = (one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_LOOPBACK) == 0;
    if (one->ifa_addr == nullptr || !is_up) continue;
    std::string text;
    if (one->ifa_addr->sa_family == AF_INET) text = text_of(one->ifa_addr, sizeof(sockaddr_in));
    if (one->ifa_addr->sa_family == AF_INET6) text = text_of(one->ifa_addr, sizeof(sockaddr_in6));
    const bool is_link_local = text.starts_with("169.254.") || text.starts_with("fe80");
    if (text.empty() || is_link_local) continue;
    found.push_back(text.find(':') == text.npos ? text : "[" + text + "]");
  }
  ::freeifaddrs(first);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace tinsmith::http
