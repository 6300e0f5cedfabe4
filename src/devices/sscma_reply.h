// devices/sscma_reply.h — one reply of an SSCMA board: {"type": 0, "name": "TAG@COMMAND", "code": 0, "data": …}.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace tinsmith::devices {

// Who a reply is for: the command that is named, everybody (an event, such as the result for a picture), or people.
enum class ReplyKind : std::uint8_t { Response = 0, Event = 1, Log = 2 };

struct SscmaReply {
  ReplyKind kind = ReplyKind::Response;
  std::string tag;   // as the command was tagged, in capitals; empty: it had none
  std::string name;  // "ID?", "INVOKE"; "AT" when the board did not understand a command
  std::int32_t code = 0;
  nlohmann::json data;  // null: it has none
};

// Reads a line that SscmaLines calls a reply. The text may come from anybody:
//   Corrupt  not JSON, nested deeper than any reply, or without name and code
Result<SscmaReply> read_reply(std::string_view text);

// Returns the meaning of a code that is not 0: "it is busy".
std::string meaning_of_code(std::int32_t code);

// ---- Values of a reply's data, which may be missing or of another type; these return the fallback then. ----

// The member of an object; null when `data` is no object or has no such member.
const nlohmann::json& member_of(const nlohmann::json& data, const char* key);
std::string text_in(const nlohmann::json& data, const char* key);
// Numbers of both kinds, rounded towards 0 and limited to the type; some boards send whole numbers as 208.46.
std::int64_t integer_in(const nlohmann::json& data, const char* key, std::int64_t fallback = 0);
double number_of(const nlohmann::json& value, double fallback = 0);

}  // namespace tinsmith::devices
