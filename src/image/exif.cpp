#include "image/exif.h"

#include <optional>

namespace tinsmith::image {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kShortType = 3;
constexpr std::size_t kEntryTail_bytes = 8;  // of the 12 bytes: count and value, after tag and type

template <class T>
Result<T> read_ordered(ByteReader& reader, bool big_endian) {
  return big_endian ? reader.read_big_endian<T>() : reader.read<T>();
}

Result<int> orientation_of_tiff(ByteView tiff) {
  ByteReader reader(tiff);
  TRY(const auto order, reader.take(2));
  const bool big_endian = as_text(order) == "MM";
  if (!big_endian && as_text(order) != "II") return fail(Fault::Corrupt, "neither byte order mark is there");
  TRY(const auto magic, read_ordered<std::uint16_t>(reader, big_endian));
  if (magic != 42) return fail(Fault::Corrupt, "TIFF's number is {}, not 42", magic);
  TRY(const auto directory, read_ordered<std::uint32_t>(reader, big_endian));
  TRY_DONE(reader.seek(directory));
  TRY(const auto entries, read_ordered<std::uint16_t>(reader, big_endian));
  for (int entry = 0; entry < entries; ++entry) {
    TRY(const auto tag, read_ordered<std::uint16_t>(reader, big_endian));
    TRY(const auto type, read_ordered<std::uint16_t>(reader, big_endian));
    TRY(const auto tail, reader.take(kEntryTail_bytes));
    if (tag != kOrientationTag || type != kShortType) continue;
    ByteReader value(tail.subspan(4));
    TRY(const int orientation, read_ordered<std::uint16_t>(value, big_endian));
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

std::optional<unsigned> hexadecimal_digit(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a') + 10;
  if (letter >= 'A' && letter <= 'F') return static_cast<unsigned>(letter - 'A') + 10;
  return std::nullopt;
}

}  // namespace

int orientation_of_exif(ByteView exif) {
  constexpr std::string_view kMark("Exif\0\0", 6);
  if (as_text(exif).starts_with(kMark)) exif = exif.subspan(kMark.size());
  const auto orientation = orientation_of_tiff(exif);
  return orientation ? *orientation : 1;
}

int orientation_of_raw_profile(std::string_view text) {
  if (text.starts_with('\n')) text.remove_prefix(1);
  for (int line = 0; line < 2; ++line) {  // skips the name and the number of bytes
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return 1;
    text.remove_prefix(end + 1);
  }
  std::vector<unsigned> digits;
  for (const char letter : text) {
    if (const auto digit = hexadecimal_digit(letter)) digits.push_back(*digit);
  }
  Bytes exif;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    exif.push_back(static_cast<std::byte>(digits[i] << 4 | digits[i + 1]));
  return orientation_of_exif(exif);
}

}  // namespace tinsmith::image
