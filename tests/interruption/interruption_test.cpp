// Runs the scripts of this folder, which can also be run by hand.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace tinsmith {
namespace {

int run_script(const char* name) {
  return std::system(fmt::format("tests/interruption/{} '{}'", name, TINSMITH_EXECUTABLE).c_str());
}

TEST(Interruption, AKilledRunGoesOnToTheSameBytes) {
  EXPECT_EQ(run_script("kill_and_resume"), 0);
}

TEST(Threads, AnyNumberOfThemGivesTheSameBytes) {
  EXPECT_EQ(run_script("same_bytes_for_any_threads"), 0);
}

}  // namespace
}  // namespace tinsmith
