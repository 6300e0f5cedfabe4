#include "train/engine.h"

#include <gtest/gtest.h>

#include <cmath>

#include "train/engine/nets_for_test.h"

namespace tinsmith::train {
namespace {

constexpr std::int32_t kBatch = 5;

std::vector<float> copied(std::span<const float> values) {
  return {values.begin(), values.end()};
}

void fill(std::span<float> values, std::uint64_t seed) {
  Rng rng(seed);
  for (float& value : values) value = static_cast<float>(rng.uniform(-1, 1));
}

// A few steps of plain gradient descent on random pictures towards random outputs.
struct Steps {
  std::vector<float> values, gradients, statistics, output;
  friend bool operator==(const Steps&, const Steps&) = default;
};
Steps train(const graph::Graph& graph, int threads, int steps,
            Engine::Fusion fusion = Engine::Fusion::Allowed) {
  ThreadPool pool(threads);
  auto engine = std::move(Engine::make(graph, kBatch, pool, nullptr, fusion)).value();
  for (int step = 0; step < steps; ++step) {
    const std::int32_t batch = step % 2 == 0 ? kBatch : kBatch - 2;
    fill(engine.input(), static_cast<std::uint64_t>(step));
    engine.forward(batch, Engine::Mode::Training, static_cast<std::uint64_t>(step));
    fill(engine.output_gradient(), 7);
    engine.backward();
    for (std::size_t i = 0; i < engine.values().size(); ++i)
      engine.values()[i] -= 0.01f * engine.gradients()[i];
  }
  return {copied(engine.values()), copied(engine.gradients()), copied(engine.statistics()),
          copied(engine.output())};
}

graph::Graph net_with_dropout(float rate) {
  TestNet net("dropout", {1, 8, 8, 3}, 4);
  const graph::TensorId x = net(graph::Dropout{rate}, {net.conv(net.input(), {.filters = 16})});
  return net.finish({net.dense(x, 3)});
}

TEST(Engine, TrainsToTheSameBitsForAnyNumberOfThreads) {
  std::vector<graph::Graph> nets{small_mobilenet_v2(), small_fomo(), net_with_dropout(0.3f)};
  for (const graph::Graph& net : nets) {
    const Steps one = train(net, 1, 3);
    for (const float value : one.values) ASSERT_TRUE(std::isfinite(value));
    EXPECT_TRUE(train(net, 2, 3) == one) << net.name;
    EXPECT_TRUE(train(net, 3, 3) == one) << net.name;
  }
}

// Relative to the max value: the difference between two orders of float additions after a step through a
// dozen batch norms.
constexpr double kFusionTolerance = 1e-3;

void expect_close(const std::vector<float>& found, const std::vector<float>& expected, const char* what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  double largest = 1e-6;
  for (const float value : expected) largest = std::max(largest, std::abs(static_cast<double>(value)));
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], kFusionTolerance * largest) << what << " " << i;
}

TEST(Engine, FusedExpansionsGiveWhatBlocksOfTheirOwnDo) {
  for (const graph::Graph& net : {small_mobilenet_v2(), small_fomo()}) {
    SCOPED_TRACE(net.name);
    const Steps fused = train(net, 2, 1), apart = train(net, 2, 1, Engine::Fusion::None);
    expect_close(fused.output, apart.output, "output");
    expect_close(fused.statistics, apart.statistics, "statistics");
    expect_close(fused.gradients, apart.gradients, "gradients");
    EXPECT_NE(fused.gradients, apart.gradients);  // if equal, nothing was fused
  }
}

TEST(Engine, FusedExpansionsGiveTheSameInInference) {
  ThreadPool pool(1);
  const auto answer = [&](Engine::Fusion fusion) {
    auto engine = std::move(Engine::make(small_mobilenet_v2(), kBatch, pool, nullptr, fusion)).value();
    fill(engine.input(), 1);
    engine.forward(kBatch, Engine::Mode::Inference);
    return copied(engine.output());
  };
  expect_close(answer(Engine::Fusion::Allowed), answer(Engine::Fusion::None), "output");
}

// Computes dLoss/dparameter by central differences: (loss(+h) − loss(−h)) / 2h, with
// loss = Σ output · weight.
TEST(Engine, GradientsAreWhatMovingAParameterShows) {
  constexpr float kMove = 1e-2f;             // large enough compared with the rounding of float
  constexpr double kFiniteTolerance = 2e-2;  // relative to the max gradient: error of the central difference
  TestNet net("smooth", {1, 6, 6, 2}, 9);
  graph::TensorId x = net.norm(net.conv(net.input(), {.filters = 4, .size = 3, .has_bias = false}));
  x = net(graph::Logistic{}, {net.depthwise(x, {.size = 3, .stride = 2})});
  const graph::Graph graph = net.finish({net(graph::Softmax{}, {net.dense(x, 3)})});
  ThreadPool pool(1);
  auto engine = std::move(Engine::make(graph, kBatch, pool)).value();
  std::vector<float> weights(static_cast<std::size_t>(kBatch) * 3);
  fill(weights, 5);
  const auto loss = [&] {
    fill(engine.input(), 1);
    engine.forward(kBatch, Engine::Mode::Training);
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
      sum += static_cast<double>(weights[i]) * static_cast<double>(engine.output()[i]);
    return sum;
  };
  loss();
  std::ranges::copy(weights, engine.output_gradient().begin());
  engine.backward();
  const std::vector<float> gradients = copied(engine.gradients());
  double largest = 0;
  for (const float gradient : gradients) largest = std::max(largest, std::abs(static_cast<double>(gradient)));
  for (std::size_t i = 0; i < gradients.size(); i += 3) {
    const float value = engine.values()[i];
    engine.values()[i] = value + kMove;
    const double above = loss();
    engine.values()[i] = value - kMove;
    const double below = loss();
    engine.values()[i] = value;
    EXPECT_NEAR(gradients[i], (above - below) / (2 * static_cast<double>(kMove)), kFiniteTolerance * largest)
        << i;
  }
}

TEST(Engine, InferenceUsesTheRunningStatisticsAndLeavesThem) {
  ThreadPool pool(1);
  auto engine = std::move(Engine::make(small_fomo(), kBatch, pool)).value();
  const std::vector<float> before = copied(engine.statistics());
  fill(engine.input(), 1);
  engine.forward(1, Engine::Mode::Inference);
  const std::vector<float> alone = copied(engine.output());
  engine.forward(kBatch, Engine::Mode::Inference);
  // Pictures are independent of each other.
  EXPECT_EQ(copied(engine.output().subspan(0, alone.size())), alone);
  EXPECT_EQ(copied(engine.statistics()), before);
  engine.forward(kBatch, Engine::Mode::Training);
  EXPECT_NE(copied(engine.output().subspan(0, alone.size())), alone);
  EXPECT_NE(copied(engine.statistics()), before);
}

TEST(Engine, DropoutDropsByTheSeedWhileTrainingOnly) {
  ThreadPool pool(1);
  TestNet net("dropout alone", {1, 16, 16, 1}, 4);
  const graph::TensorId x = net.conv(net.input(), {.filters = 8});
  auto engine = std::move(Engine::make(net.finish({net(graph::Dropout{0.25f}, {x})}), kBatch, pool)).value();
  fill(engine.input(), 1);
  engine.forward(kBatch, Engine::Mode::Inference);
  const std::vector<float> whole = copied(engine.output());
  engine.forward(kBatch, Engine::Mode::Training, 1);
  const std::vector<float> one = copied(engine.output());
  engine.forward(kBatch, Engine::Mode::Training, 2);
  EXPECT_NE(copied(engine.output()), one);
  engine.forward(kBatch, Engine::Mode::Training, 1);
  EXPECT_EQ(copied(engine.output()), one);
  std::size_t dropped = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    dropped += one[i] == 0;
    EXPECT_FLOAT_EQ(one[i], one[i] == 0 ? 0 : whole[i] / 0.75f);
  }
  constexpr double kDropTolerance = 0.02;  // four standard deviations of 10240 random numbers
  EXPECT_NEAR(static_cast<double>(dropped) / static_cast<double>(one.size()), 0.25, kDropTolerance);
}

TEST(Engine, FrozenConstantsAreNoParametersAndStay) {
  graph::Graph graph = small_mobilenet_v2();
  ThreadPool pool(2);
  const auto whole = std::move(Engine::make(graph, kBatch, pool)).value().parameters().size();
  std::size_t frozen = 0;
  for (graph::Tensor& tensor : graph.tensors)
    if (tensor.is_trainable && frozen < 6) {
      tensor.is_trainable = false;
      ++frozen;
    }
  auto engine = std::move(Engine::make(graph, kBatch, pool)).value();
  EXPECT_EQ(engine.parameters().size(), whole - frozen);
  const std::vector<float> before = copied(engine.values());
  fill(engine.input(), 1);
  engine.forward(kBatch, Engine::Mode::Training);
  fill(engine.output_gradient(), 7);
  engine.backward();
  graph = engine.graph();  // with the statistics that this step updated
  for (float& value : engine.values()) value += 1;
  const graph::Graph after = engine.graph();
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const graph::Tensor &old = graph.tensors[i], &now = after.tensors[i];
    EXPECT_EQ(now.data == old.data, !old.is_trainable) << old.name;
  }
  for (const ParameterInfo& info : engine.parameters()) {
    const auto values = graph::float_values(after.tensor(info.tensor));
    EXPECT_FLOAT_EQ(values[0], before[info.offset] + 1) << info.name;
    EXPECT_EQ(values.size(), info.count);
  }
}

TEST(Engine, FrozenBeginningGivesTheOtherGradientsUnchanged) {
  graph::Graph graph = small_fomo();
  const Steps whole = train(graph, 1, 1);
  ThreadPool pool(1);
  auto first = std::move(Engine::make(graph, kBatch, pool)).value();
  const std::size_t last_count = first.parameters().back().count;
  for (graph::Tensor& tensor : graph.tensors)
    tensor.is_trainable = tensor.is_trainable && tensor.name == first.parameters().back().name;
  const Steps frozen = train(graph, 1, 1);
  EXPECT_EQ(frozen.gradients,
            std::vector<float>(whole.gradients.end() - static_cast<std::ptrdiff_t>(last_count),
                               whole.gradients.end()));
}

TEST(Engine, RefusesWhatItCannotTrainByName) {
  ThreadPool pool(1);
  const auto refusal = [&](const graph::Graph& graph) {
    const auto engine = Engine::make(graph, 2, pool);
    EXPECT_FALSE(engine);
    EXPECT_EQ(engine.error().fault, Fault::Unsupported);
    return engine.error().text();
  };
  TestNet joined("joined", {1, 4, 4, 2}, 1);
  const graph::TensorId x = joined.conv(joined.input(), {});
  EXPECT_NE(refusal(joined.finish({joined(graph::Transpose{{3, 1, 2, 0}}, {x})})).find("op1 (transpose)"),
            std::string::npos);
  TestNet scaled("scaled", {1, 4, 4, 2}, 1);
  const graph::TensorId factor = scaled.constant({2}, 0, 1, true);
  EXPECT_NE(refusal(scaled.finish({scaled(graph::Mul{}, {scaled.input(), factor})})).find("op0 (mul)"),
            std::string::npos);
}

}  // namespace
}  // namespace tinsmith::train
