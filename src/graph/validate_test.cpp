#include "graph/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/builder.h"
#include "graph/cost.h"
#include "graph/operators.h"
#include "graph/print.h"

namespace tinsmith::graph {
namespace {

using testing::HasSubstr;

Graph small_graph() {
  Builder build("small", 1);
  TensorId x = build.input("image", {1, 9, 8, 3});
  x = build.conv2d("stem", x, {.filters = 4, .filter = 3, .stride = 2});
  x = build.batch_norm("stem_norm", x);
  x = build.append("stem_relu", Relu6{}, {x});
  x = build.depthwise_conv2d("depth", x, {.filter = 3});
  x = build.append("pool", Mean{{1, 2}, false}, {x});
  x = build.fully_connected("logits", x, 5);
  return build.finish({x});
}

TEST(Graph, SamePaddingPutsTheOddPixelAtTheEnd) {
  EXPECT_EQ(same_padding(96, 96, 3, 3, 2, 2), (Padding{0, 1, 0, 1}));
  EXPECT_EQ(same_padding(9, 9, 3, 3, 2, 2), (Padding{1, 1, 1, 1}));
  EXPECT_EQ(same_padding(5, 5, 1, 1, 1, 1), (Padding{0, 0, 0, 0}));
}

TEST(Graph, ABuiltGraphKnowsItsShapesItsParametersAndItsWork) {
  const Graph graph = small_graph();
  EXPECT_EQ(graph.tensor(graph.operators[0].outputs[0]).shape, (Shape{1, 5, 4, 4}));
  EXPECT_EQ(parameter_count(graph), 3 * 3 * 3 * 4 + 2 * 4 + 3 * 3 * 4 + 4 * 5 + 5);
  EXPECT_EQ(multiply_accumulates(graph), 5 * 4 * 4 * 27 + 5 * 4 * 4 * 9 + 4 * 5);
  EXPECT_THAT(print(graph), HasSubstr("depthwise_conv2d 3x3 stride 1x1 pad 1,1,1,1"));
}

TEST(Graph, EqualSeedsBuildEqualWeights) {
  EXPECT_EQ(small_graph(), small_graph());
}

struct Damage {
  const char* what;
  void (*make)(Graph&);
  const char* message;
};

TEST(Validate, EveryDamageIsNamed) {
  const Damage damages[] = {
      {"a tensor id out of range", [](Graph& g) { g.operators[0].inputs[0] = 99; }, "it reads tensor 99 of"},
      {"a negative tensor id", [](Graph& g) { g.operators[0].outputs[0] = -7; },
       "its output is tensor -7 of"},
      {"a missing weight", [](Graph& g) { g.operators[0].inputs[1] = kNoTensor; }, "input 1 is absent"},
      {"operators in the wrong order", [](Graph& g) { std::swap(g.operators[0], g.operators[1]); },
       "before an operator computes it"},
      {"a wrong shape", [](Graph& g) { g.tensor(g.operators[0].outputs[0]).shape[1] = 6; },
       "is declared as 1x6x4x4"},
      {"a short constant", [](Graph& g) { g.tensor(g.operators[0].inputs[1]).data.pop_back(); },
       "it holds 431 bytes"},
      {"a huge shape",
       [](Graph& g) {
         g.tensor(g.inputs[0]).shape = {1, 60000, 60000, 60000};
       },
       "has more than"},
      {"a negative stride", [](Graph& g) { g.operators[0].as<Conv2d>()->window.stride_width = -1; },
       "must be at least 1"},
      {"channels that differ", [](Graph& g) { g.tensor(g.inputs[0]).shape[3] = 2; }, "the weights expect 3"},
      {"a zero scale",
       [](Graph& g) {
         g.tensors[0].quantization = {{0.0f}, {0}, 0};
       },
       "a scale of 0"},
      {"scales without zero points",
       [](Graph& g) {
         g.tensors[0].quantization = {{1.0f}, {}, 0};
       },
       "1 scales and 0 zero points"},
      {"no output", [](Graph& g) { g.outputs.clear(); }, "1 inputs and 0 outputs"},
      {"a tensor made twice", [](Graph& g) { g.operators[3].outputs = g.operators[2].outputs; },
       "exists already"},
  };
  for (const Damage& damage : damages) {
    Graph graph = small_graph();
    damage.make(graph);
    const auto valid = validate(graph);
    ASSERT_FALSE(valid) << damage.what;
    EXPECT_THAT(valid.error().text(), HasSubstr(damage.message)) << damage.what;
  }
}

TEST(Graph, UnusedTensorsAreDroppedAndTheRestStaysTheSame) {
  Graph graph = small_graph();
  const std::string before = print(graph);
  graph.tensors.insert(graph.tensors.begin(), Tensor{});
  for (auto* ids : {&graph.inputs, &graph.outputs})
    for (TensorId& id : *ids) ++id;
  for (Operator& op : graph.operators)
    for (auto* ids : {&op.inputs, &op.outputs})
      for (TensorId& id : *ids) ++id;
  drop_unused_tensors(graph);
  EXPECT_TRUE(validate(graph));
  EXPECT_EQ(print(graph), before);
}

TEST(OperatorTable, NamesAreUnique) {
  const auto table = operator_table();
  for (std::size_t i = 0; i < table.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(table[i].name, table[j].name);
}

}  // namespace
}  // namespace tinsmith::graph
