#include "tidy/source_files.h"

#include <gtest/gtest.h>

#include "tidy/tree_for_test.h"

namespace tinsmith::tidy {
namespace {

TEST(SourceFiles, ASourceWithoutAHeaderOfItsNameNeedsAnOpeningLine) {
  const TreeForTest tree{{"src/base/a.cpp", "#include <x>\n"},
                         {"src/base/b.cpp", "#include <x>\n"},
                         {"src/base/b.h", "\n"},
                         {"src/base/c.cpp", "// Implements c of b.h.\n"},
                         {"src/base/b_test.cpp", "#include <x>\n"}};
  const Complaints complaints = check_openings(tree.tree());
  ASSERT_EQ(complaints.size(), 1U);
  EXPECT_EQ(complaints[0].path, "src/base/a.cpp");
}

TEST(SourceFiles, LinesThatClangFormatWouldChangeAreFound) {
  if (clang_format_version() == 0) GTEST_SKIP() << "SKIP: clang-format is not installed";
  const TreeForTest tree{
      {".clang-format", "BasedOnStyle: Google\n"}, {"a.cpp", "int  a;\n"}, {"b.cpp", "int b;\n"}};
  const Complaints complaints = check_layout(tree.tree());
  ASSERT_EQ(complaints.size(), 1U);
  EXPECT_EQ(complaints[0].path, "a.cpp");
  EXPECT_EQ(complaints[0].line, 1);
}

}  // namespace
}  // namespace tinsmith::tidy
