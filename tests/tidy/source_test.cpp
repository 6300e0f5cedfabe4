#include "tidy/source.h"

#include <gmock/gmock.h>

namespace tinsmith::tidy {
namespace {

TEST(Source, CommentsAndTheInsidesOfLiteralsAreBlankedAndNothingMoves) {
  EXPECT_EQ(code_only("a; // b\nc"), "a;     \nc");
  EXPECT_EQ(code_only("a /* b\nc */ d"), "a     \n     d");
  EXPECT_EQ(code_only("x(\"a\\\"b\", 'c');"), "x(\"    \", ' ');");
  EXPECT_EQ(code_only("1'000'000 + x"), "1'000'000 + x");
  EXPECT_EQ(code_only("f(R\"y(a\")\" b)y\"); g"), "f(R\"y(         ); g");
}

TEST(Source, IncludesAreFoundWithTheirKindAndLine) {
  const std::vector<Include> includes =
      includes_of("#pragma once\n#include <vector>\n#include \"base/a.h\"  // why\n");
  ASSERT_EQ(includes.size(), 2U);
  EXPECT_EQ(includes[0].path, "vector");
  EXPECT_FALSE(includes[0].quoted);
  EXPECT_EQ(includes[1].path, "base/a.h");
  EXPECT_TRUE(includes[1].quoted);
  EXPECT_EQ(includes[1].line, 3);
}

std::vector<int> lengths(std::string_view text) {
  std::vector<int> lengths;
  for (const Function& function : functions_of(code_only(text))) lengths.push_back(function.line_count);
  return lengths;
}

TEST(Source, FunctionsAreMeasuredWhereverTheyStand) {
  EXPECT_THAT(lengths("int f() {\n  return 1;\n}\n"), testing::ElementsAre(3));
  EXPECT_THAT(lengths("namespace a {\nclass B {\n  int g() const {\n    if (x) {\n    }\n  }\n};\n}\n"),
              testing::ElementsAre(4));
  EXPECT_THAT(lengths("TEST(A, B) {\n  for (;;) {}\n}\nvoid h(int a,\n       int b) {\n}\n"),
              testing::ElementsAre(3, 2));
}

TEST(Source, TablesAndMacrosAreNoFunctions) {
  EXPECT_THAT(lengths("const int table[] = {\n  1,\n  2};\nstruct Row {\n  int a;\n};\n"),
              testing::IsEmpty());
  EXPECT_THAT(lengths("#define TRY(x) \\\n  do { \\\n    (x); \\\n  } while (0)\n"), testing::IsEmpty());
  EXPECT_THAT(lengths("const auto table = rows({\n  {1, f(2)},\n  {3, 4},\n});\n"), testing::IsEmpty());
}

}  // namespace
}  // namespace tinsmith::tidy
