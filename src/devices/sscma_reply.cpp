#include "devices/sscma_reply.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::devices {
namespace {

constexpr int kMaxReplyDepth = 12;
constexpr std::size_t kShown_bytes = 60;

// A line for a message: its beginning, without bytes that would disturb a terminal.
std::string shown_line(std::string_view text) {
  std::string shown(text.substr(0, kShown_bytes));
  for (char& c : shown)
    if (c < ' ' || c > '~') c = '?';
  return text.size() > kShown_bytes ? shown + "…" : shown;
}

struct CodeMeaning {
  std::int32_t code;
  std::string_view meaning;
};
constexpr CodeMeaning kCodeMeanings[] = {
    {-1, "it did not work"},
    {1, "it asks to try again"},
    {2, "it did not work"},
    {3, "it took too long"},
    {4, "its camera or its memory did not answer"},
    {5, "the command or its values are not possible now"},
    {6, "its memory is full"},
    {7, "it is busy"},
    {8, "its firmware cannot do this"},
    {9, "it is not permitted, for example because the camera is off"},
    {10, "there is no such thing on it"},
    {11, "it exists already"},
    {12, "a value is too large"},
};

}  // namespace

Result<SscmaReply> read_reply(std::string_view text) {
  nlohmann::json json = parse_json(text, kMaxReplyDepth);
  if (json.is_discarded() || !json.is_object())
    return fail(Fault::Corrupt, "a reply is not JSON: {}", shown_line(text));
  const auto& name = member_of(json, "name");
  const auto& code = member_of(json, "code");
  const std::int64_t kind = integer_in(json, "type", -1);
  if (!name.is_string() || !code.is_number() || kind < 0 || kind > 2)
    return fail(Fault::Corrupt, "a reply lacks its type, its name or its code: {}", shown_line(text));
  SscmaReply reply;
  reply.kind = static_cast<ReplyKind>(kind);
  const std::string whole = name.get<std::string>();
  const std::size_t at = whole.rfind('@');
  if (at != std::string::npos) reply.tag = whole.substr(0, at);
  reply.name = at == std::string::npos ? whole : whole.substr(at + 1);
  reply.code = static_cast<std::int32_t>(integer_in(json, "code"));
  if (const auto data = json.find("data"); data != json.end()) reply.data = std::move(*data);
  return reply;
}

std::string meaning_of_code(std::int32_t code) {
  for (const CodeMeaning& row : kCodeMeanings)
    if (row.code == code) return std::string(row.meaning);
  return fmt::format("code {}", code);
}

const nlohmann::json& member_of(const nlohmann::json& data, const char* key) {
  static const nlohmann::json kNothing;
  if (!data.is_object()) return kNothing;
  const auto found = data.find(key);
  return found == data.end() ? kNothing : *found;
}

std::string text_in(const nlohmann::json& data, const char* key) {
  const auto& value = member_of(data, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

double number_of(const nlohmann::json& value, double fallback) {
  if (!value.is_number()) return fallback;
  const double number = value.get<double>();
  return std::isfinite(number) ? number : fallback;
}

std::int64_t integer_in(const nlohmann::json& data, const char* key, std::int64_t fallback) {
  const auto& value = member_of(data, key);
  if (value.is_number_integer() && !value.is_number_unsigned()) return value.get<std::int64_t>();
  constexpr double kLimit = 1e15;  // below, every whole number is a double
  return static_cast<std::int64_t>(
      std::clamp(number_of(value, static_cast<double>(fallback)), -kLimit, kLimit));
}

}  // namespace tinsmith::devices
