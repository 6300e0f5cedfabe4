// jobs/mail.h — formats an e-mail as a mail server expects it (RFC 5322, RFC 2045, RFC 2047).
//
// All input is encoded as text: a job's title cannot add a header, a recipient or a part.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tinsmith::jobs {

struct Mail {
  std::string from;
  std::vector<std::string> to;
  std::string subject;      // any text
  std::string body;         // any text
  std::string id;           // letters, digits, dots and dashes; the same for every attempt to send this mail
  std::int64_t time_s = 0;  // seconds since 1970
};

// Splits a list such as "a@b.example, c@d.example" into addresses. InvalidInput when it is empty or contains
// anything but plain ASCII addresses (`name@host`).
Result<std::vector<std::string>> addresses_in(std::string_view text);

// Returns the whole message. CHECKs that the addresses have the form that addresses_in accepts.
std::string text_of(const Mail& mail);

}  // namespace tinsmith::jobs
