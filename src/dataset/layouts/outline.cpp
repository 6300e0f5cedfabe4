#include "dataset/layouts/outline.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tinsmith::dataset {
namespace {

struct Turn {
  double sine = 0, cosine = 1;  // absolute values
};

// Returns the sine and cosine, exact for quarter turns.
Turn turn_of(double degrees) {
  const double quarters = degrees / 90;
  if (quarters == std::floor(quarters)) return std::fmod(quarters, 2) == 0 ? Turn{0, 1} : Turn{1, 0};
  const double radians = degrees * std::numbers::pi / 180;
  return {std::abs(std::sin(radians)), std::abs(std::cos(radians))};
}

scene::Box box_about(double centre_x, double centre_y, double half_width, double half_height) {
  return {centre_x - half_width, centre_y - half_height, 2 * half_width, 2 * half_height};
}

constexpr std::uint64_t kMaxSide = 1 << 20;

// Reads numbers of any number of bits, from the highest bit of each byte on.
class BitReader {
 public:
  explicit BitReader(ByteView bytes) : bytes_(bytes) {}

  bool has(std::uint64_t bits) const { return bits <= bytes_.size() * 8 - at_; }

  // Reads at most 32 bits. Precondition: `has(bits)`.
  std::uint32_t read(std::uint32_t bits) {
    std::uint32_t value = 0;
    for (; bits > 0; --bits, ++at_)
      value = value << 1 | (std::to_integer<std::uint32_t>(bytes_[at_ / 8]) >> (7 - at_ % 8) & 1u);
    return value;
  }

 private:
  ByteView bytes_;
  std::uint64_t at_ = 0;
};

}  // namespace

void Bounds::add(double x, double y) {
  left_ = is_empty_ ? x : std::min(left_, x);
  top_ = is_empty_ ? y : std::min(top_, y);
  right_ = is_empty_ ? x : std::max(right_, x);
  bottom_ = is_empty_ ? y : std::max(bottom_, y);
  is_empty_ = false;
}

std::optional<scene::Box> Bounds::box() const {
  if (is_empty_) return std::nullopt;
  return scene::Box{left_, top_, right_ - left_, bottom_ - top_};
}

scene::Box box_around_rotated(double centre_x, double centre_y, double width, double height, double degrees) {
  const auto [sine, cosine] = turn_of(degrees);
  width = std::abs(width);
  height = std::abs(height);
  return box_about(centre_x, centre_y, (width * cosine + height * sine) / 2,
                   (width * sine + height * cosine) / 2);
}

scene::Box box_around_ellipse(double centre_x, double centre_y, double radius_x, double radius_y,
                              double degrees) {
  const auto [sine, cosine] = turn_of(degrees);
  return box_about(centre_x, centre_y, std::hypot(radius_x * cosine, radius_y * sine),
                   std::hypot(radius_x * sine, radius_y * cosine));
}

Result<std::optional<scene::Box>> box_of_runs(std::span<const std::uint64_t> runs, std::uint64_t height,
                                              std::uint64_t width) {
  if (height == 0 || width == 0 || height > kMaxSide || width > kMaxSide)
    return fail(Fault::InvalidInput, "a mask of {}×{} pixels", width, height);
  const std::uint64_t pixels = height * width;
  Bounds bounds;
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i] > pixels - at)
      return fail(Fault::InvalidInput, "a mask's runs exceed its {}×{} pixels", width, height);
    const std::uint64_t end = at + runs[i];
    if (i % 2 == 1 && runs[i] > 0) {
      const std::uint64_t first = at / height, last = (end - 1) / height;
      const bool is_one_column = first == last;
      bounds.add(static_cast<double>(first), is_one_column ? static_cast<double>(at % height) : 0.0);
      bounds.add(static_cast<double>(last + 1),
                 static_cast<double>(is_one_column ? (end - 1) % height + 1 : height));
    }
    at = end;
  }
  return bounds.box();
}

Result<std::vector<std::uint64_t>> runs_of_text(std::string_view text) {
  std::vector<std::uint64_t> runs;
  for (std::size_t at = 0; at < text.size();) {
    std::int64_t value = 0;
    int shift = 0;
    for (bool has_more = true; has_more; shift += 5) {
      if (at == text.size() || shift > 50) return fail(Fault::InvalidInput, "a mask's text is truncated");
      const int bits = text[at++] - '0';
      if (bits < 0 || bits > 63)
        return fail(Fault::InvalidInput, "a mask's text contains an invalid character");
      value |= static_cast<std::int64_t>(bits & 0x1f) << shift;
      has_more = (bits & 0x20) != 0;
      if (!has_more && (bits & 0x10) != 0)
        value |= static_cast<std::int64_t>(~std::uint64_t{0} << (shift + 5));
    }
    if (runs.size() > 2) value += static_cast<std::int64_t>(runs[runs.size() - 2]);
    if (value < 0) return fail(Fault::InvalidInput, "a mask has a run of {} pixels", value);
    runs.push_back(static_cast<std::uint64_t>(value));
  }
  return runs;
}

Result<std::optional<scene::Box>> box_of_brush(ByteView bytes, std::uint64_t width, std::uint64_t height) {
  constexpr std::uint32_t kHead_bits = 32 + 5 + 4 * 4;
  constexpr std::uint64_t kChannels = 4;
  BitReader bits(bytes);
  if (width == 0 || height == 0 || width > kMaxSide || height > kMaxSide || !bits.has(kHead_bits))
    return fail(Fault::InvalidInput, "a brush mask of {} bytes for {}×{} pixels", bytes.size(), width,
                height);
  const std::uint64_t count = bits.read(32);
  if (count != width * height * kChannels)
    return fail(Fault::InvalidInput, "a brush mask of {} values for {}×{} pixels", count, width, height);
  const std::uint32_t value_bits = bits.read(5) + 1;
  std::uint32_t length_bits[4];
  for (std::uint32_t& length : length_bits) length = bits.read(4) + 1;
  Bounds bounds;
  const auto add = [&](std::uint64_t pixel) {
    const auto x = static_cast<double>(pixel % width), y = static_cast<double>(pixel / width);
    bounds.add(x, y);
    bounds.add(x + 1, y + 1);
  };
  for (std::uint64_t at = 0; at < count;) {
    if (!bits.has(3))
      return fail(Fault::InvalidInput, "a brush mask is truncated at value {} of {}", at, count);
    const bool is_repeated = bits.read(1) != 0;
    const std::uint32_t length = length_bits[bits.read(2)];
    if (!bits.has(length)) return fail(Fault::InvalidInput, "a brush mask is truncated inside a run");
    const std::uint64_t end = std::min(count, at + bits.read(length) + 1);
    if (!bits.has((is_repeated ? 1 : end - at) * value_bits))
      return fail(Fault::InvalidInput, "a brush mask is truncated inside a run");
    std::uint32_t value = is_repeated ? bits.read(value_bits) : 0;
    for (; at < end; ++at) {
      if (!is_repeated) value = bits.read(value_bits);
      if (value != 0 && at % kChannels == kChannels - 1) add(at / kChannels);
    }
  }
  return bounds.box();
}

}  // namespace tinsmith::dataset
