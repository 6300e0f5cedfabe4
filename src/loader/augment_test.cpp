#include "loader/augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "image/orientation.h"

namespace tinsmith::loader {
namespace {

using image::Filter;
using image::Fit;
using image::Image;
using image::Preparation;
using image::Size;

Image noise(Size size, std::int32_t channels) {
  Image image(size, channels);
  Rng random(11);
  for (auto& value : image.pixels) value = static_cast<std::uint8_t>(random.below(256));
  return image;
}

int max_difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.size, b.size);
  EXPECT_EQ(a.channels, b.channels);
  int largest = 0;
  for (std::size_t i = 0; i < std::min(a.pixels.size(), b.pixels.size()); ++i)
    largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  return largest;
}

Image varied_from(const Image& original, const Preparation& preparation, const Variation& variation) {
  return varied(stored_for_augmentation(original, preparation), original.size, preparation, variation);
}

// A picture is rounded to bytes twice: when it is stored and when it is sampled.
constexpr int kTwoRoundings = 1;

using Case = std::tuple<Fit, Filter, int, Size>;
class NoVariation : public testing::TestWithParam<Case> {};

TEST_P(NoVariation, IsThePreparedPicture) {
  const auto [fit, filter, channels, size] = GetParam();
  const Image original = noise(size, 3);
  const Preparation preparation{{48, 40}, channels, fit, filter, 9};
  EXPECT_LE(max_difference(varied_from(original, preparation, {}), image::prepared(original, preparation)),
            kTwoRoundings);
}

INSTANTIATE_TEST_SUITE_P(
    All, NoVariation,
    testing::Combine(testing::Values(Fit::Stretch, Fit::Letterbox, Fit::Crop),
                     testing::Values(Filter::Nearest, Filter::Bilinear, Filter::Area), testing::Values(1, 3),
                     testing::Values(Size{50, 50}, Size{333, 217}, Size{40, 90}, Size{13, 20})));

Affine turn(double degrees, Size size) {
  const double angle = degrees * std::numbers::pi / 180, x = size.width / 2.0, y = size.height / 2.0;
  const double cosine = std::cos(angle), sine = std::sin(angle);
  return {cosine, -sine, x - cosine * x + sine * y, sine, cosine, y - sine * x - cosine * y};
}

TEST(Varied, MirroringAndQuarterTurnsAreThoseOfThePreparedPicture) {
  const Image original = noise({100, 130}, 3);
  for (const Filter filter : {Filter::Nearest, Filter::Bilinear, Filter::Area}) {
    const Preparation preparation{.size = {48, 48}, .filter = filter};
    const Image prepared = image::prepared(original, preparation);
    const Affine mirrored{-1, 0, 48, 0, 1, 0};
    const std::pair<Affine, int> moves[] = {
        {mirrored, 2}, {turn(180, {48, 48}), 3}, {turn(90, {48, 48}), 6}, {turn(-90, {48, 48}), 8}};
    for (const auto& [move, orientation] : moves)
      EXPECT_LE(max_difference(varied_from(original, preparation, {.move = move}),
                               image::upright(prepared, orientation)),
                kTwoRoundings)
          << orientation;
  }
}

// The definition in plain doubles: the mean of the stored picture, taken as squares of constant colour, over
// a span around the point that maps to the target pixel's centre. Edges are repeated.
double reference_value(const Image& stored, double x, double y, double width, double height,
                       std::int32_t channel) {
  double sum = 0;
  for (int row = static_cast<int>(std::floor(y - height / 2)); row < y + height / 2; ++row) {
    const double part_y = std::min(y + height / 2, row + 1.0) - std::max(y - height / 2, double(row));
    for (int column = static_cast<int>(std::floor(x - width / 2)); column < x + width / 2; ++column) {
      const double part_x = std::min(x + width / 2, column + 1.0) - std::max(x - width / 2, double(column));
      const auto* pixels = stored.row(std::clamp(row, 0, stored.size.height - 1));
      sum += part_x * part_y * pixels[std::clamp(column, 0, stored.size.width - 1) * 3 + channel];
    }
  }
  return sum / (width * height);
}

TEST(Varied, EveryPixelIsTheAverageItsDefinitionAsksFor) {
  // Half a rounding step, and 255 / 4096 per end of a span.
  constexpr double kWeightsIn4096ths = 0.75;
  const Preparation preparation{.size = {40, 40}};
  const Image original = noise({80, 60}, 3), stored = stored_for_augmentation(original, preparation);
  ASSERT_EQ(stored.size, (Size{80, 60}));
  Affine move = turn(17, preparation.size);
  move.xx *= 0.8, move.yy *= 0.8, move.x0 += 5;
  const Image result = varied(stored, original.size, preparation, {.move = move});
  const Affine back = move.inverse();
  const double width = 2 * std::hypot(back.xx, back.xy), height = 1.5 * std::hypot(back.yx, back.yy);
  for (std::int32_t y = 0; y < 40; ++y) {
    for (std::int32_t x = 0; x < 40; ++x) {
      const scene::Point point = back(x + 0.5, y + 0.5);
      ASSERT_NEAR(result.row(y)[x * 3 + 1],
                  reference_value(stored, point.x * 2, point.y * 1.5, width, height, 1), kWeightsIn4096ths)
          << x << ", " << y;
    }
  }
}

struct Hull {
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
};

Hull hull_of_bright(const Image& image) {
  Hull hull;
  for (std::int32_t y = 0; y < image.size.height; ++y) {
    for (std::int32_t x = 0; x < image.size.width; ++x) {
      if (image.row(y)[x * image.channels] < 32) continue;
      hull = {std::min(hull.left, double(x)), std::min(hull.top, double(y)), std::max(hull.right, x + 1.0),
              std::max(hull.bottom, y + 1.0)};
    }
  }
  return hull;
}

TEST(BoxesInInput, FollowThePixelsThroughEveryFitAndMove) {
  constexpr double kBlur_px = 1.6;  // edge pixels are partly covered, corners of a rotated box hardly
  const scene::LabelledBox box{4, {120, 60, 90, 45}};
  Image original({320, 200}, 3);
  image::fill_rectangle(original, {box.box.x, box.box.y, box.box.width, box.box.height}, {255, 255, 255});
  int compared = 0;
  for (const Fit fit : {Fit::Stretch, Fit::Letterbox, Fit::Crop}) {
    const Preparation preparation{.size = {160, 120}, .fit = fit, .padding_value = 0};
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      AugmentSettings settings;
      settings.flip_vertical = 0.5;
      settings.cutout = 0;
      settings.brightness = settings.contrast = settings.saturation = settings.hue_degrees = 0;
      settings.rotate_degrees = seed % 2 == 0 ? 0 : 30;
      const Variation variation = drawn_variation(settings, preparation.size, Rng(seed));
      const auto moved = boxes_in_input(std::span(&box, 1), original.size, preparation, variation);
      ASSERT_EQ(moved.size(), 1U);
      EXPECT_EQ(moved[0].class_index, 4);
      const Hull hull = hull_of_bright(varied_from(original, preparation, variation));
      const scene::Box& found = moved[0].box;
      EXPECT_NEAR(found.x, hull.left, kBlur_px) << seed;
      EXPECT_NEAR(found.y, hull.top, kBlur_px) << seed;
      EXPECT_NEAR(found.right(), hull.right, kBlur_px) << seed;
      EXPECT_NEAR(found.bottom(), hull.bottom, kBlur_px) << seed;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 120);
}

TEST(BoxesInInput, AreClippedAndLeftOutWhenTooLittleIsVisible) {
  const Preparation preparation{.size = {100, 100}};
  const Size original{100, 100};
  const scene::LabelledBox box{0, {10, 10, 20, 20}};
  const auto shifted = [&](double x) {
    return boxes_in_input(std::span(&box, 1), original, preparation, {.move = {1, 0, x, 0, 1, 0}});
  };
  EXPECT_EQ(shifted(-20).at(0).box, (scene::Box{0, 10, 10, 20}));  // half of the box is visible
  EXPECT_TRUE(shifted(-25).empty());                               // a quarter is visible
  const auto cut = [&](double width) {
    const Variation variation{.cutout = image::Rectangle{10, 10, width, 20}};
    return boxes_in_input(std::span(&box, 1), original, preparation, variation).size();
  };
  EXPECT_EQ(cut(13), 1U);
  EXPECT_EQ(cut(15), 0U);
  const scene::LabelledBox flat{0, {10, 10, 0, 20}}, outside{0, {200, 10, 20, 20}},
      sticking_out{0, {90, 90, 80, 80}};
  EXPECT_TRUE(boxes_in_input(std::span(&flat, 1), original, preparation, {}).empty());
  EXPECT_TRUE(boxes_in_input(std::span(&outside, 1), original, preparation, {}).empty());
  EXPECT_EQ(boxes_in_input(std::span(&sticking_out, 1), original, preparation, {}).at(0).box,
            (scene::Box{90, 90, 10, 10}));
}

// A rotation too small to change any pixel uses the code for rotated pictures, pixel by pixel.
TEST(Varied, UprightPicturesAreTheSameBytesAsThoseTurnedByNothing) {
  constexpr double kNothing = 1e-14;
  for (const Fit fit : {Fit::Stretch, Fit::Letterbox, Fit::Crop})
    for (const Filter filter : {Filter::Nearest, Filter::Bilinear, Filter::Area})
      for (const int channels : {1, 3})
        for (const double scale : {0.31, 0.9, 2.7}) {
          const Image original = noise({117, 83}, 3);
          const Preparation preparation{{48, 40}, channels, fit, filter, 9};
          Variation upright;
          upright.move = {-scale, 0, 30.3, 0, scale, 7.7};
          upright.colour.offset = 12;
          upright.tile = image::Rectangle{5, 3, 37, 30};
          Variation turned = upright;
          turned.move.xy = turned.move.yx = kNothing;
          EXPECT_EQ(varied_from(original, preparation, upright).pixels,
                    varied_from(original, preparation, turned).pixels)
              << static_cast<int>(fit) << static_cast<int>(filter) << channels << " " << scale;
        }
}

TEST(Varied, PaddingIsSeenOnlyWhereThePreparationPads) {
  Image white({100, 50}, 3);
  image::fill(white, {255, 255, 255});
  const Variation half_away{.move = {1, 0, 24, 0, 1, 0}};
  const Image stretched = varied_from(white, {.size = {48, 48}}, half_away);
  EXPECT_TRUE(
      std::all_of(stretched.pixels.begin(), stretched.pixels.end(), [](int value) { return value == 255; }));
  Variation bright = half_away;
  bright.colour.offset = 50;
  const Preparation letterbox{.size = {48, 48}, .fit = Fit::Letterbox, .padding_value = 7};
  const Image boxed = varied_from(white, letterbox, bright);
  EXPECT_EQ(boxed.row(24)[10 * 3], 7) << "moved in from outside";
  EXPECT_EQ(boxed.row(2)[40 * 3], 7) << "the padding above, whatever the colour change";
  EXPECT_EQ(boxed.row(24)[40 * 3], 255);
}

TEST(Variations, ColoursAreTurnedWashedOutAndDarkened) {
  AugmentSettings settings;
  const auto changed = [&](std::vector<std::uint8_t> pixel, const Variation& variation) {
    Image image({1, 1}, 3);
    image.pixels = std::move(pixel);
    return varied(image, {1, 1}, {.size = {1, 1}}, {.colour = variation.colour}).pixels;
  };
  settings.brightness = settings.contrast = settings.saturation = settings.hue_degrees = 0;
  using Pixel = std::vector<std::uint8_t>;
  EXPECT_EQ(changed({10, 150, 200}, drawn_variation(settings, {9, 9}, Rng(1))), (Pixel{10, 150, 200}));
  ColourChange half;
  half.matrix = {{{0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 0.5}}};
  EXPECT_EQ(changed({10, 150, 201}, {.colour = half}), (Pixel{5, 75, 101}));
  // Grey stays grey for every hue and saturation.
  settings.saturation = 1, settings.hue_degrees = 180;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    EXPECT_EQ(changed({90, 90, 90}, drawn_variation(settings, {9, 9}, Rng(seed))), (Pixel{90, 90, 90}));
}

TEST(Variations, StayInTheirRangesAndRepeat) {
  const AugmentSettings settings;
  int flipped = 0, cut = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Variation variation = drawn_variation(settings, {96, 96}, Rng{seed, 3});
    const Affine& move = variation.move;
    const double scale = std::hypot(move.xx, move.yx);
    EXPECT_GE(scale, settings.smallest_scale);
    EXPECT_LE(scale, settings.largest_scale);
    EXPECT_LE(std::abs(std::asin(move.yx / scale)), 8 * std::numbers::pi / 180 + 1e-9);
    const scene::Point middle = move(48, 48);
    EXPECT_LE(std::max(std::abs(middle.x - 48), std::abs(middle.y - 48)), 0.08 * 96 + 1e-9);
    flipped += move.xx < 0 ? 1 : 0;
    cut += variation.cutout ? 1 : 0;
    const Affine again = drawn_variation(settings, {96, 96}, Rng{seed, 3}).move;
    EXPECT_EQ(again.x0, move.x0);
  }
  // Five standard deviations of 400 draws with probability 0.5 and 0.2.
  EXPECT_NEAR(flipped, 200, 50);
  EXPECT_NEAR(cut, 80, 40);
}

TEST(Variations, SettingsOutOfRangeAreNamed) {
  AugmentSettings settings;
  EXPECT_TRUE(check(settings));
  settings.smallest_scale = 0;
  EXPECT_NE(check(settings).error().message.find("smallest_scale is 0; 0.25 to 4"), std::string::npos);
  settings.smallest_scale = 2;
  EXPECT_NE(check(settings).error().message.find("above its largest_scale"), std::string::npos);
  settings.hue_degrees = std::nan("");
  EXPECT_FALSE(check(settings));
}

}  // namespace
}  // namespace tinsmith::loader
