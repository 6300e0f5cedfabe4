#include "scene/task.h"

#include <gtest/gtest.h>

namespace tinsmith::scene {
namespace {

TEST(Tasks, HaveTheNamesThatFilesAndTheDatabaseHold) {
  EXPECT_EQ(name_of(Task::Classification), "classification");
  EXPECT_EQ(name_of(Task::Centroids), "centroids");
  EXPECT_EQ(name_of(Task::Boxes), "boxes");
}

TEST(Tasks, AreFoundByTheirNamesOnly) {
  for (const Task task : kTasks) EXPECT_EQ(find_task(name_of(task)), task);
  for (const char* other : {"", "detection", "Boxes", "boxes "}) EXPECT_FALSE(find_task(other)) << other;
}

}  // namespace
}  // namespace tinsmith::scene
