#include "image/preparation.h"
#include "base/json.h"

#include <gtest/gtest.h>

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

// The corners of a white block are where the mapping maps them.
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
  const auto message = [](const char* key, const nlohmann::json& value) {
    auto json = to_json(Preparation{});
    json[key] = value;
    const auto result = preparation_from_json(json);
    return result ? std::string() : result.error().message;
  };
  EXPECT_NE(message("width", 0).find("\"width\" is 0; 1 to"), std::string::npos);
  EXPECT_NE(message("height", "96").find("no whole number \"height\""), std::string::npos);
  EXPECT_NE(message("channels", 2).find("\"channels\" is 2"), std::string::npos);
  EXPECT_NE(message("padding_value", 256).find("\"padding_value\""), std::string::npos);
  EXPECT_NE(message("fit", "squash").find("one of stretch, letterbox, crop"), std::string::npos);
  EXPECT_NE(message("filter", 3).find("no text \"filter\""), std::string::npos);
  EXPECT_FALSE(preparation_from_json(nlohmann::json::array()));
}

// The tables of the firmware (SSCMA-Micro, el_cv.cpp and ma_cv.cpp).
constexpr std::uint8_t kSpreadFrom5[] = {
    0x00, 0x08, 0x10, 0x19, 0x21, 0x29, 0x31, 0x3A, 0x42, 0x4A, 0x52, 0x5A, 0x63, 0x6B, 0x73, 0x7B,
    0x84, 0x8C, 0x94, 0x9C, 0xA5, 0xAD, 0xB5, 0xBD, 0xC5, 0xCE, 0xD6, 0xDE, 0xE6, 0xEF, 0xF7, 0xFF,
};
constexpr std::uint8_t kSpreadFrom6[] = {
    0x00, 0x04, 0x08, 0x0C, 0x10, 0x14, 0x18, 0x1C, 0x20, 0x24, 0x28, 0x2D, 0x31,
    0x35, 0x39, 0x3D, 0x41, 0x45, 0x49, 0x4D, 0x51, 0x55, 0x59, 0x5D, 0x61, 0x65,
    0x69, 0x6D, 0x71, 0x75, 0x79, 0x7D, 0x82, 0x86, 0x8A, 0x8E, 0x92, 0x96, 0x9A,
    0x9E, 0xA2, 0xA6, 0xAA, 0xAE, 0xB2, 0xB6, 0xBA, 0xBE, 0xC2, 0xC6, 0xCA, 0xCE,
};

Image every_value() {
  Image image({256, 1}, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i / 3);
  return image;
}

TEST(Preparation, Rgb565IsSpreadAsTheFirmwareDoes) {
  Image image = every_value();
  reduce_to(PixelFormat::Rgb565, image);
  for (std::size_t value = 0; value < 256; ++value) {
    EXPECT_EQ(image.pixels[3 * value], kSpreadFrom5[value / 8]) << value;
    EXPECT_EQ(image.pixels[3 * value + 2], kSpreadFrom5[value / 8]) << value;
    if (value / 4 < std::size(kSpreadFrom6)) {
      EXPECT_EQ(image.pixels[3 * value + 1], kSpreadFrom6[value / 4]) << value;
    }
  }
  EXPECT_EQ(image.pixels[3 * 255 + 1], 255);
  const Image once = image;
  reduce_to(PixelFormat::Rgb565, image);
  EXPECT_EQ(image, once) << "a second time, nothing is lost";
}

TEST(Preparation, Rgb565IsLostBeforeAnythingElse) {
  Preparation preparation{.size = {256, 1}, .filter = Filter::Nearest, .pixel_format = PixelFormat::Rgb565};
  Image expected = every_value();
  reduce_to(PixelFormat::Rgb565, expected);
  EXPECT_EQ(prepared(every_value(), preparation), expected);
  EXPECT_EQ(prepared(grey_of(every_value()), preparation), expected)
      << "a grey original is a picture of colours";
  preparation.channels = 1;
  EXPECT_EQ(prepared(every_value(), preparation), grey_of(expected));
  Image grey = grey_of(every_value());
  reduce_to(PixelFormat::Rgb565, grey);
  EXPECT_EQ(grey, grey_of(expected)) << "as training sees a grey picture";
}

TEST(Preparation, ThePixelFormatIsWrittenWhereItIsNotTheUsualOne) {
  Preparation preparation;
  EXPECT_FALSE(to_json(preparation).contains("pixel_format"));
  preparation.pixel_format = PixelFormat::Rgb565;
  EXPECT_EQ(to_json(preparation).at("pixel_format"), "rgb565");
  EXPECT_EQ(*preparation_from_json(to_json(preparation)), preparation);
  auto wrong = to_json(preparation);
  wrong["pixel_format"] = "yuv";
  EXPECT_FALSE(preparation_from_json(wrong));
}

}  // namespace
}  // namespace tinsmith::image
