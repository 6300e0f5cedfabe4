#include "store/phones.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "store/people.h"
#include "store/projects.h"
#include "store/store.h"

namespace tinsmith::store {
namespace {

class PhonesTest : public testing::Test {
 protected:
  PhonesTest() : project_(add_project(*rows_, "project", scene::Task::Classification).value()) {}
  std::int64_t add(const std::string& token_hash, std::optional<std::int64_t> user = std::nullopt) {
    return add_phone(*rows_, {0, project_, user, "Pixel 7", "Chrome", "", ""}, token_hash).value();
  }
  void use_before(std::int64_t id, std::int64_t days) {
    ASSERT_TRUE(
        rows_->run("UPDATE phones SET last_used = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || ?2 || ' "
                   "days') WHERE id = ?1",
                   {id, days}));
  }

  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::unique_ptr<Store> store_ = Store::open(folder_.path() / "data").value();
  Store::Lease rows_ = store_->connect().value();
  std::int64_t project_;
};

TEST_F(PhonesTest, AreFoundByTheirTokenUntilTheyAreRemoved) {
  const auto id = add("hash");
  EXPECT_FALSE(find_phone(*rows_, "other").value());
  const auto found = find_phone(*rows_, "hash").value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->project_id, project_);
  EXPECT_EQ(found->name, "Pixel 7");
  EXPECT_EQ(list_phones(*rows_, project_).value().size(), 1u);
  EXPECT_FALSE(remove_phone(*rows_, project_ + 1, id).value()) << "it is a phone of another project";
  EXPECT_TRUE(remove_phone(*rows_, project_, id).value());
  EXPECT_FALSE(find_phone(*rows_, "hash").value());
}

TEST_F(PhonesTest, HaveToBePairedAgainAfterAMonthWithoutUse) {
  const auto id = add("hash");
  use_before(id, kPhone_days - 1);
  EXPECT_TRUE(find_phone(*rows_, "hash").value()) << "which also notes the use";
  EXPECT_TRUE(find_phone(*rows_, "hash").value());
  use_before(id, kPhone_days + 1);
  EXPECT_FALSE(find_phone(*rows_, "hash").value());
  EXPECT_TRUE(list_phones(*rows_, project_).value().empty());
}

TEST_F(PhonesTest, AreAtMostTwentyInAProject) {
  for (int i = 0; i < kMaxPhones; ++i) add(std::to_string(i));
  const auto refused = add_phone(*rows_, {0, project_, std::nullopt, "", "", "", ""}, "one more");
  EXPECT_EQ(refused.error().fault, Fault::Conflict);
  use_before(list_phones(*rows_, project_).value()[0].id, kPhone_days + 1);
  add("one more");
}

TEST_F(PhonesTest, GoWithTheirProjectAndWithTheAccountThatPairedThem) {
  const auto user = add_user(*rows_, "Ada", "", false).value();
  add("of Ada", user);
  add("of the project");
  EXPECT_EQ(find_phone(*rows_, "of Ada").value()->user_id, user);
  ASSERT_TRUE(remove_user(*rows_, user));
  EXPECT_FALSE(find_phone(*rows_, "of Ada").value());
  ASSERT_TRUE(remove_project(*rows_, project_));
  EXPECT_FALSE(find_phone(*rows_, "of the project").value());
}

}  // namespace
}  // namespace tinsmith::store
