#include "scene/split.h"

#include <gtest/gtest.h>

namespace tinsmith::scene {
namespace {

TEST(Splits, AreFoundByTheNamesThatFilesAndTheDatabaseHold) {
  EXPECT_EQ(find_split("none"), Split::None);
  EXPECT_EQ(find_split("train"), Split::Train);
  EXPECT_EQ(find_split("val"), Split::Validation);
  EXPECT_EQ(find_split("test"), Split::Test);
  for (const Split split : kSplits) EXPECT_EQ(find_split(name_of(split)), split);
  for (const char* other : {"", "validation", "Train"}) EXPECT_FALSE(find_split(other)) << other;
}

}  // namespace
}  // namespace tinsmith::scene
