#include "boards/lowering.h"

#include <gtest/gtest.h>

#include "graph/builder.h"

namespace tinsmith::boards {
namespace {

graph::Graph averaging() {
  graph::Builder build("averaging", 1);
  const graph::TensorId x = build.input("input", {1, 8, 8, 3});
  return build.finish({build.global_average("average", x)});
}

TEST(LoweredFor, WritesAnAverageAsAMeanWhereFirmwareHasOnlyThat) {
  const auto lowered = lowered_for(**find_board("xiao-esp32s3"), averaging());
  EXPECT_TRUE(lowered.operators[0].is<graph::Mean>());
  EXPECT_EQ(lowered.tensor(lowered.outputs[0]).shape, (graph::Shape{1, 3}));
}

TEST(LoweredFor, LeavesTheNetworkWhereAnyOperatorWillDo) {
  EXPECT_EQ(lowered_for(**find_board("generic"), averaging()), averaging());
}

}  // namespace
}  // namespace tinsmith::boards
