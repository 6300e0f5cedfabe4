#include "tidy/budgets.h"

#include <gmock/gmock.h>

#include "tidy/tree_for_test.h"

namespace tinsmith::tidy {
namespace {

std::string lines(int count, const std::string& line = "// a\n") {
  std::string text;
  for (int i = 0; i < count; ++i) text += line;
  return text;
}

std::size_t count(const Tree& tree, std::span<const LongFile> exceptions = {}) {
  return check_budgets(tree, exceptions).size();
}

TEST(Budgets, AFileMayFillItsBudgetAndNoLineMore) {
  EXPECT_EQ(count(TreeForTest{{"src/base/a.cpp", lines(kFileBudget_lines)}}.tree()), 0U);
  EXPECT_EQ(count(TreeForTest{{"src/base/a.cpp", lines(kFileBudget_lines + 1)}}.tree()), 1U);
}

TEST(Budgets, AFunctionMayFillItsBudgetAndNoLineMore) {
  const auto function = [](int body_lines) {
    return "void f() {\n" + lines(body_lines - 2, "  g();\n") + "}\n";
  };
  EXPECT_EQ(count(TreeForTest{{"src/base/a.cpp", function(kFunctionBudget_lines)}}.tree()), 0U);
  EXPECT_EQ(count(TreeForTest{{"src/base/a.cpp", function(kFunctionBudget_lines + 1)}}.tree()), 1U);
}

TEST(Budgets, ARoomMayHaveSoManySourcesBesidesTestsAndFuzzers) {
  Tree tree;
  tree.files = {{.path = "src/base/a_test.cpp"}, {.path = "src/base/a_fuzz.cpp"}};
  for (int i = 0; i < kRoomBudget_sources; ++i)
    tree.files.push_back({.path = "src/base/a" + std::to_string(i) + ".cpp"});
  EXPECT_EQ(count(tree), 0U);
  tree.files.push_back({.path = "src/base/one_more.cpp"});
  EXPECT_EQ(count(tree), 1U);
}

TEST(Budgets, AnExceptionHoldsUntilTheFileFitsOrIsGone) {
  const LongFile exceptions[] = {{"src/base/a.cpp", 500, "a table from a standard"}};
  EXPECT_EQ(count(TreeForTest{{"src/base/a.cpp", lines(500)}}.tree(), exceptions), 0U);
  EXPECT_EQ(count(TreeForTest{{"src/base/a.cpp", lines(501)}}.tree(), exceptions), 1U);
  EXPECT_EQ(count(TreeForTest{{"src/base/a.cpp", lines(300)}}.tree(), exceptions), 1U);
  EXPECT_EQ(count(TreeForTest{{"src/base/b.cpp", lines(300)}}.tree(), exceptions), 1U);
}

}  // namespace
}  // namespace tinsmith::tidy
