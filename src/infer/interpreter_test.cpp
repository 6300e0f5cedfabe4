#include "infer/interpreter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "base/thread_pool.h"
#include "graph/builder.h"

namespace tinsmith::infer {
namespace {

using graph::TensorId;
using testing::ElementsAre;
using testing::HasSubstr;

// A small float network with every kind of layer that a training graph can have.
graph::Graph small_network() {
  graph::Builder build("small", 3);
  TensorId x = build.input("image", {1, 9, 8, 3});
  x = build.conv2d("stem", x, {.filters = 4, .filter = 3, .stride = 2});
  x = build.batch_norm("stem_norm", x);
  x = build.append("stem_relu", graph::Relu6{}, {x});
  x = build.depthwise_conv2d("depth", x, {.filter = 3, .bias = true});
  x = build.append("depth_dropout", graph::Dropout{0.5f}, {x});
  x = build.append("pool", graph::Mean{{1, 2}, false}, {x});
  x = build.fully_connected("logits", x, 5);
  x = build.append("probabilities", graph::Softmax{}, {x});
  return build.finish({x});
}

void fill(std::span<float> values, std::uint64_t seed) {
  Rng rng(seed);
  for (float& value : values) value = static_cast<float>(rng.uniform());
}

TEST(Interpreter, SoftmaxOfAFloatNetworkSumsToOne) {
  auto interpreter = Interpreter::make(small_network());
  ASSERT_TRUE(interpreter) << interpreter.error().text();
  fill(interpreter->input_as<float>(), 1);
  interpreter->run();
  float sum = 0;
  for (const float probability : interpreter->output_as<float>()) sum += probability;
  EXPECT_NEAR(sum, 1, 1e-6);
}

TEST(Interpreter, AConvolutionIsTheSumOverItsWindow) {
  graph::Builder build("ones", 1);
  const TensorId image = build.input("image", {1, 3, 3, 1});
  const TensorId sum = build.conv2d("sum", image, {.filters = 1, .filter = 3});
  graph::Graph graph = build.finish({sum});
  graph.tensor(graph.operators[0].inputs[1]).data = bytes_of(std::vector<float>(9, 1.0f));
  auto interpreter = Interpreter::make(graph, {.path = Path::Reference});
  ASSERT_TRUE(interpreter) << interpreter.error().text();
  const std::vector<float> pixels{1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::copy(pixels.begin(), pixels.end(), interpreter->input_as<float>().begin());
  interpreter->run();
  EXPECT_THAT(interpreter->output_as<float>(), ElementsAre(12, 21, 16, 27, 45, 33, 24, 39, 28));
}

TEST(Interpreter, KeepingEveryTensorChangesNoResultAndShowsEachLayer) {
  const graph::Graph graph = small_network();
  auto plain = Interpreter::make(graph);
  auto keeping = Interpreter::make(graph, {.keep = Keep::EveryTensor});
  ASSERT_TRUE(plain && keeping);
  fill(plain->input_as<float>(), 2);
  fill(keeping->input_as<float>(), 2);
  plain->run();
  keeping->run();
  EXPECT_TRUE(std::ranges::equal(plain->output(), keeping->output()));
  EXPECT_LT(plain->model().interpreter_bytes(), keeping->model().interpreter_bytes());
  const TensorId relu = graph.operators[2].outputs[0];
  for (const float value : keeping->real_values(relu)) {
    EXPECT_GE(value, 0);
    EXPECT_LE(value, 6);
  }
  const TensorId before = graph.operators[4].inputs[0], after = graph.operators[4].outputs[0];
  EXPECT_EQ(keeping->real_values(before), keeping->real_values(after)) << "dropout passes everything on";
}

TEST(Interpreter, ThreadsThatShareAModelGetTheSameBytes) {
  const auto model = Model::compile(small_network());
  ASSERT_TRUE(model);
  constexpr std::int64_t kSamples = 16;
  std::vector<std::vector<float>> shared(kSamples), alone(kSamples);
  Interpreter single(*model);
  for (std::int64_t i = 0; i < kSamples; ++i) {
    fill(single.input_as<float>(), static_cast<std::uint64_t>(i));
    single.run();
    alone[static_cast<std::size_t>(i)] = single.real_values(single.model().graph().outputs[0]);
  }
  ThreadPool pool(3);
  std::vector<Interpreter> interpreters;
  for (int i = 0; i < pool.threads(); ++i) interpreters.emplace_back(*model);
  pool.run(kSamples, [&](std::int64_t index, int worker) {
    Interpreter& interpreter = interpreters[static_cast<std::size_t>(worker)];
    fill(interpreter.input_as<float>(), static_cast<std::uint64_t>(index));
    interpreter.run();
    shared[static_cast<std::size_t>(index)] = interpreter.real_values(interpreter.model().graph().outputs[0]);
  });
  EXPECT_EQ(shared, alone);
}

TEST(Interpreter, GivesTheSameBytesOnAnyNumberOfThreads) {
  std::vector<std::vector<float>> answers;
  for (const std::int32_t threads : {1, 2, 3}) {
    Options options;
    options.threads = threads;
    auto interpreter = Interpreter::make(small_network(), options);
    ASSERT_TRUE(interpreter);
    fill(interpreter->input_as<float>(), 5);
    interpreter->run();
    answers.push_back(interpreter->real_values(interpreter->model().graph().outputs[0]));
  }
  EXPECT_EQ(answers[1], answers[0]);
  EXPECT_EQ(answers[2], answers[0]);
}

TEST(Invoke, TakesOneSampleAfterTheOther) {
  auto interpreter = Interpreter::make(small_network());
  ASSERT_TRUE(interpreter);
  std::vector<float> two(2 * interpreter->input_as<float>().size());
  fill(two, 4);
  const auto outputs = invoke(*interpreter, bytes_of(two));
  ASSERT_TRUE(outputs);
  ASSERT_EQ(outputs->size(), 2u);
  EXPECT_EQ((*outputs)[0][0].size(), 5 * sizeof(float));
  EXPECT_NE((*outputs)[0], (*outputs)[1]);
}

TEST(Invoke, BytesThatAreNoWholeSampleAreRefused) {
  auto interpreter = Interpreter::make(small_network());
  ASSERT_TRUE(interpreter);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, interpreter->input().size() + 1}) {
    const auto outputs = invoke(*interpreter, Bytes(size));
    ASSERT_FALSE(outputs);
    EXPECT_EQ(outputs.error().fault, Fault::InvalidInput);
    EXPECT_THAT(outputs.error().message, HasSubstr("864, or a multiple"));
  }
}

}  // namespace
}  // namespace tinsmith::infer
