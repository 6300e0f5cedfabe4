#include "image/preparation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tinsmith::image {
namespace {

Image columns(Size size) {  // red is the column, green the row
  Image image(size, 3);
  for (std::int32_t y = 0; y < size.height; ++y) {
    for (std::int32_t x = 0; x < size.width; ++x) {
      image.row(y)[x * 3] = static_cast<std::uint8_t>(x);
      image.row(y)[x * 3 + 1] = static_cast<std::uint8_t>(y);
    }
  }
  return image;
}

TEST(Preparation, StretchIsAResizeOfTheWholePicture) {
  const Image image = columns({200, 100});
  const Preparation preparation{.size = {96, 64}};
  EXPECT_EQ(prepared(image, preparation), resized(image, {96, 64}, Filter::Area));
}

TEST(Preparation, LetterboxCentresTheWholePictureOnPadding) {
  const Image image = columns({200, 100});
  const Preparation preparation{.size = {50, 50}, .fit = Fit::Letterbox, .padding_value = 7};
  const Image input = prepared(image, preparation);
  ASSERT_EQ(input.size, (Size{50, 50}));
  const Image part = resized(image, {50, 25}, Filter::Area);
  for (std::int32_t y = 0; y < 50; ++y) {
    for (std::int32_t i = 0; i < 150; ++i) {
      const bool is_inside = y >= 12 && y < 37;
      ASSERT_EQ(input.row(y)[i], is_inside ? part.row(y - 12)[i] : 7) << i << ", " << y;
    }
  }
}

TEST(Preparation, CropFillsTheInputFromTheMiddle) {
  const Image image = columns({200, 100});
  const Preparation preparation{.size = {50, 50}, .fit = Fit::Crop};
  EXPECT_EQ(prepared(image, preparation), resized(image, {50, 0, {100, 100}}, {50, 50}, Filter::Area));
}

TEST(Preparation, GreyIsTheGreyOfTheResizedPictureAndRgbOfGreyIsThreeTimesTheSame) {
  const Image image = columns({40, 30});
  Preparation preparation{.size = {20, 20}, .channels = 1};
  const Image grey = prepared(image, preparation);
  EXPECT_EQ(grey, grey_of(resized(image, {20, 20}, Filter::Area)));
  preparation.channels = 3;
  const Image rgb = prepared(grey, preparation);
  ASSERT_EQ(rgb.channels, 3);
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
    ASSERT_EQ(rgb.pixels[i * 3], grey.pixels[i]);
    ASSERT_EQ(rgb.pixels[i * 3 + 2], grey.pixels[i]);
  }
}

// A white block lands where the mapping says its corners land.
TEST(Preparation, TheMappingFollowsThePixels) {
  Image image({120, 80}, 1);
  for (std::int32_t y = 20; y < 60; ++y) std::fill_n(image.row(y) + 40, 30, std::uint8_t{255});
  for (const Fit fit : {Fit::Stretch, Fit::Letterbox, Fit::Crop}) {
    const Preparation preparation{.size = {240, 240}, .channels = 1, .fit = fit, .padding_value = 0};
    const Mapping mapping = mapping_of(preparation, image.size);
    const Image input = prepared(image, preparation);
    std::int32_t left = 240, right = 0, top = 240, bottom = 0;
    for (std::int32_t y = 0; y < 240; ++y) {
      for (std::int32_t x = 0; x < 240; ++x) {
        if (input.row(y)[x] < 128) continue;
        left = std::min(left, x), right = std::max(right, x + 1);
        top = std::min(top, y), bottom = std::max(bottom, y + 1);
      }
    }
    EXPECT_NEAR(left, 40 * mapping.scale_x + mapping.offset_x, 0.5);
    EXPECT_NEAR(right, 70 * mapping.scale_x + mapping.offset_x, 0.5);
    EXPECT_NEAR(top, 20 * mapping.scale_y + mapping.offset_y, 0.5);
    EXPECT_NEAR(bottom, 60 * mapping.scale_y + mapping.offset_y, 0.5);
  }
}

TEST(Preparation, OneThinPixelStillFindsAPlace) {
  const Image image = columns({1000, 1});
  for (const Fit fit : {Fit::Stretch, Fit::Letterbox, Fit::Crop})
    EXPECT_EQ(prepared(image, {.size = {16, 24}, .fit = fit}).size, (Size{16, 24}));
}

TEST(Preparation, ReadsBackFromItsJson) {
  const Preparation preparation{{160, 120}, 1, Fit::Letterbox, Filter::Nearest, 9};
  const auto again = preparation_from_json(to_json(preparation));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, preparation);
}

TEST(Preparation, JsonThatIsNotOneIsNamed) {
  const auto says = [](const char* key, const nlohmann::json& value) {
    auto json = to_json(Preparation{});
    json[key] = value;
    const auto result = preparation_from_json(json);
    return result ? std::string() : result.error().says;
  };
  EXPECT_NE(says("width", 0).find("\"width\" is 0; 1 to"), std::string::npos);
  EXPECT_NE(says("height", "96").find("no whole number \"height\""), std::string::npos);
  EXPECT_NE(says("channels", 2).find("\"channels\" is 2"), std::string::npos);
  EXPECT_NE(says("padding_value", 256).find("\"padding_value\""), std::string::npos);
  EXPECT_NE(says("fit", "squash").find("one of stretch, letterbox, crop"), std::string::npos);
  EXPECT_NE(says("filter", 3).find("no text \"filter\""), std::string::npos);
  EXPECT_FALSE(preparation_from_json(nlohmann::json::array()));
}

}  // namespace
}  // namespace tinsmith::image
