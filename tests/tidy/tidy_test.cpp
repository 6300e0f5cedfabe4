// Runs the checks on this repository. The tests beside their sources run them on trees with faults.
#include <gtest/gtest.h>

#include "base/check.h"
#include "tidy/budgets.h"
#include "tidy/documents.h"
#include "tidy/lists.h"
#include "tidy/rooms.h"
#include "tidy/scripts.h"
#include "tidy/source_files.h"
#include "tidy/tree.h"
#include "tidy/words.h"

namespace tinsmith::tidy {
namespace {

const Tree& repository() {
  static const Tree tree = [] {
    Result<Tree> read = read_tree(std::filesystem::current_path());
    CHECK(read.has_value() && read->find("docs/ARCHITECTURE.md") != nullptr,
          "not run in the repository's root");
    return std::move(read).value();
  }();
  return tree;
}

TEST(Repository, RoomsIncludeOnlyWhatTheMapAndTheBuildSay) {
  EXPECT_EQ(print(check_rooms(repository())), "");
}
TEST(Repository, EveryRowOfTheMapAndOfTheBuildIsUsed) {
  EXPECT_EQ(print(check_rows(repository())), "");
}
TEST(Repository, EveryHeaderAndSourceIsPartOfTheProduct) {
  EXPECT_EQ(print(check_dead_files(repository())), "");
}
TEST(Repository, TestMaterialIsNotPartOfTheProduct) {
  EXPECT_EQ(print(check_test_material(repository())), "");
}
TEST(Repository, NoForbiddenWordIsUsed) {
  EXPECT_EQ(print(check_words(repository())), "");
}
TEST(Repository, FilesFunctionsAndRoomsKeepTheirBudgets) {
  EXPECT_EQ(print(check_budgets(repository(), {})), "");
}
TEST(Repository, LinksInDocumentsLeadSomewhere) {
  EXPECT_EQ(print(check_links(repository())), "");
}
TEST(Repository, DocumentsThatSourcesNameAreThere) {
  EXPECT_EQ(print(check_mentions(repository())), "");
}
TEST(Repository, EveryPackageHasItsRowOfReasons) {
  EXPECT_EQ(print(check_dependencies(repository())), "");
}
TEST(Repository, ScriptsParseAndStopAtTheFirstFailure) {
  EXPECT_EQ(print(check_scripts(repository())), "");
}
TEST(Repository, SourcesWithoutAHeaderSayWhatTheyHold) {
  EXPECT_EQ(print(check_openings(repository())), "");
}
TEST(Repository, EveryHandlerHasItsRoute) {
  EXPECT_EQ(print(check_routes(repository())), "");
}
TEST(Repository, EveryReaderOfALayoutHasItsFuzzer) {
  EXPECT_EQ(print(check_fuzzers(repository())), "");
}
TEST(Repository, EveryTrainingSettingIsRead) {
  EXPECT_EQ(print(check_settings(repository())), "");
}
TEST(Repository, SourcesAreLaidOutByClangFormat) {
  if (clang_format_version() != kClangFormatVersion)
    GTEST_SKIP() << "SKIP: clang-format " << kClangFormatVersion << " is not installed";
  EXPECT_EQ(print(check_layout(repository())), "");
}

}  // namespace
}  // namespace tinsmith::tidy
