#include "train/fit_state.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.h"
#include "train/engine/nets_for_test.h"

namespace tinsmith::train {
namespace {

graph::Graph net_with(std::int32_t classes) {
  TestNet net("state", {1, 8, 8, 3}, 3);
  const graph::TensorId x =
      net(graph::Relu6{},
          {net.norm(net.conv(net.input(), {.filters = 4, .size = 3, .stride = 2, .has_bias = false}))});
  return net.finish({net.dense(net(graph::Mean{{1, 2}, false}, {x}), classes)});
}

class FitStateTest : public testing::Test {
 protected:
  FitState state_of(const graph::Graph& graph, const FitSettings& settings = {}) {
    return {graph, Engine::make(graph, 4, pool_).value(), settings};
  }
  // Trains one step towards larger outputs and completes an epoch with this validation metric.
  EpochRecord epoch(FitState& state, double metric) {
    Engine& engine = state.engine();
    std::fill(engine.input().begin(), engine.input().end(), 0.5f);
    engine.forward(4, Engine::Mode::Training);
    std::fill(engine.output_gradient().begin(), engine.output_gradient().end(), -1.0f);
    engine.backward();
    state.update(0.01);
    EpochRecord record;
    record.epoch = static_cast<std::int32_t>(state.progress().records.size()) + 1;
    record.validation_metric = metric;
    state.complete_epoch(record);
    return record;
  }

  ThreadPool pool_{1};
  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::filesystem::path file_ = folder_.path() / "last.safetensors";
  graph::Graph graph_ = net_with(2);
};

TEST_F(FitStateTest, KeepsTheWeightsOfTheBestEpoch) {
  FitState state = state_of(graph_);
  EXPECT_EQ(state.best_record(), nullptr);
  EXPECT_TRUE(epoch(state, 0.5).is_best);
  const Weights first = state.best();
  EXPECT_FALSE(epoch(state, 0.4).is_best);
  EXPECT_EQ(state.best(), first);
  EXPECT_TRUE(epoch(state, 0.6).is_best);
  EXPECT_NE(state.best(), first);
  EXPECT_EQ(state.best_record()->epoch, 3);
}

TEST_F(FitStateTest, ContinuesFromACheckpointToTheSameBits) {
  FitState whole = state_of(graph_);
  epoch(whole, 0.5);
  ASSERT_TRUE(whole.save(file_));
  FitState resumed = state_of(graph_);
  EXPECT_NE(resumed.weights_hash(), whole.weights_hash());
  ASSERT_TRUE(resumed.resume(file_));
  for (FitState* state : {&whole, &resumed}) epoch(*state, 0.6);
  EXPECT_EQ(resumed.weights_hash(), whole.weights_hash());
  EXPECT_EQ(resumed.average(), whole.average());
  EXPECT_EQ(resumed.best(), whole.best());
  EXPECT_EQ(resumed.steps(), 2);
}

TEST_F(FitStateTest, BeginsAnewWhenThereIsNoCheckpoint) {
  FitState state = state_of(graph_);
  const std::uint64_t before = state.weights_hash();
  EXPECT_TRUE(state.resume(file_));
  EXPECT_TRUE(state.resume({}));
  EXPECT_EQ(state.weights_hash(), before);
}

TEST_F(FitStateTest, RefusesTheCheckpointOfAnotherNetworkOrOptimizer) {
  FitState written = state_of(graph_);
  epoch(written, 0.5);
  ASSERT_TRUE(written.save(file_));
  const graph::Graph other = net_with(3);
  EXPECT_EQ(state_of(other).resume(file_).error().fault, Fault::Conflict);
  FitSettings settings;
  settings.optimizer.kind = OptimizerKind::Sgd;
  EXPECT_EQ(state_of(graph_, settings).resume(file_).error().fault, Fault::Conflict);
}

TEST_F(FitStateTest, PutsTheWeightsOfTheLastStepBackAfterOthersWereUsed) {
  for (const bool is_quantization_aware : {false, true}) {
    FitSettings settings;
    settings.is_quantization_aware = is_quantization_aware;
    FitState state = state_of(graph_, settings);
    epoch(state, 0.5);
    epoch(state, 0.4);
    const std::uint64_t trained = state.weights_hash();
    const std::uint64_t best = state.with(state.best(), [&] { return state.weights_hash(); });
    EXPECT_NE(best, trained);
    EXPECT_EQ(state.weights_hash(), trained);
    state.best_graph();
    EXPECT_EQ(state.weights_hash(), trained);
  }
}

TEST_F(FitStateTest, TrainsQuantizationAwareWithRoundedWeightsAndReturnsExactOnes) {
  FitSettings settings;
  settings.is_quantization_aware = true;
  FitState state = state_of(graph_, settings);
  epoch(state, 0.5);
  const auto values = state.engine().values();
  const std::vector<float> rounded(values.begin(), values.end());
  EXPECT_NE(rounded, state.best().values);
  const graph::Graph best = state.best_graph();
  auto engine = Engine::make(best, 4, pool_);
  ASSERT_TRUE(engine);
  EXPECT_TRUE(std::equal(state.best().values.begin(), state.best().values.end(), engine->values().begin()));
}

}  // namespace
}  // namespace tinsmith::train
