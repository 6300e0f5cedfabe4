#include "pretrain/variation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tinsmith::pretrain {
namespace {

constexpr double kMinArea = 0.3;         // of a random crop, as a fraction of the picture
constexpr double kMaxStretch = 4.0 / 3;  // ratio of its sides, relative to the picture's
constexpr double kTurned_fraction = 0.4, kMaxTurn_degrees = 15;
constexpr double kGrey_fraction = 0.15;
constexpr double kBlurred_fraction = 0.15, kNoisy_fraction = 0.15, kMaxNoise = 12;  // noise in levels of 255

loader::AugmentSettings colour_settings() {
  loader::AugmentSettings settings;
  settings.brightness = 0.35;
  settings.contrast = 0.35;
  settings.saturation = 0.5;
  settings.hue_degrees = 12;
  settings.cutout = 0.25;
  settings.largest_cutout = 0.45;
  return settings;
}

// Makes the three results of a colour change equal: the brightness of what they were.
void make_grey(loader::ColourChange& colour) {
  constexpr std::array<double, 3> kShares{0.299, 0.587, 0.114};
  std::array<double, 3> grey{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t column = 0; column < 3; ++column)
      grey[column] += kShares[row] * colour.matrix[row][column];
  colour.matrix.fill(grey);
}

// Maps a window of the input onto the whole input, turned about its centre.
loader::Affine drawn_window(image::Size input, bool may_be_mirrored, Rng& random) {
  const double area = random.uniform(kMinArea, 1), stretch = std::log(kMaxStretch);
  const double ratio = std::exp(random.uniform(-stretch, stretch));
  const double width = std::min(1.0, std::sqrt(area * ratio)) * input.width;
  const double height = std::min(1.0, std::sqrt(area / ratio)) * input.height;
  const double left = random.uniform(0, 1) * (input.width - width);
  const double top = random.uniform(0, 1) * (input.height - height);
  const bool is_mirrored = random.chance(0.5) && may_be_mirrored;
  const bool is_turned = random.chance(kTurned_fraction);
  const double turn = random.uniform(-kMaxTurn_degrees, kMaxTurn_degrees) * std::numbers::pi / 180;
  const double cosine = is_turned ? std::cos(turn) : 1, sine = is_turned ? std::sin(turn) : 0;
  const double scale_x = (is_mirrored ? -1 : 1) * input.width / width, scale_y = input.height / height;
  const double middle_x = left + width / 2, middle_y = top + height / 2;
  loader::Affine move;
  move.xx = cosine * scale_x, move.xy = -sine * scale_y;
  move.yx = sine * scale_x, move.yy = cosine * scale_y;
  move.x0 = input.width / 2.0 - move.xx * middle_x - move.xy * middle_y;
  move.y0 = input.height / 2.0 - move.yx * middle_x - move.yy * middle_y;
  return move;
}

// Means of neighbours with the weights 1, 2, 1 along rows and along columns; the edge is repeated.
void blur(image::Image& picture) {
  const auto pass = [&](std::size_t lines, std::size_t line_step, std::size_t count, std::size_t step) {
    for (std::size_t line = 0; line < lines; ++line)
      for (std::size_t channel = 0; channel < 3; ++channel) {
        std::uint8_t* at = picture.pixels.data() + line * line_step + channel;
        std::uint32_t before = *at;
        for (std::size_t i = 0; i < count; ++i, at += step) {
          const std::uint32_t here = *at, next = i + 1 < count ? at[step] : here;
          *at = static_cast<std::uint8_t>((before + 2 * here + next + 2) / 4);
          before = here;
        }
      }
  };
  const auto width = static_cast<std::size_t>(picture.size.width);
  const auto height = static_cast<std::size_t>(picture.size.height);
  pass(height, width * 3, width, 3);
  pass(width, 3, height, width * 3);
}

// The sum of two uniform values per channel; eight bytes of each random number are used.
void add_noise(image::Image& picture, double amount, Rng& random) {
  const auto strength = static_cast<std::int32_t>(std::lround(amount * 256 / 255));
  for (std::size_t i = 0; i < picture.pixels.size(); i += 4) {
    std::uint64_t bits = random.next();
    for (std::size_t k = i; k < std::min(i + 4, picture.pixels.size()); ++k, bits >>= 16) {
      const auto sum = static_cast<std::int32_t>((bits & 255) + (bits >> 8 & 255)) - 255;
      picture.pixels[k] =
          static_cast<std::uint8_t>(std::clamp(picture.pixels[k] + sum * strength / 256, 0, 255));
    }
  }
}

}  // namespace

loader::Variation drawn_crop(image::Size input, bool may_be_mirrored, Rng& random) {
  static const loader::AugmentSettings kColours = colour_settings();
  loader::Variation variation = loader::drawn_variation(kColours, input, Rng{random.next()});
  variation.move = drawn_window(input, may_be_mirrored, random);
  if (random.chance(kGrey_fraction)) make_grey(variation.colour);
  return variation;
}

void disturb(image::Image& picture, Rng& random) {
  if (random.chance(kBlurred_fraction)) blur(picture);
  if (random.chance(kNoisy_fraction)) add_noise(picture, random.uniform(0, kMaxNoise), random);
}

image::Image varied_crop(const image::Image& stored, std::int32_t size_px, bool may_be_mirrored, Rng random) {
  const image::Preparation preparation = preparation_for(size_px);
  const loader::Variation variation = drawn_crop(preparation.size, may_be_mirrored, random);
  image::Image input = loader::varied(stored, stored.size, preparation, variation);
  disturb(input, random);
  return input;
}

image::Preparation preparation_for(std::int32_t size_px) {
  image::Preparation preparation;
  preparation.size = {size_px, size_px};
  return preparation;
}

}  // namespace tinsmith::pretrain
