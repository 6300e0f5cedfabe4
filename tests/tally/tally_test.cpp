#include "tally/tally.h"

#include <gmock/gmock.h>

#include "base/files.h"

namespace tinsmith::tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kThreeCases = R"(<testsuites><testsuite name="A">
  <testcase name="Good" status="run" classname="A" />
  <testcase name="Bad" status="run" classname="A"><failure message="a.cpp:2&#x0A;1 is not 2&#x0A;more"/></testcase>
  <testcase name="Absent" status="run" classname="A"><skipped message="a.cpp:3&#x0A;SKIP: no data"/></testcase>
  <testcase name="Disabled" status="notrun" classname="A" />
</testsuite></testsuites>)";
constexpr const char* kGoodCase =
    R"(<testsuites><testsuite><testcase name="Good" status="run" classname="A"/></testsuite></testsuites>)";

class Count : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(folder_); }
  void leave(const char* name, const std::string& text) {
    ASSERT_TRUE(write_file(folder_->path() / name, text));
  }
  void leave_suites(const std::string& status) {
    leave("suites.xml", R"(<testsuite><testcase name="graph" status=")" + status + R"("/></testsuite>)");
  }
  Tally count_all() { return count(folder_->path()); }

 private:
  Result<TemporaryFolder> folder_ = TemporaryFolder::make();
};

TEST_F(Count, CasesAreCountedWithTheirReasons) {
  leave_suites("fail");
  leave("graph.xml", kThreeCases);
  const Tally tally = count_all();
  EXPECT_EQ(tally.passed, 1U);
  EXPECT_THAT(tally.failed, ElementsAre("graph: A.Bad: 1 is not 2"));
  EXPECT_THAT(tally.skipped, ElementsAre("graph: A.Absent: SKIP: no data"));
}

TEST_F(Count, ASuiteWithoutFailuresPasses) {
  leave_suites("run");
  leave("graph.xml", kGoodCase);
  EXPECT_EQ(count_all().passed, 1U);
  EXPECT_THAT(count_all().failed, IsEmpty());
}

TEST_F(Count, ASuiteThatCrashedIsAFailure) {
  leave_suites("fail");
  EXPECT_EQ(count_all().failed.size(), 1U);
  leave("graph.xml", kGoodCase);  // a sanitizer may report an error after the results were written
  EXPECT_EQ(count_all().failed.size(), 1U);
}

TEST_F(Count, ARunThatLeftNothingIsAFailure) {
  EXPECT_EQ(count_all().failed.size(), 1U);
  leave("suites.xml", "<testsuite/>");
  EXPECT_EQ(count_all().failed.size(), 1U);
}

}  // namespace
}  // namespace tinsmith::tally
