#include "store/brokers.h"

#include <gmock/gmock.h>

#include "base/files.h"
#include "store/store.h"

namespace tinsmith::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class BrokersTest : public testing::Test {
 protected:
  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::unique_ptr<Store> store_ = Store::open(folder_.path() / "data").value();
  Store::Lease rows_ = store_->connect().value();
};

TEST_F(BrokersTest, AreKeptWithTheirBoardsUntilTheyAreRemoved) {
  const auto id = add_broker(*rows_, {0, "mqtt://garage:1883", "ann", "secret", {"one"}}).value();
  ASSERT_TRUE(set_broker_boards(*rows_, id, {"one", "two"}));
  const auto brokers = list_brokers(*rows_).value();
  ASSERT_EQ(brokers.size(), 1u);
  EXPECT_EQ(brokers[0].id, id);
  EXPECT_EQ(brokers[0].user, "ann");
  EXPECT_EQ(brokers[0].password, "secret");
  EXPECT_THAT(brokers[0].boards, ElementsAre("one", "two"));
  EXPECT_TRUE(remove_broker(*rows_, id).value());
  EXPECT_FALSE(remove_broker(*rows_, id).value());
  EXPECT_THAT(list_brokers(*rows_).value(), IsEmpty());
}

TEST_F(BrokersTest, AreAtMostEightAndEachAddressIsThereOnce) {
  for (int i = 0; i < kMaxBrokers; ++i)
    ASSERT_TRUE(add_broker(*rows_, {0, "mqtt://host:" + std::to_string(i + 1), "", "", {}}));
  EXPECT_EQ(add_broker(*rows_, {0, "mqtt://other:1", "", "", {}}).error().fault, Fault::Conflict);
  ASSERT_TRUE(remove_broker(*rows_, list_brokers(*rows_).value()[0].id).value());
  EXPECT_EQ(add_broker(*rows_, {0, "mqtt://host:2", "", "", {}}).error().fault, Fault::Conflict);
  EXPECT_TRUE(add_broker(*rows_, {0, "mqtt://other:1", "", "", {}}));
}

}  // namespace
}  // namespace tinsmith::store
