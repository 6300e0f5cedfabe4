#include "serve/names.h"

#include <algorithm>

namespace tinsmith::serve {
namespace {

constexpr std::size_t kMaxName_bytes = 100;

}  // namespace

Result<Done> check_name(const std::string& name, std::string_view what) {
  const bool is_plain = std::none_of(name.begin(), name.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
  });
  const bool has_blanks = !name.empty() && (name.front() == ' ' || name.back() == ' ');
  if (name.empty() || name.size() > kMaxName_bytes || !is_plain || has_blanks)
    return fail(Fault::InvalidInput,
                "{} needs 1 to {} bytes, without control characters and without spaces at the start or end",
                what, kMaxName_bytes);
  return Done{};
}

}  // namespace tinsmith::serve
