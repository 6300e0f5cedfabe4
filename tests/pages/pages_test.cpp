// Runs the pages' own unit tests, type checks and linters.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "base/files.h"

namespace tinsmith {
namespace {

// Runs one of the pages' own checks (web/package.json) where the build has installed their packages, with the
// present pages, the scripts of tests/, and the sources, whose sentences are compared with the Chinese ones.
std::string trouble_of_pages(const char* script) {
  const auto folder = TemporaryFolder::make();
  CHECK(folder.has_value(), "no temporary folder");
  const auto said = folder->path() / "said";
  const std::string command = fmt::format(
      "find web -maxdepth 1 -type f -exec cp {{}} '{0}' \\; && cp -r web/src/. '{0}/src/' && "
      "rm -rf '{0}/sources' '{0}/scripts' && mkdir '{0}/scripts' && cp -r src '{0}/sources' && "
      "cp -r tests/api tests/web '{0}/scripts' && cd '{0}' && npm run --silent {1}",
      TINSMITH_WEB_PAGES, script);
  const int status = std::system(fmt::format("({}) >'{}' 2>&1", command, said.string()).c_str());
  return status == 0 ? "" : read_text_file(said).value();
}

TEST(Pages, PassTheirTestsAndTheirTypesFit) {
  if (!std::filesystem::exists(std::filesystem::path(TINSMITH_WEB_PAGES) / "node_modules/.installed"))
    GTEST_SKIP() << "SKIP: the pages' packages are not installed (npm)";
  EXPECT_EQ(trouble_of_pages("test"), "");
  EXPECT_EQ(trouble_of_pages("check"), "");
}

TEST(Pages, FollowTheRulesOfTheirLinters) {
  if (!std::filesystem::exists(std::filesystem::path(TINSMITH_WEB_PAGES) / "node_modules/.installed"))
    GTEST_SKIP() << "SKIP: the pages' packages are not installed (npm)";
  EXPECT_EQ(trouble_of_pages("lint"), "");
}

}  // namespace
}  // namespace tinsmith
