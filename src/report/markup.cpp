#include "report/markup.h"

#include <fmt/format.h>

#include <cstdint>

#include "base/base64.h"

namespace tinsmith::report {
namespace {

constexpr std::string_view kReplacement = "\ufffd";
constexpr std::size_t kMaxName_characters = 60;

struct Character {
  char32_t code = 0;
  std::size_t size = 1;  // bytes
  bool is_valid = false;
};

// Decodes the first character of `text`, which must not be empty (The Unicode Standard, table 3-7: no
// overlong forms, no surrogates, nothing above U+10FFFF).
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {};
  auto code = static_cast<char32_t>(lead & (0xff >> (size + 1)));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3fu);
  }
  constexpr char32_t kMin[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kMin[size] || code > 0x10ffff || is_surrogate) return {};
  return {code, size, true};
}

bool reorders(char32_t code) {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

bool is_control(char32_t code) {
  return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0);
}

std::string_view entity_of(char32_t code) {
  switch (code) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string opening(std::string_view tag, const Attributes& attributes) {
  std::string markup = fmt::format("<{}", tag);
  for (const Attribute& attribute : attributes)
    markup += fmt::format(" {}=\"{}\"", attribute.name, escaped(attribute.value));
  return markup + ">";
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string markup;
  while (!text.empty()) {
    const Character character = first_character(text);
    if (!character.is_valid || is_control(character.code))
      markup += kReplacement;
    else if (const std::string_view entity = entity_of(character.code); !entity.empty())
      markup += entity;
    else if (!reorders(character.code))
      markup += text.substr(0, character.size);
    text.remove_prefix(character.size);
  }
  return markup;
}

std::string shortened(std::string_view text, std::size_t limit) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++count) {
    if (count == limit) return std::string(text.substr(0, end)) + "…";
    end += first_character(text.substr(end)).size;
  }
  return std::string(text);
}

Html Html::literal(std::string_view markup) {
  Html html;
  html.markup_ = markup;
  return html;
}

Html& Html::operator+=(const Html& other) {
  markup_ += other.markup_;
  return *this;
}

Html element(std::string_view tag, const Attributes& attributes, const Html& content) {
  return Html::literal(fmt::format("{}{}</{}>", opening(tag, attributes), content.markup(), tag));
}

Html empty_element(std::string_view tag, const Attributes& attributes) {
  return Html::literal(opening(tag, attributes));
}

Html elements(std::string_view tag, std::initializer_list<Html> contents) {
  Html html;
  for (const Html& content : contents) html += element(tag, content);
  return html;
}

Html name(std::string_view text) {
  return element("bdi", shortened(text, kMaxName_characters));
}

std::string data_uri(std::string_view media_type, std::string_view bytes) {
  return fmt::format("data:{};base64,{}", media_type, base64_of(as_bytes(bytes)));
}

}  // namespace tinsmith::report
