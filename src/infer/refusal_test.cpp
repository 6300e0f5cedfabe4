// Graphs that cannot run are refused by compile() with a message; all others run without harm.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/hash.h"
#include "base/random.h"
#include "graph/builder.h"
#include "infer/interpreter.h"
#include "infer/random_int8_layer_for_test.h"

namespace tinsmith::infer {
namespace {

using graph::ElementType;
using graph::Tensor;
using testing::HasSubstr;

Tensor& input(graph::Graph& graph, std::size_t index = 0) {
  return graph.tensor(graph.operators[0].inputs[index]);
}
Tensor& output(graph::Graph& graph) {
  return graph.tensor(graph.operators[0].outputs[0]);
}

struct Damage {
  std::string_view kind;
  void (*make)(graph::Graph&);
  const char* message;
};

TEST(Refusal, EveryDamageIsNamed) {
  const Damage damages[] = {
      {"conv2d", [](graph::Graph& g) { input(g).quantization = {}; }, "'input' has 0 scales"},
      {"conv2d", [](graph::Graph& g) { output(g).quantization = {}; }, "'output' has 0 scales"},
      {"conv2d", [](graph::Graph& g) { input(g).quantization.zero_points[0] = 128; },
       "has the zero point 128"},
      {"conv2d", [](graph::Graph& g) { input(g).type = ElementType::UInt8; },
       "'input' is uint8; int8 is expected"},
      {"conv2d", [](graph::Graph& g) { output(g).type = ElementType::Float32; }, "'output' is float32"},
      {"conv2d",
       [](graph::Graph& g) {
         input(g, 1).quantization = {{0.1f}, {3}, 0};
       },
       "weights have the zero point 3"},
      {"conv2d", [](graph::Graph& g) { output(g).quantization.scales[0] = 1e-30f; }, "does not fit 32 bits"},
      {"conv2d",
       [](graph::Graph& g) {
         input(g, 1).is_constant = false;
         input(g, 1).data.clear();
         g.inputs.push_back(g.operators[0].inputs[1]);
       },
       "is computed by the graph"},
      {"fully_connected", [](graph::Graph& g) { input(g, 1).quantization = {}; }, "weights have 0 scales"},
      {"add", [](graph::Graph& g) { output(g).quantization.scales[0] = 1e-12f; },
       "too small beside the inputs'"},
      {"sub", [](graph::Graph& g) { input(g, 1).quantization.scales[0] = 3e38f; },
       "too small beside the inputs'"},
      {"mul", [](graph::Graph& g) { output(g).quantization.scales[0] = 1e-12f; },
       "the product of its scales"},
      {"average_pool2d", [](graph::Graph& g) { output(g).quantization.scales[0] *= 2; },
       "a pool cannot rescale"},
      {"mean", [](graph::Graph& g) { output(g).quantization.scales[0] = 1e-20f; }, "the ratio of its scales"},
      {"relu6", [](graph::Graph& g) { output(g).quantization.scales[0] *= 2; }, "have different scales"},
      {"resize_nearest", [](graph::Graph& g) { output(g).quantization.zero_points[0] ^= 1; },
       "have different scales"},
      {"leaky_relu",
       [](graph::Graph& g) {
         g.operators[0].as<graph::LeakyRelu>()->alpha = std::numeric_limits<float>::quiet_NaN();
       },
       "alpha times the ratio"},
      {"logistic", [](graph::Graph& g) { output(g).quantization.scales[0] = 0.1f; },
       "1/256 and -128 are expected"},
      {"logistic", [](graph::Graph& g) { input(g).quantization.scales[0] = 16; }, "less than 16 is expected"},
      {"softmax", [](graph::Graph& g) { output(g).quantization.zero_points[0] = 0; },
       "1/256 and -128 are expected"},
      {"softmax", [](graph::Graph& g) { g.operators[0].as<graph::Softmax>()->beta = -1; }, "more than 2^-26"},
      {"quantize", [](graph::Graph& g) { input(g).type = ElementType::Int32; }, "'input' is int32"},
  };
  for (const Damage& damage : damages) {
    graph::Graph graph = random_int8_layer(damage.kind, 0);
    damage.make(graph);
    const auto model = Model::compile(graph);
    ASSERT_FALSE(model) << damage.kind << " should say " << damage.message;
    EXPECT_THAT(model.error().message, HasSubstr(damage.message)) << damage.kind;
    EXPECT_THAT(model.error().text(), HasSubstr("operator 0 (")) << damage.kind;
  }
}

TEST(Refusal, ABatchOfPicturesIsNotForAnInterpreter) {
  graph::Builder build("batch", 1);
  const graph::TensorId from = build.input("images", {2, 4, 4, 1});
  const graph::Graph graph = build.finish({build.conv2d("conv", from, {.filters = 1})});
  const auto model = Model::compile(graph);
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().text(), HasSubstr("operator 0 (conv2d) 'conv': a batch of 2"));
}

TEST(Refusal, AnUnboundedArenaIsNotAllocated) {
  graph::Builder build("huge", 1);
  const graph::TensorId from = build.input("image", {1, 16384, 16384, 1});
  const auto model = Model::compile(build.finish({build.append("copy", graph::Relu{}, {from})}));
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().fault, Fault::Unsupported);
  EXPECT_THAT(model.error().message, HasSubstr("activations need"));
}

// Puts an extreme value into one random place of a graph.
void damage_somewhere(graph::Graph& graph, Rng& rng) {
  Tensor& tensor = graph.tensors[rng.below(graph.tensors.size())];
  constexpr float kScales[] = {1e-45f, 1e-38f, 1e-20f, 1e-9f, 1e-3f, 1, 1e4f, 1e20f, 3.4e38f};
  constexpr std::int64_t kZeroPoints[] = {-129, -128, 0, 127, 128, std::numeric_limits<std::int64_t>::min()};
  switch (rng.below(5)) {
    case 0:
      for (float& scale : tensor.quantization.scales) scale = kScales[rng.below(std::size(kScales))];
      break;
    case 1:
      for (std::int64_t& zero_point : tensor.quantization.zero_points) zero_point = kZeroPoints[rng.below(6)];
      break;
    case 2:
      if (!tensor.data.empty())
        tensor.data[rng.below(tensor.data.size())] = static_cast<std::byte>(rng.below(256));
      break;
    case 3:  // weights of -128, biases of -2^31
      for (std::size_t i = 0; i < tensor.data.size(); ++i)
        tensor.data[i] = i % 4 == 3 ? std::byte{0x80} : std::byte{0};
      break;
    default:
      tensor.type = static_cast<ElementType>(rng.below(7));
      break;
  }
}

TEST(Refusal, WhatIsNotRefusedRunsWithoutHarmAndTheSameOnBothPaths) {
  constexpr std::uint64_t kGraphs = 150;
  std::size_t refused = 0, ran = 0;
  for (const std::string_view kind : int8_layer_kinds())
    for (std::uint64_t seed = 0; seed < kGraphs; ++seed) {
      Rng rng{seed, hash_of(as_bytes(kind)).high};
      graph::Graph graph = random_int8_layer(kind, seed);
      for (std::uint64_t i = 0; i <= rng.below(3); ++i) damage_somewhere(graph, rng);
      auto plain = Interpreter::make(graph, {.path = Path::Reference});
      auto fast = Interpreter::make(graph);
      ASSERT_EQ(plain.has_value(), fast.has_value()) << kind << " graph " << seed;
      if (!plain) {
        ++refused;
        continue;
      }
      ++ran;
      Bytes inputs;
      for (std::size_t i = 0; i < graph.inputs.size(); ++i)
        for (std::size_t k = 0; k < plain->input(i).size(); ++k)
          inputs.push_back(static_cast<std::byte>(rng.below(256)));
      EXPECT_EQ(*invoke(*plain, inputs), *invoke(*fast, inputs)) << kind << " graph " << seed;
    }
  EXPECT_GT(refused, 100u);
  EXPECT_GT(ran, 100u);
}

}  // namespace
}  // namespace tinsmith::infer
