#include "cases/case_file.h"

#include <gmock/gmock.h>

#include "base/files.h"

namespace tinsmith::cases {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(CaseFile, EveryKindOfLineIsRead) {
  const auto file =
      read_case_file("# a remark\nneeds data/x\n\n$ tinsmith a\n? 3\n> one\n> two\n! bug\n$ true\n");
  ASSERT_TRUE(file);
  EXPECT_THAT(file->needs, ElementsAre("data/x"));
  ASSERT_EQ(file->steps.size(), 2U);
  EXPECT_EQ(file->steps[0].command, "tinsmith a");
  EXPECT_EQ(file->steps[0].line, 4);
  EXPECT_EQ(file->steps[0].exit_status, 3);
  EXPECT_THAT(file->steps[0].present, ElementsAre("one", "two"));
  EXPECT_THAT(file->steps[0].absent, ElementsAre("bug"));
  EXPECT_EQ(file->steps[1].exit_status, 0);
}

TEST(CaseFile, LinesThatMeanNothingAreRefused) {
  for (const char* text :
       {"tinsmith a\n", "> before any command\n", "$ true\n? three\n", "$ true\n?\n", "# only this\n"}) {
    EXPECT_FALSE(read_case_file(text)) << text;
  }
}

TEST(CaseFile, OnlyCommandsInFencesAreTakenFromMarkdown) {
  const CaseFile file =
      read_markdown("./run no\n```sh\n./run data demo\n./test\n```\n    ./run no\n```\n./run x\n```\n");
  ASSERT_EQ(file.steps.size(), 2U);
  EXPECT_EQ(file.steps[0].command, "tinsmith data demo");
  EXPECT_EQ(file.steps[1].line, 8);
}

class RunStep : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(folder_);
    ASSERT_TRUE(write_file(tinsmith(), "#!/bin/sh\necho \"$@\"\n"));
    std::filesystem::permissions(tinsmith(), std::filesystem::perms::owner_all);
  }
  std::string run(const Step& step) {
    return run_step(step, {.folder = folder_->path(), .tinsmith = tinsmith(), .shared = "it's here"});
  }

 private:
  std::filesystem::path tinsmith() { return folder_->path() / "tinsmith"; }
  Result<TemporaryFolder> folder_ = TemporaryFolder::make();
};

TEST_F(RunStep, ACommandThatAnswersAsExpectedIsNotComplainedAbout) {
  EXPECT_EQ(run({.line = 1,
                 .command = "tinsmith hello; echo there >&2; exit 3",
                 .exit_status = 3,
                 .present = {"hello", "there"},
                 .absent = {"bug"}}),
            "");
  EXPECT_EQ(run({.line = 1, .command = "echo $SHARED", .present = {"it's here"}}), "");
}

TEST_F(RunStep, EveryDifferenceIsSaid) {
  EXPECT_THAT(run({.line = 1, .command = "exit 2"}), HasSubstr("exit status 2, expected 0"));
  EXPECT_THAT(run({.line = 1, .command = "kill -9 $$"}), HasSubstr("exit status 137, expected 0"));
  EXPECT_THAT(run({.line = 1, .command = "true", .present = {"hello"}}), HasSubstr("does not say \"hello\""));
  EXPECT_THAT(run({.line = 1, .command = "echo bug", .absent = {"bug"}}), HasSubstr("says \"bug\""));
}

}  // namespace
}  // namespace tinsmith::cases
