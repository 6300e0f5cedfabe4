#include "http/message.h"

#include <algorithm>

#include "base/ascii.h"

namespace tinsmith::http {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr Phrase kPhrases[] = {
    {101, "Switching Protocols"},
    {200, "OK"},
    {206, "Partial Content"},
    {302, "Found"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {507, "Insufficient Storage"},
};

const std::string kNoValue;

const Header* find_header(const std::vector<Header>& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const Header& header) { return is_same_token(header.name, name); });
  return found == headers.end() ? nullptr : &*found;
}

}  // namespace

bool is_same_token(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lowered(x) == lowered(y); });
}

const std::string& Request::header(std::string_view name) const {
  const Header* found = find_header(headers, name);
  return found == nullptr ? kNoValue : found->value;
}

bool Request::has_header(std::string_view name) const {
  return find_header(headers, name) != nullptr;
}

void Response::set_header(std::string name, std::string value) {
  headers.push_back({std::move(name), std::move(value)});
}

std::string_view phrase_of(int status) {
  for (const Phrase& row : kPhrases)
    if (row.status == status) return row.text;
  return "";
}

}  // namespace tinsmith::http
