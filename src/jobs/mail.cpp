#include "jobs/mail.h"

#include <fmt/chrono.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/base64.h"
#include "jobs/text.h"

namespace tinsmith::jobs {
namespace {

constexpr std::size_t kMaxAddressLength = 254;  // RFC 5321, 4.5.3.1.3
constexpr std::size_t kMaxSubject_bytes = 200;
// Length of an encoded word that keeps a header line within 76 characters, including
// "Subject: " on the first line.
constexpr std::size_t kEncodedWord_bytes = 39;
constexpr std::size_t kPlainSubject = 60;
constexpr std::size_t kBodyLine_bytes = 57;  // 76 letters of base64

std::string header_text(const std::string& text) {
  const std::string line = as_line(text, kMaxSubject_bytes);
  const bool is_plain =
      line.size() <= kPlainSubject && line.find("=?") == std::string::npos &&
      std::all_of(line.begin(), line.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
  if (is_plain) return line;
  std::string words;
  for (std::size_t begin = 0; begin < line.size();) {
    std::size_t end = std::min(begin + kEncodedWord_bytes, line.size());
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    if (begin > 0) words += "\r\n ";
    words += "=?UTF-8?B?" + base64_of(as_bytes(line.substr(begin, end - begin))) + "?=";
    begin = end;
  }
  return words;
}

bool is_address(std::string_view text) {
  constexpr std::string_view forbidden = "()<>[]:;,\\\"";
  const std::size_t at = text.find('@');
  return text.size() <= kMaxAddressLength && at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [&](char letter) {
           return letter > ' ' && letter <= '~' && forbidden.find(letter) == std::string_view::npos;
         });
}

}  // namespace

Result<std::vector<std::string>> addresses_in(std::string_view text) {
  std::vector<std::string> addresses;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view address = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (address.starts_with(' ')) address.remove_prefix(1);
    while (address.ends_with(' ')) address.remove_suffix(1);
    if (!is_address(address))
      return fail(Fault::InvalidInput, "'{}' is not an e-mail address; it must look like name@host.example",
                  as_line(std::string(address), 100));
    addresses.emplace_back(address);
  }
  if (addresses.empty())
    return fail(Fault::InvalidInput, "no e-mail address is given; it must look like name@host.example");
  return addresses;
}

std::string text_of(const Mail& mail) {
  CHECK(is_address(mail.from), "an e-mail from '{}'", mail.from);
  CHECK(!mail.to.empty() && std::all_of(mail.to.begin(), mail.to.end(), is_address), "an e-mail to '{}'",
        fmt::join(mail.to, ", "));
  std::string text;
  text +=
      fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\n", fmt::gmtime(static_cast<time_t>(mail.time_s)));
  text += fmt::format("From: {}\r\n", mail.from);
  // Folded after each address, because a line may have at most 998 characters, and an address 254.
  text += fmt::format("To: {}\r\n", fmt::join(mail.to, ",\r\n "));
  text += fmt::format("Subject: {}\r\n", header_text(mail.subject));
  text += fmt::format("Message-ID: <{}@{}>\r\n", mail.id, mail.from.substr(mail.from.find('@') + 1));
  text +=
      "MIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\n"
      "Auto-Submitted: auto-generated\r\n"
      "\r\n";
  const std::string body = as_utf8(mail.body);
  for (std::size_t i = 0; i < body.size(); i += kBodyLine_bytes)
    text += base64_of(as_bytes(std::string_view(body).substr(i, kBodyLine_bytes))) + "\r\n";
  return text;
}

}  // namespace tinsmith::jobs
