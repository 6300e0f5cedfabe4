// Compares every file of the folder of difficult pictures with Pillow, an independent decoder.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "image/decode.h"
#include "image/difference_for_test.h"

namespace tinsmith::image {
namespace {

namespace fs = std::filesystem;

// Pillow rounds alpha and RGB565 differently.
constexpr int kRoundingTolerance = 1;

std::vector<fs::path> pictures_in(const fs::path& folder) {
  const std::set<std::string> endings{".jpg", ".png", ".bmp"};
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (endings.contains(entry.path().extension().string())) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

int max_difference(const Image& a, const Image& b) {
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  return largest;
}

// Returns the pictures that Pillow decoded, by position in `paths`; nothing where it reported an error.
std::vector<std::optional<Image>> seen_by_pillow(const std::vector<fs::path>& paths) {
  const auto folder = TemporaryFolder::make();
  std::string list;
  for (const auto& path : paths) list += path.string() + "\n";
  EXPECT_TRUE(write_file(folder->path() / "list.txt", list));
  const std::string command = fmt::format("/usr/bin/python3 tests/oracle/pictures.py '{}' '{}'",
                                          (folder->path() / "list.txt").string(), folder->path().string());
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::vector<std::optional<Image>> images(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto bytes = read_file(folder->path() / fmt::format("{}.rgb", i));
    if (!bytes) continue;
    const auto sides = values_of<std::int32_t>(ByteView(*bytes).first(8));
    images[i].emplace(Size{sides[0], sides[1]}, 3);
    images[i]->pixels = values_of<std::uint8_t>(ByteView(*bytes).subspan(8));
  }
  return images;
}

void expect_the_same_picture(const fs::path& path, const Image& expected) {
  const auto bytes = read_file(path);
  ASSERT_TRUE(bytes) << path;
  const auto header = read_header(*bytes);
  ASSERT_TRUE(header) << path << ": " << header.error().text();
  EXPECT_EQ(header->size, expected.size) << path;
  const auto image = decode(*bytes);
  ASSERT_TRUE(image) << path << ": " << image.error().text();
  ASSERT_EQ(image->size, expected.size) << path;
  ASSERT_EQ(image->pixels.size(), expected.pixels.size()) << path;
  EXPECT_LE(max_difference(*image, expected), kRoundingTolerance) << path;
}

TEST(OddImages, EachDecodesAsInPillowOrIsRefusedByBoth) {
  const auto folder = shared_data("data/odd_images");
  if (!folder) GTEST_SKIP() << "SKIP: data/odd_images is not there";
  if (std::system("/usr/bin/python3 -c 'import PIL' 2>/dev/null") != 0)
    GTEST_SKIP() << "SKIP: Pillow is not there";
  const auto paths = pictures_in(*folder);
  const auto expected = seen_by_pillow(paths);
  int decoded = 0, refused = 0;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (expected[i]) {
      expect_the_same_picture(paths[i], *expected[i]);
      ++decoded;
    } else {
      const auto bytes = read_file(paths[i]);
      const auto image = decode(*bytes);
      EXPECT_FALSE(image) << paths[i] << " was refused by Pillow";
      if (!image) {
        EXPECT_FALSE(image.error().message.empty());
      }
      ++refused;
    }
  }
  EXPECT_EQ(decoded, 108);
  EXPECT_EQ(refused, 13);
}

TEST(OddImages, TheCorruptOnesOfPngSuiteAreRefused) {
  const auto folder = shared_data("data/odd_images/pngsuite/corrupt");
  if (!folder) GTEST_SKIP() << "SKIP: data/odd_images is not there";
  const auto paths = pictures_in(*folder);
  EXPECT_EQ(paths.size(), 7U);
  for (const auto& path : paths) EXPECT_FALSE(decode(*read_file(path))) << path;
}

TEST(OddImages, TheNineLandscapesLookTheSameOnceUpright) {
  const auto folder = shared_data("data/odd_images/exif_landscape");
  if (!folder) GTEST_SKIP() << "SKIP: data/odd_images is not there";
  // Each file was rotated before compression, so only compression noise may differ.
  constexpr double kMaxTurnedDifference = 6;
  const auto upright = decode(*read_file(*folder / "Landscape_1.jpg"));
  ASSERT_TRUE(upright);
  for (int orientation = 0; orientation <= 8; ++orientation) {
    const auto turned = decode(*read_file(*folder / fmt::format("Landscape_{}.jpg", orientation)));
    ASSERT_TRUE(turned) << orientation;
    ASSERT_EQ(turned->size, upright->size) << orientation;
    EXPECT_LT(mean_difference(*turned, *upright), kMaxTurnedDifference) << orientation;
  }
}

void expect_an_answer(ByteView bytes) {
  const auto image = decode(bytes);
  if (image) {
    EXPECT_EQ(image->pixels.size(), Image(image->size, 3).pixels.size());
  } else {
    EXPECT_FALSE(image.error().message.empty());
  }
}

// Files truncated or changed at any position give a result or an error, in a time that the sanitizers accept.
TEST(OddImages, CutAndDamagedCopiesAreAnswered) {
  const auto folder = shared_data("data/odd_images");
  if (!folder) GTEST_SKIP() << "SKIP: data/odd_images is not there";
  for (const auto& path : pictures_in(*folder)) {
    const auto bytes = read_file(path);
    ASSERT_TRUE(bytes);
    if (bytes->size() > 20000) continue;
    for (std::size_t cut = 0; cut < 8; ++cut) {
      Bytes damaged(bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(bytes->size() * cut / 8));
      expect_an_answer(damaged);
      damaged = *bytes;
      damaged[damaged.size() * cut / 8] ^= std::byte{0x55};
      expect_an_answer(damaged);
    }
  }
}

}  // namespace
}  // namespace tinsmith::image
