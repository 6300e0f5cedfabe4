#include "tidy/words.h"

#include <gmock/gmock.h>

#include "tidy/tree_for_test.h"

namespace tinsmith::tidy {
namespace {

int complaints_about(const std::string& path, const std::string& text) {
  return static_cast<int>(check_words(TreeForTest{{path, text}}.tree()).size());
}

TEST(Words, EveryBanInCodeIsFoundOnceAndNotInCommentsOrLiterals) {
  const char* kLines[] = {"int a = rand();",
                          "std::cout << 1;",
                          "printf(\"x\");",
                          "auto t = system_clock::now();",
                          "using namespace std;",
                          "a << std::endl;",
                          "auto* a = new int[3];",
                          "f(new A);",
                          "delete a;",
                          "delete[] a;",
                          "if (a) delete b;",
                          "else delete c;",
                          "return delete d, 1;",
                          "a && (b, delete c);",
                          "constexpr int kMostBoxes = 3;",
                          "constexpr int kFewestBoxes = 3;",
                          "int most_boxes = 3;",
                          "constexpr double kLeak_part = 0.1;",
                          "int steps_an_epoch = 3;",
                          "void tell_origin();",
                          "Affine way_back();",
                          "try { f(); } catch (...) {}"};
  for (const std::string line : kLines) {
    EXPECT_EQ(complaints_about("src/base/a.cpp", line + "\n"), 1) << line;
    EXPECT_EQ(complaints_about("src/base/a.cpp", "// " + line + "\n"), 0) << line;
  }
}

TEST(Words, OrdinaryCodeIsNotComplainedAbout) {
  const char* kLines[] = {"A(const A&) = delete;",
                          "void operator delete(void* memory) noexcept {",
                          "std::fprintf(stderr, \"x\");",
                          "strand(x);",
                          "int new_size = 1;",
                          "fmt::print(\"{}\", x);",
                          "std::shared_ptr<A>(new A(1));",
                          "using namespace std::string_literals;"};
  for (const std::string line : kLines) EXPECT_EQ(complaints_about("src/base/a.cpp", line + "\n"), 0) << line;
  EXPECT_EQ(complaints_about("src/cli/a.cpp", "std::cout << 1;\n"), 0);
}

TEST(Words, EveryBanInTextIsFound) {
  const std::string kLines[] = {std::string("// TO") + "DO later",
                                std::string("see /wo") + "rk/x",
                                std::string("\"/ho") + "me/me\"",
                                std::string("by Clau") + "de",
                                std::string("https://registry.npm") + "js.org/x",
                                std::string("<<<<<<<") + " HEAD",
                                std::string("who") + "ever waits",
                                std::string("used to in") + "t8",
                                std::string("one a ") + "class",
                                std::string("pictures a ") + "second",
                                std::string("made an") + "ew",
                                std::string("the sur") + "est class",
                                std::string("learned by he") + "art",
                                std::string("behind a ") + "layer",
                                std::string("told ") + "by their bytes",
                                "one \r",
                                "two  "};
  for (const std::string& line : kLines) EXPECT_GE(complaints_about("docs/a.md", line + "\n"), 1) << line;
}

TEST(Words, ACommentThatIsAFragmentIsFound) {
  for (const std::string word : {"Of", "What", "How", "Where", "Whose", "Why", "So"}) {
    EXPECT_EQ(complaints_about("src/base/a.h", "  // " + word + " is read.\n"), 1) << word;
    EXPECT_EQ(complaints_about("web/src/a.ts", "  /** " + word + " is read. */\n"), 1) << word;
    EXPECT_EQ(complaints_about("docs/a.md", "# " + word + " is read.\n"), 0) << word;
  }
  EXPECT_EQ(complaints_about("src/base/a.h", "// Returns what is read.\n"), 0);
}

TEST(Words, OrdinaryTextIsNotComplainedAbout) {
  const std::string kLines[] = {std::string("TO") + "DO(#12): later", "at home/office and framework/core",
                                "build/root/x", "a method"};
  for (const std::string& line : kLines) EXPECT_EQ(complaints_about("docs/a.md", line + "\n"), 0) << line;
}

TEST(Words, FileNamesThatSayNothingAreFound) {
  for (const char* path : {"src/base/util.h", "src/base/string_utils.h", "src/common/a.h",
                           "src/base/helper.h", "src/cli/job_manager.cpp"}) {
    EXPECT_EQ(complaints_about(path, ""), 1) << path;
  }
  EXPECT_EQ(complaints_about("src/base/commonest.h", ""), 0);
}

TEST(Words, AComplaintNamesThePlaceAndTheReplacement) {
  const Complaints complaints = check_words(TreeForTest{{"src/base/a.cpp", "\nint a = rand();\n"}}.tree());
  ASSERT_EQ(complaints.size(), 1U);
  EXPECT_EQ(complaints[0].line, 2);
  EXPECT_THAT(complaints[0].what, testing::HasSubstr("base/random.h"));
}

TEST(Words, SqlIsFoundOutsideTheRoomThatKnowsTheTables) {
  for (const std::string line : {"f(\"SELECT name FROM projects\");", "f(\"UPDATE projects SET name = ?1\");",
                                 "f(R\"(SELECT name\n"}) {
    EXPECT_EQ(complaints_about("src/serve/a.cpp", line + "\n"), 1) << line;
    EXPECT_EQ(complaints_about("src/store/a.cpp", line + "\n"), 0) << line;
  }
  EXPECT_EQ(complaints_about("src/serve/a.cpp", "f(\"DELETE\");\n"), 0);
}

}  // namespace
}  // namespace tinsmith::tidy
