// Compiles packages as a maker would. The script of this folder can also be run by hand.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace tinsmith {
namespace {

struct Packaged {
  const char *task, *model;
};
class Package : public testing::TestWithParam<Packaged> {};

TEST_P(Package, CompilesAndComputesTheExpectedBytesAndAnswers) {
  const auto& [task, model] = GetParam();
  EXPECT_EQ(
      std::system(fmt::format("tests/packaging/compile_and_run '{}' {} {}", TINSMITH_EXECUTABLE, task, model)
                      .c_str()),
      0);
}

INSTANTIATE_TEST_SUITE_P(OfEachTask, Package,
                         testing::Values(Packaged{"classification", "mobilenetv2-0.1"},
                                         Packaged{"detection", "fomo-0.1"},
                                         Packaged{"detection", "tinsmith-det"}),
                         [](const auto& row) {
                           std::string name = row.param.model;
                           std::erase_if(name, [](char c) { return c == '-' || c == '.'; });
                           return name;
                         });

}  // namespace
}  // namespace tinsmith
