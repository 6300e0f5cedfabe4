#include "http/target.h"

#include <algorithm>

#include "base/ascii.h"

namespace tinsmith::http {

std::string decoded(std::string_view text, bool is_query) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = percent_coded(text.substr(i));
    if (!byte) {
      plain += text[i] == '+' && is_query ? ' ' : text[i];
      continue;
    }
    plain += static_cast<char>(*byte);
    i += 2;
  }
  return plain;
}

bool read_target(Request& request) {
  const std::string_view target = request.target;
  if (!target.starts_with('/')) return false;
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = decoded(target.substr(0, mark), false);
  for (std::size_t begin = mark + 1; begin < target.size();) {
    const std::size_t end = std::min(target.find('&', begin), target.size());
    const std::string_view one = target.substr(begin, end - begin);
    const std::size_t equals = std::min(one.find('='), one.size());
    if (!one.empty())
      request.query.emplace_back(decoded(one.substr(0, equals), true),
                                 decoded(one.substr(std::min(equals + 1, one.size())), true));
    begin = end + 1;
  }
  return true;
}

}  // namespace tinsmith::http
