#include "image/orientation.h"

#include <algorithm>
#include <array>

namespace tinsmith::image {
namespace {

// Maps an upright pixel (x, y) to the stored pixel (x', y'): first the axes are swapped, then each axis
// may be reversed.
struct Turn {
  bool exchanges, from_right, from_bottom;
};
constexpr std::array<Turn, 9> kTurns{{
    {},                     // 0 is not an orientation
    {false, false, false},  // 1
    {false, true, false},   // 2
    {false, true, true},    // 3
    {false, false, true},   // 4
    {true, false, false},   // 5
    {true, false, true},    // 6
    {true, true, true},     // 7
    {true, true, false},    // 8
}};

}  // namespace

bool exchanges_sides(int orientation) {
  return kTurns[static_cast<std::size_t>(orientation)].exchanges;
}

Image upright(Image stored, int orientation) {
  CHECK(orientation >= 1 && orientation <= 8, "EXIF knows no orientation {}", orientation);
  if (orientation == 1) return stored;
  const Turn turn = kTurns[static_cast<std::size_t>(orientation)];
  Size size = stored.size;
  if (turn.exchanges) std::swap(size.width, size.height);
  Image result(size, stored.channels);
  for (std::int32_t y = 0; y < size.height; ++y) {
    std::uint8_t* target = result.row(y);
    for (std::int32_t x = 0; x < size.width; ++x, target += stored.channels) {
      std::int32_t from_x = turn.exchanges ? y : x, from_y = turn.exchanges ? x : y;
      if (turn.from_right) from_x = stored.size.width - 1 - from_x;
      if (turn.from_bottom) from_y = stored.size.height - 1 - from_y;
      std::copy_n(stored.row(from_y) + std::ptrdiff_t{from_x} * stored.channels, stored.channels, target);
    }
  }
  return result;
}

}  // namespace tinsmith::image
