#include "tidy/lists.h"

#include <gtest/gtest.h>

#include "tidy/tree_for_test.h"

namespace tinsmith::tidy {
namespace {

TEST(Lists, AHandlerWithoutARouteIsFound) {
  const TreeForTest tree{{"src/serve/handlers.h",
                          "class Call;\nResult<Reply> list(Call& call);\nResult<Reply> lost(Call& call);\n"},
                         {"src/serve/route_table.cpp", "{Get, \"/a\", list},\n{Get, \"/b\", not_lost},\n"}};
  const Complaints complaints = check_routes(tree.tree());
  ASSERT_EQ(complaints.size(), 1U);
  EXPECT_EQ(complaints[0],
            (Complaint{"src/serve/handlers.h", 3, "lost has no route in src/serve/route_table.cpp"}));
}

TEST(Lists, TablesThatHaveMovedAreNotTakenForComplete) {
  const TreeForTest tree{{"src/serve/handlers.h", "Result<Reply> list(Call& call);\n"}};
  EXPECT_EQ(check_routes(tree.tree()).size(), 1U);
}

TEST(Lists, AReaderWithoutAFuzzerIsFound) {
  const TreeForTest tree{{"src/dataset/layouts/a_read.cpp", "\n"},
                         {"src/dataset/layouts/a_read_fuzz.cpp", "\n"},
                         {"src/dataset/layouts/b_read.cpp", "\n"},
                         {"src/dataset/layouts/c_write.cpp", "\n"}};
  const Complaints complaints = check_fuzzers(tree.tree());
  ASSERT_EQ(complaints.size(), 1U);
  EXPECT_EQ(complaints[0].path, "src/dataset/layouts/b_read.cpp");
}

TEST(Lists, ASettingThatNothingReadsIsFound) {
  const TreeForTest tree{{"src/verbs/train_settings.cpp",
                          "{.name = \"a\",\n .member = &TrainConfig::seed},\n{.name = \"b\",\n .member = "
                          "&TrainConfig::mosaic},\n"},
                         {"src/verbs/training_data.cpp", "start(config.seed);  // config.mosaic\n"},
                         {"src/verbs/training_data_test.cpp", "config.mosaic = 1;\n"}};
  const Complaints complaints = check_settings(tree.tree());
  ASSERT_EQ(complaints.size(), 1U);
  EXPECT_EQ(complaints[0],
            (Complaint{"src/verbs/train_settings.cpp", 4, "nothing in src/verbs reads config.mosaic"}));
}

TEST(Lists, ATableOfSettingsThatHasMovedIsNotTakenForComplete) {
  EXPECT_EQ(check_settings(TreeForTest{{"src/verbs/a.cpp", "\n"}}.tree()).size(), 1U);
}

}  // namespace
}  // namespace tinsmith::tidy
