// http/byte_range.h — reads the header Range (RFC 9110, section 14).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tinsmith::http {

// The bytes [first, first + count) of a file.
struct ByteRange {
  std::uint64_t first = 0, count = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

enum class RangeKind { Whole, Part, Outside, Several };

struct WantedRange {
  RangeKind kind = RangeKind::Whole;
  ByteRange part;  // of a Part
};

// Returns what the header asks for of a file of that size. Whole when the header is empty or in another unit than bytes;
// Outside when no byte of the file is in the range, or the header is damaged; Several for more than one range.
WantedRange wanted_range(std::string_view header, std::uint64_t size);

}  // namespace tinsmith::http
