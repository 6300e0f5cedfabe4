// Arena sizes of networks, compared with sizes measured in the real firmware core with ESP-NN's kernels.
#include <gtest/gtest.h>

#include "graph/builder.h"
#include "infer/memory_plan.h"

namespace tinsmith::infer {
namespace {

graph::Graph in_int8(graph::Graph graph) {
  for (graph::Tensor& tensor : graph.tensors) {
    if (tensor.is_constant) continue;
    tensor.type = graph::ElementType::Int8;
    tensor.quantization = {{1.0f}, {0}, 0};
  }
  return graph;
}

// Returns the bytes that ESP-NN adds to a network of one layer: its scratch buffer, as all other buffers are
// alive at the same time.
std::int64_t scratch_of(const graph::Graph& float_graph) {
  const graph::Graph graph = in_int8(float_graph);
  return estimate_arena(graph, KernelLibrary::EspNn).activation_bytes -
         estimate_arena(graph, KernelLibrary::Reference).activation_bytes;
}

std::int64_t aligned(std::int64_t bytes) {
  return (bytes + kArenaAlignment_bytes - 1) / kArenaAlignment_bytes * kArenaAlignment_bytes;
}

graph::Graph conv(graph::Shape input, const graph::Builder::Conv& layer) {
  graph::Builder build("one", 1);
  const auto x = build.input("image", std::move(input));
  return build.finish({build.conv2d("conv", x, layer)});
}
graph::Graph depthwise(graph::Shape input, const graph::Builder::Conv& layer) {
  graph::Builder build("one", 1);
  const auto x = build.input("image", std::move(input));
  return build.finish({build.depthwise_conv2d("conv", x, layer)});
}

TEST(EspNn, APointwiseConvolutionKeepsItsWeightsAndSixteenPixels) {
  EXPECT_EQ(scratch_of(conv({1, 6, 6, 24}, {.filters = 40})), aligned(24 * 40 + 16 * 24 + 32));
  EXPECT_EQ(scratch_of(conv({1, 2, 2, 24}, {.filters = 40})), aligned(24 * 40 + 32)) << "fewer than 8 pixels";
  EXPECT_EQ(scratch_of(conv({1, 6, 6, 3}, {.filters = 40})), aligned(8 * 40 + 16 * 8 + 32 + 36 * 8));
}

TEST(EspNn, AnotherConvolutionKeepsItsWeightsAndAPaddedPicture) {
  EXPECT_EQ(scratch_of(conv({1, 8, 8, 3}, {.filters = 16, .filter = 3})),
            aligned(9 * 16 * 16 + 4 * 16 + 32 + 10 * 10 * 3));
  EXPECT_EQ(scratch_of(conv({1, 8, 8, 3}, {.filters = 16, .filter = 3, .same = false})),
            aligned(9 * 16 * 16 + 4 * 16 + 32));
}

TEST(EspNn, ADepthwiseConvolutionKeepsItsPicture) {
  EXPECT_EQ(scratch_of(depthwise({1, 8, 8, 16}, {.filter = 3})), aligned(9 * 16 + 16 + 10 * 10 * 16));
  EXPECT_EQ(scratch_of(depthwise({1, 8, 8, 16}, {.filter = 3, .same = false})), aligned(9 * 16 + 16));
  EXPECT_EQ(scratch_of(depthwise({1, 8, 8, 24}, {.filter = 3})), aligned(2 * (9 * 24 + 64 * 24) + 16));
  EXPECT_EQ(scratch_of(depthwise({1, 8, 8, 24}, {.filter = 5})), 0);
}

TEST(EspNn, FloatLayersAskForNothing) {
  const graph::Graph graph = conv({1, 8, 8, 3}, {.filters = 16, .filter = 3});
  EXPECT_EQ(estimate_arena(graph, KernelLibrary::EspNn).arena_bytes(), estimate_arena(graph).arena_bytes());
}

}  // namespace
}  // namespace tinsmith::infer
