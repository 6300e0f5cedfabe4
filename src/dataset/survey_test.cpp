#include "dataset/survey.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "dataset/health.h"
#include "dataset/read.h"
#include "files/tree_for_test.h"
#include "image/encode.h"

namespace tinsmith::dataset {
namespace {

std::string picture_bytes(std::uint8_t grey) {
  image::Image image({16, 12}, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(grey + i % 7 * 5);
  return std::string(as_text(*image::encode_png(image)));
}

class FilesByTheirBytes : public ::testing::Test {
 protected:
  void put(const std::string& path, std::string_view bytes) {
    const auto whole = folder_->path() / path;
    std::filesystem::create_directories(whole.parent_path());
    ASSERT_TRUE(write_file(whole, bytes));
  }
  Result<TemporaryFolder> folder_ = TemporaryFolder::make();
};

TEST_F(FilesByTheirBytes, APictureOfUnknownExtensionIsAPicture) {
  put("cat/black3.jpg_1088Wx1632H", picture_bytes(20));
  put("cat/no_extension", picture_bytes(60));
  put("dog/a.png", picture_bytes(100));
  put("dog/notes", "these are no pictures");
  const auto dataset = read_dataset(folder_->path());
  ASSERT_TRUE(dataset) << dataset.error().text();
  EXPECT_EQ(dataset->format, "class-folders");
  std::vector<std::string> paths;
  for (const Picture& picture : dataset->pictures) paths.push_back(picture.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"cat/black3.jpg_1088Wx1632H", "cat/no_extension", "dog/a.png"}));
  EXPECT_TRUE(dataset->problems.empty());
}

TEST_F(FilesByTheirBytes, WhatIsLeftOutIsListedWithItsReasonInTheText) {
  put("cat/1.png", picture_bytes(20));
  put("cat/2.jpg", std::string("GIF89a").append(50, ' '));
  put("dog/a.png", picture_bytes(100));
  put("dog/walk.mov", std::string("\0\0\0\x14"
                                  "ftypqt  ",
                                  12)
                          .append(50, ' '));
  put("intro.mp4", std::string("\0\0\0\x18"
                               "ftypmp42",
                               12)
                       .append(50, ' '));
  const auto dataset = read_dataset(folder_->path());
  ASSERT_TRUE(dataset) << dataset.error().text();
  EXPECT_EQ(dataset->classes, (std::vector<std::string>{"cat", "dog"}));
  ThreadPool threads(1);
  SilentProgress progress;
  const auto health = check_health(*dataset, {}, threads, progress);
  ASSERT_TRUE(health);
  EXPECT_EQ(health->broken_pictures, 3);
  const std::string text = text_of(*health);
  for (const char* line :
       {"cat/2.jpg: the file is a GIF", "dog/walk.mov: the file is an MP4 or QuickTime video",
        "intro.mp4: the file is an MP4 or QuickTime video", "export it as JPEG or PNG"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST(Depths, A12BitCameraIn16BitPicturesIsReadBrightAndSaidToBe) {
  const auto path = shared_data("cases/png-16bit-12");
  if (!path) GTEST_SKIP() << "SKIP: cases/png-16bit-12 is not there";
  const auto dataset = read_dataset(*path);
  ASSERT_TRUE(dataset) << dataset.error().text();
  ThreadPool threads(1);
  SilentProgress progress;
  const auto health = check_health(*dataset, {}, threads, progress);
  ASSERT_TRUE(health);
  EXPECT_EQ(health->read_as_12_bits, 16);
  EXPECT_EQ(health->nearly_black, 0);
  EXPECT_NE(text_of(*health).find("read as 12-bit pictures: 16."), std::string::npos) << text_of(*health);
}

TEST(Depths, HeicPicturesOfAPhoneAreReadWhateverTheyAreCalled) {
  const auto path = shared_data("cases/heic-named-jpg");
  if (!path) GTEST_SKIP() << "SKIP: cases/heic-named-jpg is not there";
  const auto dataset = read_dataset(*path);
  ASSERT_TRUE(dataset) << dataset.error().text();
  EXPECT_EQ(dataset->pictures.size(), 6U);
  EXPECT_TRUE(dataset->problems.empty());
}

}  // namespace
}  // namespace tinsmith::dataset
