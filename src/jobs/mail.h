// jobs/mail.h — an e-mail as the bytes that a mail server takes (RFC 5322, RFC 2045, RFC 2047).
//
// Whatever a job is called, it stays text: a title cannot add a header, a recipient or a part.
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
  std::string id;           // letters, digits, dots and dashes; the same for each attempt at the same mail
  std::int64_t time_s = 0;  // since 1970
};

// "a@b.example, c@d.example" as addresses. InvalidInput when there is none, or something that is no plain
// address (`name@host`, in ASCII).
Result<std::vector<std::string>> addresses_in(std::string_view text);

// CHECKs that the addresses are as addresses_in answers them.
std::string text_of(const Mail& mail);

}  // namespace tinsmith::jobs
