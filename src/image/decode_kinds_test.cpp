// Tests files that are not a camera's JPEG: 16-bit pictures, Xcode's PNGs, imprecise BMPs, and files that
// are not pictures.
#include <gtest/gtest.h>

#include "base/files.h"
#include "image/decode.h"
#include "image/file_kinds.h"

namespace tinsmith::image {
namespace {

using namespace std::string_literals;

std::string big_endian(std::uint32_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text.push_back(static_cast<char>(value >> shift));
  return text;
}

std::uint32_t crc_of(std::string_view text) {  // PNG specification, annex D
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

std::string chunk(const std::string& type, const std::string& data) {
  return big_endian(static_cast<std::uint32_t>(data.size())) + type + data + big_endian(crc_of(type + data));
}

std::string deflated_as_stored(const std::string& data) {  // RFC 1951, 3.2.4: one block, not compressed
  const auto size = static_cast<std::uint16_t>(data.size());
  std::string block(1, '\1');
  for (const int value : {size & 0xFF, size >> 8, ~size & 0xFF, (~size >> 8) & 0xFF})
    block.push_back(static_cast<char>(value));
  return block + data;
}

std::string zlib_of(const std::string& data) {
  std::uint32_t a = 1, b = 0;  // RFC 1950, Adler-32
  for (const char c : data) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return "\x78\x01"s + deflated_as_stored(data) + big_endian(b << 16 | a);
}

std::string png_start(std::uint32_t width, std::uint32_t height, char bits, char colour_type) {
  return chunk("IHDR", big_endian(width) + big_endian(height) + bits + colour_type + "\0\0\0"s);
}

const std::string kSignature = "\x89PNG\r\n\x1A\n";

// A picture of one row of 16-bit grey values.
std::string grey_16(const std::vector<std::uint16_t>& values, const std::string& extra = {}) {
  std::string row(1, '\0');
  for (const std::uint16_t value : values) {
    row.push_back(static_cast<char>(value >> 8));
    row.push_back(static_cast<char>(value));
  }
  return kSignature + png_start(static_cast<std::uint32_t>(values.size()), 1, 16, 0) + extra +
         chunk("IDAT", zlib_of(row)) + chunk("IEND", "");
}

std::vector<int> greys_of(const std::string& png) {
  const auto image = decode(as_bytes(png));
  EXPECT_TRUE(image);
  std::vector<int> greys;
  for (std::size_t i = 0; image && i < image->pixels.size(); i += 3) greys.push_back(image->pixels[i]);
  return greys;
}

TEST(SixteenBits, ACameraOfTwelveBitsIsReadByItsUpperEight) {
  const std::string png = grey_16({570, 4000, 15, 4095});
  EXPECT_EQ(greys_of(png), (std::vector<int>{570 >> 4, 4000 >> 4, 0, 255}));
  const auto range = sixteen_bits_of(as_bytes(png));
  ASSERT_TRUE(range);
  EXPECT_EQ(range->largest, 4095);
  EXPECT_TRUE(range->is_read_as_12_bits);
}

TEST(SixteenBits, FromAValueOf4096OnTheUpperEightOfSixteenAreTaken) {
  const std::string png = grey_16({570, 4096, 65535});
  EXPECT_EQ(greys_of(png), (std::vector<int>{2, 16, 255}));
  EXPECT_FALSE(sixteen_bits_of(as_bytes(png))->is_read_as_12_bits);
}

TEST(SixteenBits, AFileThatSaysThatMoreBitsCountIsBelieved) {
  EXPECT_EQ(greys_of(grey_16({570, 4000}, chunk("sBIT", "\x10"))), (std::vector<int>{2, 15}));
  EXPECT_EQ(greys_of(grey_16({570, 4000}, chunk("sBIT", "\x0C"))), (std::vector<int>{35, 250}));
}

TEST(SixteenBits, TheClearColourIsWhite) {
  EXPECT_EQ(greys_of(grey_16({570, 4000}, chunk("tRNS", "\x02\x3A"))), (std::vector<int>{255, 250}));
}

TEST(Cgbi, AnIphonesPngIsReadWithItsColoursInOrder) {
  const std::string row = "\0"s + "\x0A\x14\x1E\xFF" + "\x05\x0A\x0F\x80"s;  // blue, green, red, alpha
  const std::string png = kSignature + chunk("CgBI", "\x50\0\x20\x02"s) + png_start(2, 1, 8, 6) +
                          chunk("IDAT", deflated_as_stored(row)) + chunk("IEND", "");
  const auto image = decode(as_bytes(png));
  ASSERT_TRUE(image) << image.error().text();
  EXPECT_EQ(image->pixels, (std::vector<std::uint8_t>{30, 20, 10, 15 + 127, 10 + 127, 5 + 127}));
  EXPECT_EQ(read_header(as_bytes(png))->size, (Size{2, 1}));
  EXPECT_FALSE(decode(as_bytes(std::string_view(png).substr(0, png.size() - 24))));
}

TEST(FileKinds, EachIsNamedWithWhatToDo) {
  const std::pair<std::string, std::string> kRows[] = {
      {"GIF89a", "a GIF"},
      {"II*\0"s, "a TIFF"},
      {"\xFF\x0A"s, "a JPEG XL"},
      {"\0\0\0\x0CJXL \r\n\x87\n"s, "a JPEG XL"},
      {"8BPS", "a Photoshop file"},
      {"\0\0\0\x14"
       "ftypqt  "s,
       "video"},
      {"\0\0\0\x18"
       "ftypcrx "s,
       "raw file"},
      {"II*\0\x10\0\0\0CR\2\0"s, "raw file (CR2)"},
      {"RIFF\0\0\0\0AVI LIST"s, "an AVI video"},
      {"P6\n4 4\n255\n", "portable map"},
      {"<!DOCTYPE html>", "a web page"},
      {"version https://git-lfs.github.com/spec/v1", "git lfs pull"},
  };
  for (const auto& [start, message] : kRows) {
    std::string bytes = start;
    bytes.resize(100);
    const auto image = decode(as_bytes(bytes));
    ASSERT_FALSE(image) << start;
    EXPECT_EQ(image.error().fault, Fault::Unsupported) << start;
    EXPECT_NE(image.error().message.find(message), std::string::npos) << image.error().message;
    EXPECT_FALSE(is_decoded_kind(as_bytes(bytes))) << start;
  }
}

}  // namespace
}  // namespace tinsmith::image
