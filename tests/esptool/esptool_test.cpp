// Tests the loader of simulated boards by Espressif's own program for Web Serial, esptool-js.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "base/files.h"

namespace tinsmith {
namespace {

TEST(SimulatedLoader, IsIdentifiedWrittenAndVerifiedByEspressifsProgram) {
  if (!std::filesystem::exists(std::filesystem::path(TINSMITH_ESPTOOL) / "node_modules"))
    GTEST_SKIP() << "SKIP: esptool-js is not installed (tests/esptool/install)";
  const auto folder = TemporaryFolder::make();
  CHECK(folder.has_value(), "no temporary folder");
  const auto printed = folder->path() / "printed";
  const int status =
      std::system(fmt::format("node tests/esptool/esptool.mjs '{}' '{}' '{}' >'{}' 2>&1", TINSMITH_EXECUTABLE,
                              folder->path().string(), TINSMITH_ESPTOOL, printed.string())
                      .c_str());
  EXPECT_EQ(status, 0) << read_text_file(printed).value();
}

}  // namespace
}  // namespace tinsmith
