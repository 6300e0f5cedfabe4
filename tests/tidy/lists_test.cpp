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

}  // namespace
}  // namespace tinsmith::tidy
