// report/markup.h — HTML and SVG that text cannot break out of.
//
// A string becomes Html only as a text node, an attribute's value only in quotes; both are escaped. So
// whatever a class is called, it stays a name.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tinsmith::report {

// `text` as markup that reads as that text: & < > " ' escaped, bytes that are not UTF-8 and control
// characters shown as U+FFFD, and the characters that reorder what stands around them (U+202A–202E,
// U+2066–2069) left out.
std::string escaped(std::string_view text);

// The first `limit` characters, with "…" where some were cut off.
std::string shortened(std::string_view text, std::size_t limit);

// A piece of markup. Implicit from text, which is escaped.
class Html {
 public:
  Html() = default;
  Html(std::string_view text) : markup_(escaped(text)) {}
  Html(const std::string& text) : Html(std::string_view(text)) {}
  Html(const char* text) : Html(std::string_view(text)) {}

  // Markup of our own, as it is. For literals in this program only.
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

// <tag name="value"…>content</tag>; an element that has no content in HTML (img, meta) is closed by itself.
Html element(std::string_view tag, const Attributes& attributes, const Html& content);
inline Html element(std::string_view tag, const Html& content) {
  return element(tag, {}, content);
}
Html empty_element(std::string_view tag, const Attributes& attributes);

// Every piece in its own <tag>.
Html elements(std::string_view tag, std::initializer_list<Html> contents);

// A name that came from the data: its direction does not spill over, and a very long one is shortened.
Html name(std::string_view text);

// "data:image/jpeg;base64,…"
std::string data_uri(std::string_view media_type, std::string_view bytes);

}  // namespace tinsmith::report
