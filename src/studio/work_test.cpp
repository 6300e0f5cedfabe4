#include "studio/work.h"

#include <gtest/gtest.h>

namespace tinsmith::studio {
namespace {

TEST(Work, ExistsForExactlyTheKindsInTheTable) {
  constexpr int kMaxKinds = 256;  // JobKind has eight bits
  for (int i = 0; i < kMaxKinds; ++i) {
    const bool is_in_table = i < std::ssize(store::kJobKinds);
    EXPECT_EQ(work_of(static_cast<store::JobKind>(i)) != nullptr, is_in_table) << "JobKind " << i;
  }
}

}  // namespace
}  // namespace tinsmith::studio
