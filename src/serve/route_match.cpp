#include "serve/route_match.h"

#include <algorithm>
#include <regex>

namespace tinsmith::serve {
namespace {

constexpr std::size_t kMaxDigits = 18;
constexpr std::size_t kMaxWordLength = 255;  // as long as a file's name can be

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= kMaxDigits &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
}

// The expressions are compiled once, because every request asks for them.
bool is_text_word(const TextWord& word, std::string_view text) {
  static const auto compiled = [] {
    std::map<std::string_view, std::regex> all;
    for (const TextWord& row : kTextWords) all.emplace(row.name, std::regex(std::string(row.expression)));
    return all;
  }();
  return text.size() <= kMaxWordLength && std::regex_match(text.begin(), text.end(), compiled.at(word.name));
}

// Removes the first part of a path, "/part", and returns the part.
std::string_view take_part(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view part = path.substr(0, std::min(path.find('/'), path.size()));
  path.remove_prefix(part.size());
  return part;
}

std::optional<RouteMatch> match(const Route& route, std::string_view path) {
  RouteMatch found{&route, {}};
  std::string_view pattern = route.path;
  while (pattern.starts_with('/') && path.starts_with('/')) {
    const std::string_view wanted = take_part(pattern), part = take_part(path);
    if (!wanted.starts_with('{')) {
      if (wanted != part) return std::nullopt;
      continue;
    }
    const std::string_view name = wanted.substr(1, wanted.size() - 2);
    const TextWord* word = find_text_word(name);
    if (word == nullptr ? !is_number(part) : !is_text_word(*word, part)) return std::nullopt;
    found.words.emplace(name, part);
  }
  return pattern.empty() && path.empty() ? std::optional(std::move(found)) : std::nullopt;
}

}  // namespace

std::optional<RouteMatch> match_route(std::span<const Route> table, std::string_view method,
                                      std::string_view path) {
  if (!path.starts_with(kApi)) return std::nullopt;
  path.remove_prefix(kApi.size());
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Route& route : table) {
    if (name_of(route.method) != wanted) continue;
    if (auto found = match(route, path)) return found;
  }
  return std::nullopt;
}

}  // namespace tinsmith::serve
