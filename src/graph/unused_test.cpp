#include "graph/unused.h"

#include <gtest/gtest.h>

#include "graph/builder.h"
#include "graph/validate.h"

namespace tinsmith::graph {
namespace {

TEST(DropUnusedOperators, LeavesWhatTheOutputsDependOn) {
  Builder build("network", 1);
  const TensorId x = build.input("input", {1, 4, 4, 2});
  const TensorId kept = build.conv2d("kept", x, {.filters = 3});
  const TensorId unread = build.conv2d("unread", kept, {.filters = 5});
  build.append("unread_too", Relu{}, {unread});
  Graph graph = build.finish({build.append("last", Relu{}, {kept})});
  drop_unused_operators(graph);
  ASSERT_TRUE(validate(graph));
  ASSERT_EQ(graph.operators.size(), 2u);
  EXPECT_EQ(graph.operators[0].name, "kept");
  EXPECT_EQ(graph.operators[1].name, "last");
  EXPECT_EQ(graph.tensors.size(), 4u) << "input, weights, two activations";
}

}  // namespace
}  // namespace tinsmith::graph
