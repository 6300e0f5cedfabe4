#include "tidy/rooms.h"

#include <gmock/gmock.h>

#include "tidy/tree_for_test.h"

namespace tinsmith::tidy {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kMapOfTwo =
    "| floor | room | may include | one line |\n| --- | --- | --- | --- |\n"
    "| 0 | base | | ground |\n| 1 | graph | base | networks |\n";

auto message(const std::string& path, const std::string& what) {
  return AllOf(Field("path", &Complaint::path, path), Field("what", &Complaint::what, HasSubstr(what)));
}

TreeForTest house(const std::string& base_source, const std::string& graph_source,
                  const std::string& graph_build = "tinsmith_room(graph NEEDS base SOURCES cost)\n",
                  const std::string& map = kMapOfTwo) {
  return TreeForTest{
      {"docs/ARCHITECTURE.md", map},
      {"src/base/CMakeLists.txt", "tinsmith_room(base\n  SOURCES files  # and nothing else\n)\n"},
      {"src/base/files.h", "#pragma once\n"},
      {"src/base/files.cpp", base_source},
      {"src/graph/CMakeLists.txt", graph_build},
      {"src/graph/cost.cpp", graph_source}};
}

constexpr const char* kGoodBase = "#include \"base/files.h\"\n#include <vector>\n";
constexpr const char* kGoodGraph = "#include \"base/files.h\"\n";

TEST(Rooms, AHouseInOrderIsNotComplainedAbout) {
  const TreeForTest good = house(kGoodBase, kGoodGraph);
  EXPECT_THAT(check_rooms(good.tree()), IsEmpty());
  EXPECT_THAT(check_rows(good.tree()), IsEmpty());
  EXPECT_THAT(check_dead_files(good.tree()), IsEmpty());
}

TEST(Rooms, AnIncludeUpwardIsFound) {
  const TreeForTest bad = house("#include \"graph/cost.h\"\n", kGoodGraph);
  EXPECT_THAT(check_rooms(bad.tree()),
              ElementsAre(message("src/base/files.cpp", "base may not include graph")));
}

TEST(Rooms, AnIncludeOfNoRoomIsFound) {
  const TreeForTest bad = house("#include \"files.h\"\n", kGoodGraph);
  EXPECT_THAT(check_rooms(bad.tree()),
              ElementsAre(message("src/base/files.cpp", "does not begin with a room")));
}

TEST(Rooms, ABuildThatDiffersFromTheMapIsFoundBothWays) {
  const TreeForTest more =
      house(kGoodBase, kGoodGraph, "tinsmith_room(graph NEEDS base scene SOURCES cost)\n");
  EXPECT_THAT(check_rooms(more.tree()), ElementsAre(message("src/graph/CMakeLists.txt", "needs scene")));
  const TreeForTest less = house(kGoodBase, "", "tinsmith_room(graph SOURCES cost)\n");
  EXPECT_THAT(check_rows(less.tree()), ElementsAre(message("docs/ARCHITECTURE.md", "built without")));
  const TreeForTest unused{
      {"docs/ARCHITECTURE.md", std::string(kMapOfTwo) + "| 2 | zoo | base graph | x |\n"},
      {"src/base/a.h", ""},
      {"src/graph/CMakeLists.txt", "tinsmith_room(graph NEEDS base)\n"},
      {"src/zoo/CMakeLists.txt", "tinsmith_room(zoo NEEDS base graph)\n"},
      {"src/zoo/fomo.cpp", "#include \"base/a.h\"\n"}};
  EXPECT_THAT(check_rows(unused.tree()),
              ElementsAre(message("docs/ARCHITECTURE.md", "zoo may include graph, but never does")));
}

TEST(Rooms, ARowThatPointsSidewaysOrUpIsFound) {
  const std::string map =
      "| 0 | base | | ground |\n| 1 | scene | base | x |\n| 1 | graph | base scene | networks |\n";
  Complaints complaints;
  read_map(TreeForTest{{"docs/ARCHITECTURE.md", map}}.tree(), complaints);
  EXPECT_THAT(complaints, ElementsAre(message("docs/ARCHITECTURE.md", "graph may not include scene")));
}

TEST(Rooms, AFolderWithoutARowAndARowWithoutAFolderAreFound) {
  const TreeForTest bad{{"docs/ARCHITECTURE.md", "| 0 | base | | ground |\n"}, {"src/attic/a.h", ""}};
  EXPECT_THAT(check_rooms(bad.tree()), ElementsAre(message("src/attic", "has no row")));
  EXPECT_THAT(check_rows(bad.tree()),
              ElementsAre(message("docs/ARCHITECTURE.md", "base has a row but no folder")));
}

TEST(Rooms, ATestMayIncludeWhatItsTestsLink) {
  const std::string build = "tinsmith_room(graph NEEDS base SOURCES cost TEST_LINKS zoo)\n";
  const std::string map = std::string(kMapOfTwo) + "| 2 | zoo | base | x |\n";
  const std::string cmake = "tinsmith_room(zoo NEEDS base SOURCES fomo)\n";
  const TreeForTest both{{"docs/ARCHITECTURE.md", map},
                         {"src/base/CMakeLists.txt", "tinsmith_room(base)\n"},
                         {"src/graph/CMakeLists.txt", build},
                         {"src/graph/cost.cpp", "#include \"base/a.h\"\n#include \"zoo/fomo.h\"\n"},
                         {"src/graph/cost_test.cpp", "#include \"zoo/fomo.h\"\n"},
                         {"src/base/a.h", ""},
                         {"src/zoo/CMakeLists.txt", cmake},
                         {"src/zoo/fomo.cpp", "#include \"base/a.h\"\n"}};
  EXPECT_THAT(check_rooms(both.tree()),
              ElementsAre(message("src/graph/cost.cpp", "graph may not include zoo")));
}

TEST(Rooms, FilesThatNobodyBuildsOrIncludesAreFound) {
  const TreeForTest bad{
      {"CMakeLists.txt", "add_executable(tinsmith src/main.cpp)\n"},
      {"src/main.cpp", ""},
      {"src/other.cpp", ""},
      {"src/base/CMakeLists.txt", "tinsmith_room(base SOURCES a b TESTS whole_test)\n"},
      {"src/base/a.cpp", ""},
      {"src/base/a_test.cpp", ""},
      {"src/base/c.cpp", ""},
      {"src/base/c_test.cpp", ""},
      {"src/base/d.h", ""},
      {"src/base/whole_test.cpp", ""},
      {"tests/CMakeLists.txt", "tinsmith_suite(tidy\n  SOURCES tidy/tree.cpp LINKS base)\n"},
      {"tests/tidy/tree.cpp", ""},
      {"tests/tidy/old.cpp", ""}};
  EXPECT_THAT(check_dead_files(bad.tree()), ElementsAre(message("src/base/c.cpp", "is built by no"),
                                                        message("src/base/c_test.cpp", "is built by no"),
                                                        message("src/base/d.h", "is included by nobody"),
                                                        message("src/other.cpp", "is built by no"),
                                                        message("tests/tidy/old.cpp", "is built by no")));
}

TEST(Rooms, TestMaterialInTheProductIsFound) {
  const TreeForTest bad{
      {"src/base/CMakeLists.txt", "tinsmith_room(base SOURCES a b_for_test TESTS c_for_test)\n"},
      {"src/base/a.cpp", "#include \"base/b_for_test.h\"\n"},
      {"src/base/a_test.cpp", "#include \"base/b_for_test.h\"\n"},
      {"src/base/b_for_test.cpp", "#include \"base/b_for_test.h\"\n"},
      {"src/base/b_for_test.h", ""},
      {"src/base/c_for_test.cpp", ""}};
  EXPECT_THAT(check_test_material(bad.tree()),
              ElementsAre(message("src/base/a.cpp", "includes base/b_for_test.h"),
                          message("src/base/CMakeLists.txt", "compiles b_for_test into the product")));
}

}  // namespace
}  // namespace tinsmith::tidy
