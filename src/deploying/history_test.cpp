#include "deploying/history.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/files.h"
#include "devices/md5.h"

namespace tinsmith::deploying {
namespace {

using testing::IsEmpty;

BoardRecord record_for_test(const std::string& address, BoardState state) {
  BoardRecord record;
  record.address = address;
  record.state = state;
  record.model = "a \"model\"\nof two lines";
  record.classes = {"nut", "Mutter größer"};
  return record;
}

TEST(BoardHistory, StatesTheLastThingThatHappenedToEachBoard) {
  const auto folder = TemporaryFolder::make().value();
  const BoardHistory history(folder.path());
  EXPECT_THAT(history.all().value(), IsEmpty());
  ASSERT_TRUE(history.append(record_for_test("a", BoardState::BeingWritten)));
  ASSERT_TRUE(history.append(record_for_test("a", BoardState::Proven)));
  ASSERT_TRUE(history.append(record_for_test("b", BoardState::BeingWritten)));
  const auto last = history.last_of("a").value();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->state, BoardState::Proven);
  EXPECT_EQ(last->model, "a \"model\"\nof two lines");
  EXPECT_EQ(last->classes, record_for_test("a", {}).classes);
  EXPECT_FALSE(history.last_of("c").value());
}

TEST(BoardHistory, LeavesOutLinesThatAreNoRecordsAndGoesOnAfterThem) {
  const auto folder = TemporaryFolder::make().value();
  const BoardHistory history(folder.path());
  ASSERT_TRUE(history.append(record_for_test("a", BoardState::Proven)));
  std::ofstream(folder.path() / "boards" / "log.jsonl", std::ios::app)
      << "[]\n{\"address\":7}\n\xFF\n{\"time\":\"2026\",\"addr";  // the last one only half
  ASSERT_TRUE(history.append(record_for_test("a", BoardState::TakenBack)));
  const auto all = history.all().value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].state, BoardState::TakenBack);
}

TEST(BoardHistory, GivesKeptBytesOnlyWhenTheyAreWhole) {
  const auto folder = TemporaryFolder::make().value();
  const BoardHistory history(folder.path());
  const std::string md5 = devices::md5_of(as_bytes("a model"));
  ASSERT_TRUE(history.keep(md5, as_bytes("a model")));
  EXPECT_EQ(as_text(history.kept(md5).value()), "a model");
  ASSERT_TRUE(write_file(folder.path() / "boards" / "models" / md5, "half"));
  EXPECT_FALSE(history.kept(md5));
  EXPECT_FALSE(history.kept("../../log.jsonl"));
}

}  // namespace
}  // namespace tinsmith::deploying
