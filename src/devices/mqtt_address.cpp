#include "devices/mqtt_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ascii.h"

namespace tinsmith::devices {
namespace {

constexpr std::string_view kPlainScheme = "mqtt://", kTlsScheme = "mqtts://";
constexpr std::int32_t kPlainMqttPort = 1883, kTlsMqttPort = 8883, kMaxPort = 65535;
// The firmware's buffers are shorter; a broker takes no topic above 65,535 bytes.
constexpr std::size_t kMaxId_bytes = 128;
constexpr std::string_view kTopics = "sscma/v0/", kPublished = "/tx", kTaken = "/rx";
constexpr std::string_view kExpectedAddress = "mqtt://[USER:PASSWORD@]HOST[:PORT][/BOARD] is expected";

std::optional<std::string> without_percent_codes(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const unsigned value = percent_coded(text.substr(i)).value_or(0);
    if (value == 0) return std::nullopt;
    decoded += static_cast<char>(value);
    i += 2;
  }
  return decoded;
}

Result<Done> read_user(std::string_view text, MqttAddress& address) {
  const auto colon = text.find(':');
  const auto user = without_percent_codes(text.substr(0, colon));
  const auto password =
      without_percent_codes(colon == text.npos ? std::string_view() : text.substr(colon + 1));
  if (!user || !password || user->empty())
    return fail(
        Fault::InvalidInput,
        "the user and password of the broker's address cannot be read; USER:PASSWORD is expected, with "
        "%40 for @, %3A for : and %2F for /");
  address.user = *user;
  address.password = *password;
  return Done{};
}

// Reads "host", "host:1883" or "[::1]:1883".
Result<Done> read_host(std::string_view text, MqttAddress& address) {
  const auto bracket = text.starts_with('[') ? text.find(']') : text.npos;
  const auto colon = bracket == text.npos ? text.find(':') : text.find(':', bracket);
  address.host = bracket == text.npos ? text.substr(0, colon) : text.substr(1, bracket - 1);
  const bool is_host =
      !address.host.empty() && std::all_of(address.host.begin(), address.host.end(), [](char c) {
        return c > ' ' && c < 127 && c != '?' && c != '#' && c != '[';
      });
  if (!is_host) return fail(Fault::InvalidInput, "the broker's address names no host; {}", kExpectedAddress);
  if (colon == text.npos) return Done{};
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc() || end != digits.data() + digits.size() || address.port < 1 ||
      address.port > kMaxPort)
    return fail(Fault::InvalidInput,
                "the port '{}' of the broker's address; a number from 1 to {} is expected", digits, kMaxPort);
  return Done{};
}

std::string percent_coded_text(std::string_view text) {
  std::string coded;
  for (const char c : text) coded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return coded;
}

}  // namespace

std::string MqttAddress::text() const {
  const bool is_v6 = host.find(':') != host.npos;
  std::string text = fmt::format("{}{}{}{}:{}", uses_tls ? kTlsScheme : kPlainScheme, is_v6 ? "[" : "", host,
                                 is_v6 ? "]" : "", port);
  if (!client_id.empty()) text += "/" + client_id;
  return text;
}

bool is_mqtt_address(std::string_view text) {
  return text.starts_with(kPlainScheme) || text.starts_with(kTlsScheme);
}

std::string published_topic(std::string_view client_id) {
  return fmt::format("{}{}{}", kTopics, client_id, kPublished);
}

std::string taken_topic(std::string_view client_id) {
  return fmt::format("{}{}{}", kTopics, client_id, kTaken);
}

std::string publisher_of(std::string_view topic) {
  if (!topic.starts_with(kTopics) || !topic.ends_with(kPublished)) return {};
  topic.remove_prefix(kTopics.size());
  topic.remove_suffix(std::min(topic.size(), kPublished.size()));
  return std::string(topic);
}

bool is_mqtt_client_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxId_bytes && std::all_of(id.begin(), id.end(), [](char c) {
    return c > ' ' && c < 127 && std::string_view("/+#").find(c) == std::string_view::npos;
  });
}

Result<MqttAddress> parse_mqtt_address(std::string_view text) {
  MqttAddress address;
  if (!is_mqtt_address(text))
    return fail(Fault::InvalidInput, "'{}' is no broker; {}", text, kExpectedAddress);
  address.uses_tls = text.starts_with(kTlsScheme);
  address.port = address.uses_tls ? kTlsMqttPort : kPlainMqttPort;
  text.remove_prefix(address.uses_tls ? kTlsScheme.size() : kPlainScheme.size());
  if (const auto at = text.rfind('@'); at != text.npos) {
    TRY_DONE(read_user(text.substr(0, at), address));
    text.remove_prefix(at + 1);
  }
  const auto slash = text.find('/');
  TRY_DONE(read_host(text.substr(0, slash), address));
  if (slash == text.npos || slash + 1 == text.size()) return address;
  address.client_id = text.substr(slash + 1);
  if (!is_mqtt_client_id(address.client_id))
    return fail(Fault::InvalidInput,
                "the board '{}' of the broker's address; the board's client id is expected, such as "
                "xiao_esp32_s3_965371843, without spaces, '/', '+' and '#'",
                address.client_id);
  return address;
}

Result<std::string> with_mqtt_password(const std::string& port, std::string_view password) {
  if (!is_mqtt_address(port)) return port;
  TRY(const auto address, parse_mqtt_address(port));
  if (address.user.empty())
    return fail(Fault::InvalidInput,
                "a password is of a user; give the broker's address as mqtt://USER@HOST");
  if (!address.password.empty())
    return fail(Fault::InvalidInput, "the broker's address has a password already; give it once");
  const std::size_t at = port.rfind('@');
  const std::string before = port.substr(0, at);
  return fmt::format("{}{}{}{}", before, before.ends_with(':') ? "" : ":", percent_coded_text(password),
                     port.substr(at));
}

}  // namespace tinsmith::devices
