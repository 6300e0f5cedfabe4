#include "base/counted.h"

#include <gtest/gtest.h>

namespace tinsmith {
namespace {

TEST(Counted, OneIsSingularAndEveryOtherCountIsPlural) {
  EXPECT_EQ(counted(0, "class", "classes"), "0 classes");
  EXPECT_EQ(counted(1, "class", "classes"), "1 class");
  EXPECT_EQ(counted(2, "class", "classes"), "2 classes");
  EXPECT_EQ(counted(2062, "picture", "pictures"), "2062 pictures");
}

TEST(Counted, AListSaysHowManyNamesItLeavesOut) {
  EXPECT_EQ(some_of({}, 2), "");
  EXPECT_EQ(some_of({"a", "b"}, 2), "a, b");
  EXPECT_EQ(some_of({"a", "b", "c", "d"}, 2), "a, b and 2 more");
}

}  // namespace
}  // namespace tinsmith
