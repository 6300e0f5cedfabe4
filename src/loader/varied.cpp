// Computes the pixels of the functions in augment.h.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "loader/augment.h"

namespace tinsmith::loader {
namespace {

using image::Filter;

// Weights are in units of 1/4096 of a stored pixel. Positions are in units of 1/2^24, so that adding steps
// along a row does not accumulate a visible error.
constexpr int kWeightBits = 12;
constexpr std::int64_t kOne = std::int64_t{1} << kWeightBits;
constexpr int kPositionBits = 24;
// Max taps per axis: a target pixel covers at most stored_scale / smallest scale = 3 / 0.25 stored pixels,
// and touches two more.
constexpr std::size_t kMaxTaps = 14;

std::int64_t position_of(double value) {
  return std::llround(std::ldexp(value, kPositionBits));
}

// The stored pixels along one axis that contribute to a target pixel. As in image/resize.cpp, a stored pixel
// is a square of constant colour, and the target is the mean over a span around its centre.
struct Taps {
  std::int64_t first = 0;
  std::size_t count = 0;
  std::array<std::uint32_t, kMaxTaps> weights;
};

class Span {
 public:
  Span(Filter filter, double stored_pixels_per_pixel) {
    const double width = filter == Filter::Area ? std::max(1.0, stored_pixels_per_pixel) : 1;
    is_point_ = filter == Filter::Nearest;
    half_ = is_point_ ? 0 : std::llround(width / 2 * static_cast<double>(kOne));
    CHECK(2 * half_ <= static_cast<std::int64_t>(kMaxTaps - 2) * kOne, "a pixel covers {} stored pixels",
          width);
  }

  std::int64_t total() const { return is_point_ ? 1 : 2 * half_; }

  void taps_at(std::int64_t position, Taps& taps) const {
    const std::int64_t centre = position >> (kPositionBits - kWeightBits);
    if (is_point_) {
      taps.first = centre >> kWeightBits;
      taps.count = 1;
      taps.weights[0] = 1;
      return;
    }
    const std::int64_t low = centre - half_, high = centre + half_;
    taps.first = low >> kWeightBits;
    const std::int64_t last = (high - 1) >> kWeightBits;
    taps.count = static_cast<std::size_t>(last - taps.first + 1);
    std::fill_n(taps.weights.begin(), taps.count, static_cast<std::uint32_t>(kOne));
    taps.weights[0] -= static_cast<std::uint32_t>(low - taps.first * kOne);
    taps.weights[taps.count - 1] -= static_cast<std::uint32_t>((last + 1) * kOne - high);
  }

 private:
  bool is_point_ = false;
  std::int64_t half_ = 0;
};

// Applies a ColourChange in fixed point, in units of 1/4096.
class ColourTable {
 public:
  explicit ColourTable(const ColourChange& change) {
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < 3; ++column)
        matrix_[row][column] = static_cast<std::int32_t>(std::lround(change.matrix[row][column] * kOne));
    }
    offset_ = static_cast<std::int32_t>(std::lround(change.offset * kOne)) + kOne / 2;
    for (const std::int32_t factor : matrix_[0]) grey_ += factor;
  }

  void apply(std::uint8_t* pixel, std::int32_t channels) const {
    if (channels == 1) {
      *pixel = limited(grey_ * *pixel);
      return;
    }
    const std::int32_t red = pixel[0], green = pixel[1], blue = pixel[2];
    for (std::size_t row = 0; row < 3; ++row)
      pixel[row] = limited(matrix_[row][0] * red + matrix_[row][1] * green + matrix_[row][2] * blue);
  }

 private:
  std::uint8_t limited(std::int32_t sum) const {
    return static_cast<std::uint8_t>(std::clamp((sum + offset_) >> kWeightBits, 0, 255));
  }
  std::array<std::array<std::int32_t, 3>, 3> matrix_{};
  std::int32_t offset_ = 0, grey_ = 0;
};

// Returns the transform from input pixels to stored pixels: the inverse of the move, then the inverse of the
// placement in the input, then the scale to the stored size.
Affine input_to_stored(const image::Image& stored, const image::Window& place, Filter filter,
                       const Affine& move) {
  Affine to_stored = move.inverse();
  const double scale_x = static_cast<double>(stored.size.width) / place.size.width;
  const double scale_y = static_cast<double>(stored.size.height) / place.size.height;
  // Nearest selects a pixel by its upper left corner instead of its centre. A small offset to the right keeps
  // rounding from selecting the pixel before it.
  const double corner = filter == Filter::Nearest ? 0.5 : 0;
  const double hair = filter == Filter::Nearest ? 1e-5 : 0;
  to_stored.xx *= scale_x, to_stored.xy *= scale_x,
      to_stored.x0 = (to_stored.x0 - place.left - corner) * scale_x + hair;
  to_stored.yx *= scale_y, to_stored.yy *= scale_y,
      to_stored.y0 = (to_stored.y0 - place.top - corner) * scale_y + hair;
  return to_stored;
}

class Sampler {
 public:
  Sampler(const image::Image& stored, const image::Preparation& preparation, const Affine& to_stored)
      : stored_(stored),
        across_(preparation.filter, std::hypot(to_stored.xx, to_stored.xy)),
        down_(preparation.filter, std::hypot(to_stored.yx, to_stored.yy)),
        has_padding_(preparation.fit == image::Fit::Letterbox),
        padding_value_(preparation.padding_value),
        share_(1.0 / static_cast<double>(across_.total() * down_.total())) {}

  const Span& across() const { return across_; }
  const Span& down() const { return down_; }
  bool is_padding(std::int64_t x, std::int64_t y) const {
    return has_padding_ && !is_inside(x >> kPositionBits, y >> kPositionBits);
  }
  std::uint8_t padding_value() const { return padding_value_; }
  // Converts a sum of values that are multiplied by the weights of both axes.
  std::uint8_t value_of(std::uint64_t sum) const {
    return static_cast<std::uint8_t>(
        static_cast<int>(static_cast<double>(static_cast<std::int64_t>(sum)) * share_ + 0.5));
  }

  // Returns false where the pixel's centre is in the padding. As in a prepared picture, the border is sharp.
  template <int channels>
  bool sample(std::int64_t x, std::int64_t y, std::uint8_t* target) {
    if (is_padding(x, y)) {
      std::fill_n(target, channels, padding_value_);
      return false;
    }
    across_.taps_at(x, columns_);
    down_.taps_at(y, rows_);
    std::array<std::uint64_t, channels> sums{};
    for (std::size_t row = 0; row < rows_.count; ++row) {
      std::array<std::uint32_t, channels> row_sums{};
      add_row<channels>(rows_.first + static_cast<std::int64_t>(row), row_sums);
      for (std::size_t channel = 0; channel < channels; ++channel)
        sums[channel] += std::uint64_t{row_sums[channel]} * rows_.weights[row];
    }
    for (std::size_t channel = 0; channel < channels; ++channel) target[channel] = value_of(sums[channel]);
    return true;
  }

 private:
  bool is_inside(std::int64_t x, std::int64_t y) const {
    return x >= 0 && y >= 0 && x < stored_.size.width && y < stored_.size.height;
  }

  template <int channels>
  void add_row(std::int64_t y, std::array<std::uint32_t, channels>& sums) const {
    const bool is_whole = y >= 0 && y < stored_.size.height && columns_.first >= 0 &&
                          columns_.first + static_cast<std::int64_t>(columns_.count) <= stored_.size.width;
    if (is_whole) {
      const std::uint8_t* pixel = stored_.row(static_cast<std::int32_t>(y)) + columns_.first * channels;
      for (std::size_t i = 0; i < columns_.count; ++i, pixel += channels) {
        for (std::size_t channel = 0; channel < channels; ++channel)
          sums[channel] += columns_.weights[i] * pixel[channel];
      }
      return;
    }
    for (std::size_t i = 0; i < columns_.count; ++i) {
      const std::uint8_t* pixel = pixel_at(columns_.first + static_cast<std::int64_t>(i), y);
      for (std::size_t channel = 0; channel < channels; ++channel)
        sums[channel] += columns_.weights[i] * pixel[channel];
    }
  }

  const std::uint8_t* pixel_at(std::int64_t x, std::int64_t y) const {
    const auto column = std::clamp<std::int64_t>(x, 0, stored_.size.width - 1);
    const auto row = std::clamp<std::int64_t>(y, 0, stored_.size.height - 1);
    return stored_.row(static_cast<std::int32_t>(row)) + column * stored_.channels;
  }

  const image::Image& stored_;
  const Span across_, down_;
  const bool has_padding_;
  const std::uint8_t padding_value_;
  const double share_;
  Taps columns_, rows_;
};

// Computes the same bytes as `sample` per pixel, for a picture that is not rotated. All rows use the same
// columns, and the stored rows under a target row are added up once.
template <int channels>
class UprightSampler {
 public:
  UprightSampler(const image::Image& stored, const Sampler& sampler, const Affine& to_stored,
                 const image::Window& tile)
      : stored_(stored),
        sampler_(sampler),
        first_x_(position_of(to_stored(tile.left + 0.5, 0).x)),
        step_x_(position_of(to_stored.xx)),
        columns_(static_cast<std::size_t>(tile.size.width)) {
    std::int64_t position = first_x_, last = 0;
    first_column_ = stored.size.width - 1;
    for (Taps& taps : columns_) {
      sampler.across().taps_at(position, taps);
      first_column_ = std::min(first_column_, column_at(taps.first));
      last = std::max(last, column_at(taps.first + static_cast<std::int64_t>(taps.count) - 1));
      position += step_x_;
    }
    sums_.resize(static_cast<std::size_t>(last - first_column_ + 1) * channels);
  }

  void paint_row(std::int64_t y, const ColourTable& colours, std::uint8_t* target) {
    add_rows(y);
    std::int64_t x = first_x_;
    for (const Taps& taps : columns_) {
      if (sampler_.is_padding(x, y)) {
        std::fill_n(target, channels, sampler_.padding_value());
      } else {
        paint(taps, target);
        colours.apply(target, channels);
      }
      target += channels;
      x += step_x_;
    }
  }

 private:
  std::int64_t column_at(std::int64_t x) const {
    return std::clamp<std::int64_t>(x, 0, stored_.size.width - 1);
  }

  void add_rows(std::int64_t y) {
    Taps rows;
    sampler_.down().taps_at(y, rows);
    std::fill(sums_.begin(), sums_.end(), 0u);
    for (std::size_t row = 0; row < rows.count; ++row) {
      const auto at =
          std::clamp<std::int64_t>(rows.first + static_cast<std::int64_t>(row), 0, stored_.size.height - 1);
      const std::uint8_t* from = stored_.row(static_cast<std::int32_t>(at)) + first_column_ * channels;
      const std::uint32_t weight = rows.weights[row];
      std::uint32_t* sums = sums_.data();
      for (std::size_t i = 0; i < sums_.size(); ++i) sums[i] += weight * from[i];
    }
  }

  void paint(const Taps& taps, std::uint8_t* target) const {
    std::array<std::uint64_t, channels> sums{};
    for (std::size_t i = 0; i < taps.count; ++i) {
      const std::int64_t column = column_at(taps.first + static_cast<std::int64_t>(i)) - first_column_;
      const std::uint32_t* from = sums_.data() + column * channels;
      for (std::size_t channel = 0; channel < channels; ++channel)
        sums[channel] += std::uint64_t{from[channel]} * taps.weights[i];
    }
    for (std::size_t channel = 0; channel < channels; ++channel)
      target[channel] = sampler_.value_of(sums[channel]);
  }

  const image::Image& stored_;
  const Sampler& sampler_;
  std::int64_t first_x_, step_x_, first_column_ = 0;
  std::vector<Taps> columns_;
  std::vector<std::uint32_t> sums_;  // of the stored rows under a target row, from first_column_ on
};

template <int channels>
void sample_all(const image::Image& stored, Sampler& sampler, const Affine& to_stored,
                const ColourChange& change, const image::Window& tile, image::Image& input) {
  const ColourTable colours(change);
  if (to_stored.xy == 0 && to_stored.yx == 0) {
    UprightSampler<channels> upright(stored, sampler, to_stored, tile);
    for (std::int32_t y = tile.top; y < tile.top + tile.size.height; ++y)
      upright.paint_row(position_of(to_stored(0, y + 0.5).y), colours,
                        input.row(y) + std::ptrdiff_t{tile.left} * channels);
    return;
  }
  const std::int64_t step_x = position_of(to_stored.xx), step_y = position_of(to_stored.yx);
  for (std::int32_t y = tile.top; y < tile.top + tile.size.height; ++y) {
    const scene::Point start = to_stored(tile.left + 0.5, y + 0.5);
    std::int64_t x_position = position_of(start.x), y_position = position_of(start.y);
    std::uint8_t* target = input.row(y) + std::ptrdiff_t{tile.left} * channels;
    for (std::int32_t x = 0; x < tile.size.width; ++x, target += channels) {
      if (sampler.sample<channels>(x_position, y_position, target)) colours.apply(target, channels);
      x_position += step_x;
      y_position += step_y;
    }
  }
}

image::Window tile_of(const Variation& variation, image::Size input) {
  if (!variation.tile) return {0, 0, input};
  const image::Rectangle& tile = *variation.tile;
  return {static_cast<std::int32_t>(tile.x),
          static_cast<std::int32_t>(tile.y),
          {static_cast<std::int32_t>(tile.width), static_cast<std::int32_t>(tile.height)}};
}

void cut_out(image::Image& input, const image::Rectangle& cutout, std::uint8_t value) {
  const auto left = static_cast<std::ptrdiff_t>(cutout.x), width = static_cast<std::ptrdiff_t>(cutout.width);
  const auto top = static_cast<std::int32_t>(cutout.y);
  for (std::int32_t y = top; y < top + static_cast<std::int32_t>(cutout.height); ++y)
    std::fill_n(input.row(y) + left * input.channels, width * input.channels, value);
}

}  // namespace

std::int32_t stored_scale(Filter filter) {
  switch (filter) {
    case Filter::Nearest:
    case Filter::Area:
      return 2;
    case Filter::Bilinear:
      return 3;  // odd, so that the centre of a target pixel is the centre of a stored pixel
  }
  CHECK(false, "filter {} is not listed", static_cast<int>(filter));
}

image::Image stored_for_augmentation(const image::Image& original, const image::Preparation& preparation) {
  const auto [from, to] = image::placement_of(preparation, original.size);
  const std::int32_t scale = stored_scale(preparation.filter);
  const image::Size size{std::min(from.size.width, to.size.width * scale),
                         std::min(from.size.height, to.size.height * scale)};
  image::Image stored = image::resized(original, from, size, preparation.filter);
  return preparation.channels == 1 ? image::grey_of(stored) : image::rgb_of(std::move(stored));
}

void paint_varied(const image::Image& stored, image::Size original, const image::Preparation& preparation,
                  const Variation& variation, image::Image& input) {
  CHECK(stored.channels == preparation.channels, "stored with {} channels, {} are wanted", stored.channels,
        preparation.channels);
  const image::Window place = image::placement_of(preparation, original).to;
  const Affine to_stored = input_to_stored(stored, place, preparation.filter, variation.move);
  Sampler sampler(stored, preparation, to_stored);
  const image::Window tile = tile_of(variation, input.size);
  input.channels == 1 ? sample_all<1>(stored, sampler, to_stored, variation.colour, tile, input)
                      : sample_all<3>(stored, sampler, to_stored, variation.colour, tile, input);
  if (variation.cutout) cut_out(input, *variation.cutout, preparation.padding_value);
}

image::Image varied(const image::Image& stored, image::Size original, const image::Preparation& preparation,
                    const Variation& variation) {
  image::Image input(preparation.size, preparation.channels);
  paint_varied(stored, original, preparation, variation, input);
  return input;
}

}  // namespace tinsmith::loader
