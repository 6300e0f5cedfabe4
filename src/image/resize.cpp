#include "image/resize.h"

#include <algorithm>

namespace tinsmith::image {
namespace {

// The source pixels of one target pixel along an axis, and their weights.
struct Tap {
  std::int32_t first = 0;
  std::int32_t count = 0;
  std::size_t weights = 0;  // index of its first weight in Axis::weights
};

struct Axis {
  std::vector<Tap> taps;               // one per target pixel
  std::vector<std::uint32_t> weights;  // integers; the weights of one tap add up to `total`
  std::uint32_t total = 1;
  std::int32_t max_count = 1;
};

// All filters are the same computation: the mean of the source, taken as squares of constant colour, over a
// span around the centre of the target pixel. The span is as wide as a target pixel (Area, reducing), as a
// source pixel (Bilinear), or has width 0 (Nearest). With a source pixel divided into 2 · target units, both
// ends of every span are integers. Beyond the edge, the last pixel is repeated.
Axis axis_of(std::int64_t source, std::int64_t target, Filter filter) {
  Axis axis;
  axis.taps.resize(static_cast<std::size_t>(target));
  const std::int64_t unit = 2 * target;
  const std::int64_t half_span = filter == Filter::Area && source > target ? source : target;
  if (filter != Filter::Nearest) axis.total = static_cast<std::uint32_t>(2 * half_span);
  for (std::int64_t x = 0; x < target; ++x) {
    Tap& tap = axis.taps[static_cast<std::size_t>(x)];
    tap.weights = axis.weights.size();
    if (filter == Filter::Nearest) {
      tap.first = static_cast<std::int32_t>(x * source / target);
      tap.count = 1;
      axis.weights.push_back(1);
      continue;
    }
    const std::int64_t centre = (2 * x + 1) * source;
    const std::int64_t low = centre - half_span, high = centre + half_span;
    const std::int64_t first = std::max<std::int64_t>(low, 0) / unit;
    const std::int64_t last = std::min(high - 1, source * unit - 1) / unit;
    tap.first = static_cast<std::int32_t>(first);
    tap.count = static_cast<std::int32_t>(last - first + 1);
    for (std::int64_t pixel = first; pixel <= last; ++pixel) {
      const std::int64_t from = pixel == first ? low : pixel * unit;
      const std::int64_t to = pixel == last ? high : (pixel + 1) * unit;
      axis.weights.push_back(static_cast<std::uint32_t>(to - from));
    }
    axis.max_count = std::max(axis.max_count, tap.count);
  }
  return axis;
}

// One source row, summed along x. The max sum is 255 · 2 · kMaxSide, which fits 32 bits.
template <int channels>
void sum_row(const std::uint8_t* source, const Axis& axis, std::uint32_t* target) {
  for (const Tap& tap : axis.taps) {
    const std::uint8_t* pixel = source + std::ptrdiff_t{tap.first} * channels;
    const std::uint32_t* weights = axis.weights.data() + tap.weights;
    std::uint32_t sums[channels] = {};
    for (std::int32_t i = 0; i < tap.count; ++i, pixel += channels) {
      for (int channel = 0; channel < channels; ++channel) sums[channel] += weights[i] * pixel[channel];
    }
    for (int channel = 0; channel < channels; ++channel) *target++ = sums[channel];
  }
}

// Cache of the most recent summed source rows, because neighbouring target rows share some.
class SummedRows {
 public:
  SummedRows(const Image& image, const Window& window, const Axis& axis, std::int32_t kept)
      : image_(image), window_(window), axis_(axis), slots_(static_cast<std::size_t>(kept)) {}

  const std::vector<std::uint32_t>& row(std::int32_t y) {
    Slot& slot = slots_[static_cast<std::size_t>(y) % slots_.size()];
    if (slot.y == y) return slot.sums;
    slot.y = y;
    slot.sums.resize(axis_.taps.size() * static_cast<std::size_t>(image_.channels));
    const std::uint8_t* source = image_.row(window_.top + y) + std::ptrdiff_t{window_.left} * image_.channels;
    image_.channels == 1 ? sum_row<1>(source, axis_, slot.sums.data())
                         : sum_row<3>(source, axis_, slot.sums.data());
    return slot.sums;
  }

 private:
  struct Slot {
    std::int32_t y = -1;
    std::vector<std::uint32_t> sums;
  };
  const Image& image_;
  const Window& window_;
  const Axis& axis_;
  std::vector<Slot> slots_;
};

}  // namespace

Image resized(const Image& image, const Window& window, Size size, Filter filter) {
  CHECK(window.left >= 0 && window.top >= 0 && window.size.width > 0 && window.size.height > 0 &&
            window.left + window.size.width <= image.size.width &&
            window.top + window.size.height <= image.size.height,
        "the window leaves the picture of {} × {} pixels", image.size.width, image.size.height);
  CHECK(size.width > 0 && size.height > 0, "{} × {} is no size", size.width, size.height);
  CHECK(image.channels == 1 || image.channels == 3, "{} channels", image.channels);
  const Axis across = axis_of(window.size.width, size.width, filter);
  const Axis down = axis_of(window.size.height, size.height, filter);
  SummedRows rows(image, window, across, down.max_count);
  Image result(size, image.channels);
  std::vector<std::uint64_t> sums(static_cast<std::size_t>(size.width) *
                                  static_cast<std::size_t>(image.channels));
  const std::uint64_t total = std::uint64_t{across.total} * down.total;
  for (std::int32_t y = 0; y < size.height; ++y) {
    const Tap& tap = down.taps[static_cast<std::size_t>(y)];
    std::fill(sums.begin(), sums.end(), total / 2);
    for (std::int32_t i = 0; i < tap.count; ++i) {
      const std::uint64_t weight = down.weights[tap.weights + static_cast<std::size_t>(i)];
      const auto& row = rows.row(tap.first + i);
      for (std::size_t at = 0; at < sums.size(); ++at) sums[at] += weight * row[at];
    }
    // Doubles are exact here: the sums stay below 2^53, and a non-integer quotient below 256 differs from an
    // integer by at least 1 / total > 2^-35, which is more than the quotient's last bit.
    std::uint8_t* target = result.row(y);
    for (std::size_t at = 0; at < sums.size(); ++at)
      target[at] = static_cast<std::uint8_t>(static_cast<int>(
          static_cast<double>(static_cast<std::int64_t>(sums[at])) / static_cast<double>(total)));
  }
  return result;
}

Image resized(const Image& image, Size size, Filter filter) {
  return resized(image, {0, 0, image.size}, size, filter);
}

Image grey_of(const Image& image) {
  if (image.channels == 1) return image;
  Image grey(image.size, 1);
  const std::uint8_t* pixel = image.pixels.data();
  for (std::uint8_t& value : grey.pixels) {
    value = grey_of(pixel[0], pixel[1], pixel[2]);
    pixel += 3;
  }
  return grey;
}

Image rgb_of(Image image) {
  if (image.channels == 3) return image;
  Image rgb(image.size, 3);
  for (std::size_t at = 0; at < rgb.pixels.size(); ++at) rgb.pixels[at] = image.pixels[at / 3];
  return rgb;
}

}  // namespace tinsmith::image
