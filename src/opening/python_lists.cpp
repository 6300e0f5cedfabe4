// The lists of texts and numbers that scripts for MaixPy boards assign to names.
#include <cctype>
#include <charconv>

#include "opening/open_kmodel.h"

namespace tinsmith::opening {
namespace {

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Returns what stands between the brackets after "NAME =", or nothing. A line that is a comment does not count.
std::string_view list_assigned(std::string_view script, std::string_view name) {
  for (std::size_t at = script.find(name); at != std::string_view::npos; at = script.find(name, at + 1)) {
    const std::size_t line = script.rfind('\n', at) + 1;  // 0 when there is none
    const bool begins_line =
        script.substr(line, at - line).find_first_not_of(" \t") == std::string_view::npos;
    if (!begins_line) continue;
    std::size_t next = at + name.size();
    if (next < script.size() && is_name_character(script[next])) continue;
    next = script.find_first_not_of(" \t", next);
    if (next == std::string_view::npos || script[next] != '=') continue;
    next = script.find_first_not_of(" \t", next + 1);
    if (next == std::string_view::npos || (script[next] != '[' && script[next] != '(')) continue;
    const char closing = script[next] == '[' ? ']' : ')';
    char quote = 0;
    for (std::size_t end = next + 1; end < script.size(); ++end) {
      const char c = script[end];
      if (quote != 0) {
        if (c == '\\') ++end;
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == closing) {
        return script.substr(next + 1, end - next - 1);
      }
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> texts_assigned(std::string_view script, std::string_view name) {
  std::vector<std::string> texts;
  const std::string_view list = list_assigned(script, name);
  for (std::size_t at = list.find_first_of("\"'"); at < list.size(); at = list.find_first_of("\"'", at + 1)) {
    const char quote = list[at];
    std::string text;
    for (++at; at < list.size() && list[at] != quote; ++at) {
      if (list[at] == '\\' && at + 1 < list.size()) ++at;
      text += list[at];
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<double> numbers_assigned(std::string_view script, std::string_view name) {
  std::vector<double> numbers;
  std::string_view list = list_assigned(script, name);
  while (!list.empty()) {
    const std::size_t begin = list.find_first_of("+-.0123456789");
    if (begin == std::string_view::npos) break;
    list.remove_prefix(begin);
    double number = 0;
    const auto [end, fault] = std::from_chars(list.data(), list.data() + list.size(), number);
    if (fault == std::errc()) numbers.push_back(number);
    list.remove_prefix(std::max<std::size_t>(1, static_cast<std::size_t>(end - list.data())));
  }
  return numbers;
}

}  // namespace tinsmith::opening
