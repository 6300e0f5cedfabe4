#include "packaging/template.h"

#include <span>

#include "base/bytes.h"
#include "base/check.h"
#include "base/embedded_file.h"

namespace tinsmith::packaging {

// Defined in a source that the build writes (cmake/Embed.cmake).
std::span<const EmbeddedFile> board_files();

std::string filled(std::string_view text, const Values& values) {
  std::string result;
  while (true) {
    const std::size_t begin = text.find('@'), end = begin == text.npos ? begin : text.find('@', begin + 1);
    result += text.substr(0, begin);
    if (end == text.npos) return result;
    const auto value = values.find(text.substr(begin + 1, end - begin - 1));
    CHECK(value != values.end(), "no value for {}", text.substr(begin, end - begin + 1));
    result += value->second;
    text.remove_prefix(end + 1);
  }
}

std::string_view template_text(std::string_view name) {
  for (const EmbeddedFile& file : board_files())
    if (file.name == name) return as_text(file.bytes);
  CHECK(false, "there is no embedded file {}", name);
}

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char character : name) plain += static_cast<unsigned char>(character) < ' ' ? ' ' : character;
  return plain;
}

}  // namespace tinsmith::packaging
