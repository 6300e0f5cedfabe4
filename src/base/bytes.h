// base/bytes.h — bytes as values, and a bounds-checked reader.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"

namespace tinsmith {

static_assert(std::endian::native == std::endian::little,
              "files and tensors are read in place as little-endian");

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

inline ByteView as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Copies the values of a trivially copyable type out of `bytes`, so alignment does not matter.
template <class T>
std::vector<T> values_of(ByteView bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  CHECK(bytes.size() % sizeof(T) == 0, "{} bytes are not whole values of {} bytes", bytes.size(), sizeof(T));
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

template <class T>
Bytes bytes_of(std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  const auto view = std::as_bytes(values);
  return Bytes(view.begin(), view.end());
}

template <class T>
Bytes bytes_of(const std::vector<T>& values) {
  return bytes_of(std::span<const T>(values));
}

// Reads bytes that it does not own, from front to back. Every read is bounds-checked: one past the
// end is Fault::Corrupt, with the offset in the message. `read_big_endian` is for big-endian
// formats (TIFF "MM", JPEG markers).
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  std::size_t position() const { return position_; }
  std::size_t left() const { return bytes_.size() - position_; }
  bool at_end() const { return left() == 0; }

  Result<Done> seek(std::size_t position) {
    if (position > bytes_.size())
      return fail(Fault::Corrupt, "offset {} is beyond the end of {} bytes", position, bytes_.size());
    position_ = position;
    return Done{};
  }

  Result<ByteView> take(std::size_t count) {
    if (count > left())
      return fail(Fault::Corrupt, "{} bytes are needed at offset {}, but {} are left", count, position_,
                  left());
    const auto view = bytes_.subspan(position_, count);
    position_ += count;
    return view;
  }

  template <class T>
  Result<T> read() {
    static_assert(std::is_arithmetic_v<T>);
    TRY(const auto view, take(sizeof(T)));
    T value;
    std::memcpy(&value, view.data(), sizeof(T));
    return value;
  }

  template <class T>
  Result<T> read_big_endian() {
    static_assert(std::is_integral_v<T>);
    TRY(const auto view, take(sizeof(T)));
    std::uint64_t value = 0;
    for (const std::byte byte : view) value = value << 8 | std::to_integer<std::uint64_t>(byte);
    return static_cast<T>(value);
  }

 private:
  ByteView bytes_;
  std::size_t position_ = 0;
};

}  // namespace tinsmith
