// The studio as people meet it: in a browser, before a server that has just been started. The walks
// themselves are the scripts of this folder, which people run by hand too: node tests/web/walk.mjs TINSMITH
// FOLDER --shots
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "base/files.h"

namespace tinsmith {
namespace {

// Why nobody can walk here; empty when somebody can.
std::string missing() {
  if (!std::filesystem::exists(std::filesystem::path(TINSMITH_WEB_WALK) / "node_modules"))
    return "SKIP: Playwright is not installed (tests/web/install)";
  if (!std::filesystem::exists("/usr/bin/chromium"))
    return "SKIP: Chromium is not installed (packages/install)";
  return "";
}

// What went wrong; empty after a good walk.
std::string walk(const char* script) {
  const auto folder = TemporaryFolder::make();
  CHECK(folder.has_value(), "no temporary folder");
  const auto said = folder->path() / "said";
  const int status =
      std::system(fmt::format("node 'tests/web/{}' '{}' '{}' >'{}' 2>&1", script, TINSMITH_EXECUTABLE,
                              (folder->path() / "walk").string(), said.string())
                      .c_str());
  return status == 0 ? "" : "the walk says:\n" + read_text_file(said).value();
}

TEST(Studio, LeadsFromTheFirstStartToADownloadedInt8Model) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("walk.mjs"), "");
}

TEST(Studio, TakesNamesForNothingButNames) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("names.mjs"), "");
}

TEST(Studio, BringsLabelsToPicturesThatAreThereAndDeletedOnesBack) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("import.mjs"), "");
}

TEST(Studio, TakesPicturesWithACamera) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("camera.mjs"), "");
}

}  // namespace
}  // namespace tinsmith
