// report/markup.h — builds HTML and SVG with automatic escaping.
//
// A string can become Html only as a text node or as a quoted attribute value, and both are escaped. So a
// class name can never inject markup.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tinsmith::report {

// Escapes `text` for HTML: escapes & < > " ', replaces control characters and bytes that are not UTF-8 by
// U+FFFD, and removes the characters that change the text direction around them (U+202A–202E, U+2066–2069).
std::string escaped(std::string_view text);

// Returns the first `limit` characters, followed by "…" if any were cut off.
std::string shortened(std::string_view text, std::size_t limit);

// A piece of markup. Converts implicitly from text, which is escaped.
class Html {
 public:
  Html() = default;
  Html(std::string_view text) : markup_(escaped(text)) {}
  Html(const std::string& text) : Html(std::string_view(text)) {}
  Html(const char* text) : Html(std::string_view(text)) {}

  // Returns markup without escaping. Only for literals in this program.
  static Html literal(std::string_view markup);

  Html& operator+=(const Html& other);
  friend Html operator+(Html a, const Html& b) { return a += b; }
  const std::string& markup() const { return markup_; }
  bool empty() const { return markup_.empty(); }

 private:
  std::string markup_;
};

struct Attribute {
  std::string_view name;
  std::string value;
};
using Attributes = std::vector<Attribute>;

// Returns <tag name="value"…>content</tag>. `empty_element` is for elements that have
// no content in HTML (img, meta).
Html element(std::string_view tag, const Attributes& attributes, const Html& content);
inline Html element(std::string_view tag, const Html& content) {
  return element(tag, {}, content);
}
Html empty_element(std::string_view tag, const Attributes& attributes);

// Returns each piece in its own <tag>.
Html elements(std::string_view tag, std::initializer_list<Html> contents);

// Returns a name from the data set as an isolated element, so that its text direction does not affect its
// surroundings; a very long name is shortened.
Html name(std::string_view text);

// "data:image/jpeg;base64,…"
std::string data_uri(std::string_view media_type, std::string_view bytes);

}  // namespace tinsmith::report
