// Runs every *.case file of this folder, and the commands of README.md, as one test each.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "base/check.h"
#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "cases/case_file.h"

namespace tinsmith::cases {
namespace {

// The README trains for a minute; the test uses less time.
constexpr const char* kTimeLimitForTest = "--time-limit 10s";

// Commands of the README are run in a clone, where some names exist already.
void take_names_of_the_clone(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator("."))
    if (entry.is_regular_file()) {
      ASSERT_TRUE(write_file(folder / entry.path().filename(), ""));
    }
}

// Commands run in their own folder, where ../shared would be another folder.
std::filesystem::path absolute_shared() {
  const auto shared = shared_data("");
  return shared ? std::filesystem::absolute(*shared) : std::filesystem::path();
}

void run_all(const CaseFile& file, bool in_clone = false) {
  for (const std::string& needed : file.needs) {
    if (!shared_data(needed)) GTEST_SKIP() << "SKIP: the shared data has no " << needed;
  }
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  if (in_clone) take_names_of_the_clone(folder->path());
  const Surroundings surroundings{
      .folder = folder->path(), .tinsmith = TINSMITH_EXECUTABLE, .shared = absolute_shared()};
  for (const Step& step : file.steps) ASSERT_EQ(run_step(step, surroundings), "");
}

class CaseTest : public testing::Test {
 public:
  explicit CaseTest(std::filesystem::path path) : path_(std::move(path)) {}

  void TestBody() override {
    const auto text = read_text_file(path_);
    ASSERT_TRUE(text);
    const auto file = read_case_file(*text);
    ASSERT_TRUE(file) << file.error().text();
    run_all(*file);
  }

 private:
  std::filesystem::path path_;
};

TEST(Readme, ItsCommandsWorkInTheOrderGiven) {
  const auto text = read_text_file("README.md");
  ASSERT_TRUE(text);
  CaseFile file = read_markdown(*text);
  ASSERT_FALSE(file.steps.empty());
  for (Step& step : file.steps) {
    step.command = std::regex_replace(step.command, std::regex("--time-limit \\w+"), kTimeLimitForTest);
  }
  run_all(file, true);
}

const bool kRegistered = [] {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(TINSMITH_CASES)) {
    if (entry.path().extension() == ".case") paths.push_back(entry.path());
  }
  CHECK(!paths.empty(), "no case files in {}", TINSMITH_CASES);
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    testing::RegisterTest("Cases", path.stem().c_str(), nullptr, nullptr, path.c_str(), 1,
                          [path]() -> testing::Test* { return std::make_unique<CaseTest>(path).release(); });
  }
  return true;
}();

}  // namespace
}  // namespace tinsmith::cases
