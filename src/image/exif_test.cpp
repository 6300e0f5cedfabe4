#include "image/exif.h"

#include <gtest/gtest.h>

namespace tinsmith::image {
namespace {

// Returns a TIFF with one directory that has one entry: the orientation.
std::string tiff(bool big_endian, int orientation) {
  const auto number = [&](unsigned value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i)
      text.push_back(static_cast<char>(value >> 8 * (big_endian ? bytes - 1 - i : i)));
    return text;
  };
  return (big_endian ? "MM" : "II") + number(42, 2) + number(8, 4) + number(1, 2) + number(0x0112, 2) +
         number(3, 2) + number(1, 4) + number(static_cast<unsigned>(orientation), 2) + number(0, 2) +
         number(0, 4);
}

TEST(Exif, TheOrientationIsReadInBothByteOrdersWithAndWithoutTheMark) {
  for (const bool big_endian : {false, true}) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
      EXPECT_EQ(orientation_of_exif(as_bytes(tiff(big_endian, orientation))), orientation);
      EXPECT_EQ(orientation_of_exif(as_bytes(std::string("Exif\0\0", 6) + tiff(big_endian, orientation))),
                orientation);
    }
  }
}

TEST(Exif, WhatIsBrokenOrUnknownIsUpright) {
  EXPECT_EQ(orientation_of_exif(as_bytes(tiff(false, 0))), 1);
  EXPECT_EQ(orientation_of_exif(as_bytes(tiff(false, 9))), 1);
  const std::string whole = tiff(true, 6);
  for (std::size_t length = 0; length + 6 < whole.size(); ++length)
    EXPECT_EQ(orientation_of_exif(as_bytes(whole.substr(0, length))), 1) << length;
  std::string far = whole;
  far[4] = '\x7f';  // the directory's offset is 2 GB
  EXPECT_EQ(orientation_of_exif(as_bytes(far)), 1);
}

TEST(Exif, ImageMagicksTextIsHexadecimalLines) {
  std::string text = "\nexif\n      26\n";
  for (const char letter : tiff(true, 3))
    text += fmt::format("{:02x}{}", static_cast<unsigned char>(letter), "\n");
  EXPECT_EQ(orientation_of_raw_profile(text), 3);
  EXPECT_EQ(orientation_of_raw_profile("\nexif"), 1);
  EXPECT_EQ(orientation_of_raw_profile(""), 1);
}

}  // namespace
}  // namespace tinsmith::image
