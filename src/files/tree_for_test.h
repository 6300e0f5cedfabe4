// files/tree_for_test.h — temporary folders and pictures for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/files.h"
#include "image/image.h"

namespace tinsmith::files {

// Returns a small valid picture (a grey 24-bit BMP). Different values of `shade` give different pictures.
Bytes picture_for_test(image::Size size, std::uint8_t shade = 128);

// A temporary folder that is removed at the end of the test.
class TreeForTest {
 public:
  TreeForTest();
  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path at(std::string_view relative) const { return folder_.path() / relative; }
  TreeForTest& text(std::string_view relative, std::string_view content);
  TreeForTest& bytes(std::string_view relative, ByteView content);
  TreeForTest& picture(std::string_view relative, image::Size size = {20, 10}, std::uint8_t shade = 128);
  // Copies a folder of the shared test data into a folder named `relative` inside this one.
  TreeForTest& copy(const std::filesystem::path& from, std::string_view relative);

 private:
  TemporaryFolder folder_;
};

// Packs every file under `folder` into `zip`, compressed.
void zip_for_test(const std::filesystem::path& folder, const std::filesystem::path& zip);

}  // namespace tinsmith::files
