#include "quant/quantize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "graph/builder.h"
#include "graph/print.h"
#include "quant/calibrate.h"
#include "quant/passes.h"
#include "quant/random_network_for_test.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::TensorId;
using testing::HasSubstr;

// With eight bits, a layer with a good range reaches about 40 dB, and a handful of layers stays above this
// limit. A wrong scale, zero point or bias falls far below it.
constexpr double kMinSqnr_db = 12;
constexpr double kMinMedianSqnr_db = 28;

QuantizedModel quantized(const Graph& graph, const Samples& samples, const QuantizeOptions& options = {},
                         int threads = 1) {
  ThreadPool pool(threads);
  SilentProgress progress;
  auto result = quantize(graph, samples, options, pool, progress);
  EXPECT_TRUE(result) << result.error().text();
  return std::move(result).value();
}

std::string refusal(const Graph& graph, const Samples& samples) {
  ThreadPool pool(1);
  SilentProgress progress;
  const auto result = quantize(graph, samples, {}, pool, progress);
  return result ? "" : result.error().text();
}

TEST(Quantize, ARandomNetworkStaysCloseToFloatInEveryLayer) {
  std::vector<double> all;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Graph graph = random_network(seed);
    const QuantizedModel model = quantized(graph, random_samples(graph, 12, seed));
    ASSERT_FALSE(model.layer_errors.empty());
    for (const LayerError& error : model.layer_errors) all.push_back(error.sqnr_db);
    EXPECT_GT(model.layer_errors[0].sqnr_db, kMinSqnr_db)
        << "seed " << seed << ": " << model.layer_errors[0].tensor << graph::print(model.graph);
  }
  std::ranges::sort(all);
  EXPECT_GT(all[all.size() / 2], kMinMedianSqnr_db);
}

TEST(Quantize, TheChosenCandidateHasTheSmallestLossOfAll) {
  const Graph graph = random_network(7);
  const QuantizedModel model = quantized(graph, random_samples(graph, 20, 7));
  EXPECT_EQ(model.candidates.size(), 2 * range_methods().size());
  for (const Candidate& candidate : model.candidates)
    EXPECT_GE(candidate.loss, model.candidates[model.chosen].loss) << candidate.name;
  EXPECT_EQ(model.held_out, 4u);
  EXPECT_EQ(model.float_loss, 0) << "float is no distance from itself";
}

TEST(Quantize, TheCallersLossDecides) {
  const Graph graph = random_network(3);
  const Samples samples = random_samples(graph, 10, 3);
  std::vector<std::size_t> asked;
  int calls = 0;
  QuantizeOptions options;
  options.loss = [&](std::size_t sample, std::span<const float> outputs) {
    EXPECT_EQ(outputs.size(), 5u);
    asked.push_back(sample);
    // The float graph is measured first, then each candidate on both held-out samples: the fourth
    // candidate shall win.
    return calls++ / 2 == 4 ? 0.0 : 1.0;
  };
  const QuantizedModel model = quantized(graph, samples, options);
  EXPECT_EQ(model.chosen, 3u);
  EXPECT_EQ(model.float_loss, 1.0);
  EXPECT_EQ(asked[0], 4u);
  EXPECT_EQ(asked[1], 9u);
}

TEST(Quantize, AnyNumberOfThreadsGivesTheSameModel) {
  const Graph graph = random_network(11);
  const Samples samples = random_samples(graph, 40, 11);
  const QuantizedModel one = quantized(graph, samples, {}, 1);
  for (const int threads : {2, 3}) {
    const QuantizedModel more = quantized(graph, samples, {}, threads);
    EXPECT_EQ(more.graph, one.graph);
    EXPECT_EQ(more.candidates[0].loss, one.candidates[0].loss);
    EXPECT_EQ(more.layer_errors[0].sqnr_db, one.layer_errors[0].sqnr_db);
  }
}

TEST(Quantize, FewSamplesServeForBoth) {
  const Graph graph = random_network(2);
  EXPECT_EQ(quantized(graph, random_samples(graph, 3, 2)).held_out, 3u);
}

TEST(Quantize, AnOutlierInOnePictureDoesNotDecideTheRange) {
  graph::Builder build("outlier", 1);
  TensorId x = build.conv2d("conv", build.input("image", {1, 24, 24, 3}), {.filters = 8, .filter = 3});
  x = build.append("relu", graph::Relu{}, {x});
  const Graph graph = build.finish({build.conv2d("mixed", x, {.filters = 4})});
  Samples samples = random_samples(graph, 40, 1);
  samples[8][5] = 2000;  // one pixel of one picture
  const QuantizedModel model = quantized(graph, samples);
  EXPECT_GT(model.chosen, 1u) << "not min-max";
  EXPECT_LT(model.candidates[model.chosen].loss, 0.01 * model.candidates[0].loss);
}

TEST(Quantize, ConstantAndNegativeActivationsSurvive) {
  graph::Builder build("constant", 1);
  TensorId x =
      build.conv2d("zero", build.input("image", {1, 4, 4, 2}), {.filters = 3, .bias = true, .zeros = true});
  x = build.append("leaky", graph::LeakyRelu{0.3f}, {x});
  Graph graph = build.finish({build.conv2d("next", x, {.filters = 2, .bias = true})});
  graph.tensor(graph.operators[0].inputs[2]).data =
      bytes_of(std::vector<float>{-5, -2, -3});  // negative only
  const QuantizedModel model = quantized(graph, random_samples(graph, 5, 1));
  EXPECT_GT(model.layer_errors[0].sqnr_db, 35);
}

TEST(Quantize, SamplesThatDoNotFitAreNamed) {
  const Graph graph = random_network(1);
  Samples samples = random_samples(graph, 2, 1);
  EXPECT_THAT(refusal(graph, {}), HasSubstr("no calibration pictures"));
  samples[1].pop_back();
  EXPECT_THAT(refusal(graph, samples), HasSubstr("sample 1 has"));
  samples[1].push_back(std::numeric_limits<float>::infinity());
  EXPECT_THAT(refusal(graph, samples), HasSubstr("sample 1 has a value that is not finite"));
}

TEST(Quantize, ANetworkWhoseValuesOverflowIsNamed) {
  graph::Builder build("overflow", 1);
  TensorId x = build.conv2d("large", build.input("image", {1, 4, 4, 1}), {.filters = 1});
  Graph graph = build.finish({build.append("squared", graph::Mul{}, {x, x})});
  graph.tensor(graph.operators[0].inputs[1]).data = bytes_of(std::vector<float>{1e38f});
  EXPECT_THAT(refusal(graph, random_samples(graph, 2, 1)),
              HasSubstr("'squared' has values that are not finite"));
}

TEST(Quantize, TwoInputsAreRefused) {
  graph::Builder build("two", 1);
  const TensorId left = build.input("left", {1, 4}), right = build.input("right", {1, 4});
  const Graph graph = build.finish({build.append("sum", graph::Add{}, {left, right})});
  EXPECT_THAT(refusal(graph, {std::vector<float>(4)}), HasSubstr("2 inputs; one is expected"));
}

class Impatient final : public Progress {
 public:
  void report(std::string_view, double, double) override {}
  bool should_stop() const override { return true; }
};

TEST(Quantize, StopsWhenAsked) {
  const Graph graph = random_network(1);
  ThreadPool pool(1);
  Impatient progress;
  const auto result = quantize(graph, random_samples(graph, 5, 1), {}, pool, progress);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::Cancelled);
}

}  // namespace
}  // namespace tinsmith::quant
