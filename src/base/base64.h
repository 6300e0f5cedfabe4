// base/base64.h — bytes as base64 text (RFC 4648, section 4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace tinsmith {

// Returns the text with its padding.
std::string base64_of(ByteView bytes);

// Returns the number of bytes that the base64 text decodes to. Returns nothing when the text is not base64:
// it has a character outside the alphabet, or an impossible length. Padding may be absent.
std::optional<std::uint64_t> size_of_base64(std::string_view text);

// Decodes base64 text. Precondition: size_of_base64 accepts it.
Bytes decoded_base64(std::string_view text);

}  // namespace tinsmith
