#include <gtest/gtest.h>

#include "image/decode.h"

namespace tinsmith::image {
namespace {

class BmpForTest {
 public:
  BmpForTest& put(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i, value >>= 8) text_.push_back(static_cast<char>(value & 0xFF));
    return *this;
  }
  BmpForTest& list(std::initializer_list<int> values) {
    for (const int value : values) put(static_cast<std::uint64_t>(value), 1);
    return *this;
  }
  // Writes the offset of the pixels, which start here.
  BmpForTest& pixels() {
    for (int i = 0; i < 4; ++i)
      text_[static_cast<std::size_t>(10 + i)] = static_cast<char>(text_.size() >> 8 * i);
    return *this;
  }
  // Writes both headers. The caller completes headers larger than 40 bytes.
  static BmpForTest windows(std::int32_t width, std::int32_t height, int bits, int compression = 0,
                            int colours = 0, int header_bytes = 40) {
    BmpForTest bmp;
    bmp.text_ = "BM";
    bmp.put(0, 12).put(static_cast<unsigned>(header_bytes), 4);
    bmp.put(static_cast<std::uint32_t>(width), 4).put(static_cast<std::uint32_t>(height), 4).put(1, 2);
    bmp.put(static_cast<unsigned>(bits), 2).put(static_cast<unsigned>(compression), 4).put(0, 12);
    return bmp.put(static_cast<unsigned>(colours), 4).put(0, 4);
  }
  Result<Image> decoded() const { return decode(as_bytes(text_)); }
  std::vector<int> rgb() const {
    const auto image = decoded();
    EXPECT_TRUE(image) << image.error().text();
    return image ? std::vector<int>(image->pixels.begin(), image->pixels.end()) : std::vector<int>();
  }
  std::string refusal() const {
    const auto image = decoded();
    return image ? "decoded" : image.error().message;
  }

 private:
  std::string text_;
};

using Rgb = std::vector<int>;

BmpForTest with_three_colours(BmpForTest bmp) {  // 0 red, 1 green, 2 blue
  return bmp.list({0, 0, 255, 0}).list({0, 255, 0, 0}).list({255, 0, 0, 0}).pixels();
}
const Rgb kRedGreenBlue{255, 0, 0, 0, 255, 0, 0, 0, 255};

TEST(DecodeBmp, IndicesOfOneTwoFourAndEightBits) {
  EXPECT_EQ(with_three_colours(BmpForTest::windows(3, 1, 1, 0, 3)).list({0b01000000, 0, 0, 0}).rgb(),
            (Rgb{255, 0, 0, 0, 255, 0, 255, 0, 0}));
  EXPECT_EQ(with_three_colours(BmpForTest::windows(3, 1, 2, 0, 3)).list({0b00011000, 0, 0, 0}).rgb(),
            kRedGreenBlue);
  EXPECT_EQ(with_three_colours(BmpForTest::windows(3, 1, 4, 0, 3)).list({0x01, 0x20, 0, 0}).rgb(),
            kRedGreenBlue);
  EXPECT_EQ(with_three_colours(BmpForTest::windows(3, 1, 8, 0, 3)).list({0, 1, 2, 0}).rgb(), kRedGreenBlue);
}

TEST(DecodeBmp, AnIndexBeyondThePaletteIsBlack) {
  EXPECT_EQ(with_three_colours(BmpForTest::windows(1, 1, 8, 0, 3)).list({200, 0, 0, 0}).rgb(),
            (Rgb{0, 0, 0}));
}

TEST(DecodeBmp, RowsStandFromTheBottomUnlessTheHeightIsNegative) {
  const auto rows = [](std::int32_t height) {
    return BmpForTest::windows(1, height, 24).pixels().list({1, 2, 3, 0}).list({4, 5, 6, 0}).rgb();
  };
  EXPECT_EQ(rows(2), (Rgb{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(rows(-2), (Rgb{3, 2, 1, 6, 5, 4}));
}

TEST(DecodeBmp, SixteenBitsAreFiveFiveFiveOrWhatTheMasksSay) {
  EXPECT_EQ(BmpForTest::windows(2, 1, 16).pixels().put(0x7C00 | 0x10, 2).put(0x03E0, 2).rgb(),
            (Rgb{255, 0, 132, 0, 255, 0}));
  auto rgb565 = BmpForTest::windows(2, -1, 16, 3).put(0xF800, 4).put(0x07E0, 4).put(0x001F, 4).pixels();
  EXPECT_EQ(rgb565.put(0xF800 | 0x0020 | 0x1F, 2).put(0x0400, 2).rgb(), (Rgb{255, 4, 255, 0, 130, 0}));
}

TEST(DecodeBmp, ThirtyTwoBitsIgnoreTheFourthByteUnlessAMaskMakesItAlpha) {
  EXPECT_EQ(BmpForTest::windows(1, 1, 32).pixels().list({30, 20, 10, 0}).rgb(), (Rgb{10, 20, 30}));
  auto masks = BmpForTest::windows(2, 1, 32, 3, 0, 56).put(0xFF, 4).put(0xFF00, 4).put(0xFF0000, 4);
  EXPECT_EQ(masks.put(0xFF000000, 4).pixels().list({10, 20, 30, 255}).list({10, 20, 30, 0}).rgb(),
            (Rgb{10, 20, 30, 255, 255, 255}));
}

TEST(DecodeBmp, Os2HeadersHaveShortFieldsAndThreeByteColours) {
  BmpForTest bmp;
  bmp.list({'B', 'M'}).put(0, 12).put(12, 4).put(2, 2).put(1, 2).put(1, 2).put(8, 2);
  EXPECT_EQ(bmp.list({1, 2, 3}).list({4, 5, 6}).pixels().list({1, 0, 0, 0}).rgb(), (Rgb{6, 5, 4, 3, 2, 1}));
}

TEST(DecodeBmp, RunsLiteralsAndMovesOfRle8) {
  const auto bmp = with_three_colours(BmpForTest::windows(3, 2, 8, 1, 3));
  // Bottom row: a run of two and the end of the row. Top row: three single pixels, padded, and the end
  // of the row.
  EXPECT_EQ(BmpForTest(bmp).list({2, 1, 0, 0}).list({0, 3, 0, 1, 2, 0}).list({0, 1}).rgb(),
            (Rgb{255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 255, 0, 0, 255, 0, 255, 0, 0}));
  // Move one right and one up, then set one pixel.
  EXPECT_EQ(BmpForTest(bmp).list({0, 2, 1, 1}).list({1, 2}).list({0, 1}).rgb(),
            (Rgb{255, 0, 0, 0, 0, 255, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0}));
}

TEST(DecodeBmp, Rle4AlternatesTwoIndices) {
  const auto bmp = with_three_colours(BmpForTest::windows(3, 1, 4, 2, 3));
  EXPECT_EQ(BmpForTest(bmp).list({3, 0x12}).list({0, 1}).rgb(), (Rgb{0, 255, 0, 0, 0, 255, 0, 255, 0}));
  EXPECT_EQ(BmpForTest(bmp).list({0, 3, 0x01, 0x20}).list({0, 1}).rgb(), kRedGreenBlue);
}

TEST(DecodeBmp, ARunBeyondTheRowIsCutAndAMissingEndIsRefused) {
  const auto bmp = with_three_colours(BmpForTest::windows(2, 1, 8, 1, 3));
  EXPECT_EQ(BmpForTest(bmp).list({255, 1}).list({0, 1}).rgb(), (Rgb{0, 255, 0, 0, 255, 0}));
  EXPECT_EQ(BmpForTest(bmp).list({2, 1}).rgb(), (Rgb{0, 255, 0, 0, 255, 0}));
  EXPECT_NE(BmpForTest(bmp).list({1, 1}).refusal().find("truncated in row 0 of 1"), std::string::npos);
}

TEST(DecodeBmp, WhatBreaksTheFormatIsNamed) {
  EXPECT_NE(BmpForTest::windows(-4, 4, 24).pixels().refusal().find("width is -4"), std::string::npos);
  EXPECT_NE(BmpForTest::windows(4, INT32_MIN, 24).pixels().refusal().find("height is -2147483648"),
            std::string::npos);
  EXPECT_NE(BmpForTest::windows(4, 4, 7).pixels().refusal().find("7 bits per pixel"), std::string::npos);
  EXPECT_NE(BmpForTest::windows(4, 4, 8, 5).pixels().refusal().find("compression 5"), std::string::npos);
  EXPECT_NE(BmpForTest::windows(4, 4, 4, 1).pixels().refusal().find("not a valid combination"),
            std::string::npos);
  EXPECT_NE(BmpForTest::windows(4, -4, 8, 1).pixels().refusal().find("top row first"), std::string::npos);
  EXPECT_NE(BmpForTest::windows(4, 4, 24).pixels().list({1, 2, 3}).refusal().find("truncated"),
            std::string::npos);
  EXPECT_NE(
      BmpForTest::windows(1, 1, 16, 3).put(0xA000, 4).put(0, 8).pixels().put(0, 4).refusal().find("gap"),
      std::string::npos);
}

TEST(DecodeBmp, PixelsFollowTheHeaderWhereNoOffsetIsGiven) {
  auto bmp = BmpForTest::windows(2, 1, 8, 0, 3);
  bmp.list({0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0}).list({2, 1, 0, 0});
  EXPECT_EQ(bmp.rgb(), (std::vector<int>{6, 5, 4, 3, 2, 1}));
  auto plain = BmpForTest::windows(1, 1, 24);
  plain.list({1, 2, 3, 0});
  EXPECT_EQ(plain.rgb(), (std::vector<int>{3, 2, 1}));
}

TEST(DecodeBmp, AnAlphaThatIsZeroEverywhereWasLeftUnset) {
  auto bmp = BmpForTest::windows(2, 1, 32, 3, 0, 56);
  bmp.put(0xFF0000, 4).put(0xFF00, 4).put(0xFF, 4).put(0xFF000000, 4).pixels();
  auto one_is_set = bmp;
  bmp.list({1, 2, 3, 0, 4, 5, 6, 0});
  EXPECT_EQ(bmp.rgb(), (std::vector<int>{3, 2, 1, 6, 5, 4}));
  one_is_set.list({1, 2, 3, 0, 4, 5, 6, 255});
  EXPECT_EQ(one_is_set.rgb(), (std::vector<int>{255, 255, 255, 6, 5, 4}));
}

TEST(DecodeBmp, MasksThatAreAllZeroMeanTheUsualOnes) {
  auto bmp = BmpForTest::windows(1, 1, 32, 3);
  bmp.put(0, 12).pixels().list({1, 2, 3, 0});
  EXPECT_EQ(bmp.rgb(), (std::vector<int>{3, 2, 1}));
  auto small = BmpForTest::windows(1, 1, 16, 3);
  small.put(0, 12).pixels().list({0x1F, 0x7C, 0, 0});
  EXPECT_EQ(small.rgb(), (std::vector<int>{255, 0, 255}));
}

}  // namespace
}  // namespace tinsmith::image
