#include "base/files.h"

#include <gtest/gtest.h>

namespace tinsmith {
namespace {

TEST(Files, AWrittenFileReadsBackAndLeavesNothingBeside) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  const auto path = folder->path() / "größe 照片.txt";
  ASSERT_TRUE(write_file(path, "one"));
  ASSERT_TRUE(write_file(path, "two"));
  EXPECT_EQ(*read_text_file(path), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder->path()), {}), 1);
}

TEST(Files, ANewFileNeverReplacesOneAndLeavesNothingBeside) {
  const auto folder = TemporaryFolder::make().value();
  const auto path = folder.path() / "new";
  ASSERT_TRUE(write_new_file(path, as_bytes("first")));
  const auto again = write_new_file(path, as_bytes("second"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().fault, Fault::Conflict);
  EXPECT_EQ(read_text_file(path).value(), "first");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  EXPECT_EQ(write_new_file(folder.path() / "missing" / "new", as_bytes("x")).error().fault,
            Fault::Unavailable);
}

TEST(Files, AMissingFileAFolderAndATooLargeFileAreNamed) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  const auto missing = read_file(folder->path() / "nothing.bin");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::NotFound);
  EXPECT_NE(missing.error().message.find("nothing.bin"), std::string::npos);
  EXPECT_EQ(read_file(folder->path()).error().fault, Fault::InvalidInput);
  ASSERT_TRUE(write_file(folder->path() / "large.bin", "12345"));
  const auto large = read_file(folder->path() / "large.bin", 4);
  ASSERT_FALSE(large);
  EXPECT_NE(large.error().message.find("has 5 bytes; at most 4"), std::string::npos);
}

TEST(Files, AnEndingCountsWhateverTheCaseOfItsLetters) {
  EXPECT_EQ(ending_of("a.b/Größe.ONNX"), ".onnx");
  EXPECT_EQ(ending_of("a.b/model"), "");
}

TEST(Files, WritingIntoAMissingFolderSaysSo) {
  const auto written = write_file("/nonexistent/folder/file", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::Unavailable);
}

}  // namespace
}  // namespace tinsmith
