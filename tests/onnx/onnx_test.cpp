// A graph that is written as ONNX gives the same outputs in our own reader and in ONNX Runtime.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "formats/onnx/onnx.h"
#include "heads/heads.h"
#include "onnx/real_runtime.h"
#include "onnx/small_networks.h"
#include "zoo/zoo.h"

namespace tinsmith {
namespace {

using graph::Graph;

// Tolerance for sums in another order, over some thousand products near 1.
constexpr float kSumTolerance = 1e-4f;
// Tolerance for the same operators on the same numbers; only a batch norm may be computed in another order.
constexpr float kRereadTolerance = 1e-6f;

constexpr std::uint64_t kSeed = 4;

// Sets the batch norms to values as after a training, so that they have an effect.
void spread_norms(Graph& graph) {
  for (const graph::Operator& op : graph.operators) {
    if (!op.is<graph::BatchNorm>()) continue;
    for (std::size_t i = 1; i < op.inputs.size(); ++i) {
      graph::Tensor& tensor = graph.tensor(op.inputs[i]);
      auto values = graph::float_values(tensor);
      for (std::size_t c = 0; c < values.size(); ++c)
        values[c] += 0.1f * static_cast<float>((c * 7 + i * 3) % 5) - (i < 4 ? 0.3f : 0.0f);
      tensor.data = bytes_of(values);
    }
  }
}

// All networks as they are trained, and the detectors also as they are exported.
std::vector<SmallNetwork> zoo_networks() {
  std::vector<SmallNetwork> networks;
  const zoo::BuildSettings settings{.width = 64, .height = 96, .classes = 3};
  for (const zoo::Network& network : zoo::networks()) {
    auto graph = zoo::build(network, settings);
    EXPECT_TRUE(graph) << network.name;
    spread_norms(*graph);
    networks.push_back({std::string(network.name), *graph});
    if (network.box_grid == nullptr) continue;
    const scene::BoxGrid grid = network.box_grid(settings);
    for (const auto& [form, ending] :
         {std::pair(heads::BoxForm::Rows, "_rows"), std::pair(heads::BoxForm::Levels, "_levels")}) {
      if (form == heads::BoxForm::Rows && grid.coding == scene::BoxCoding::Exponential) continue;
      auto answered = heads::with_answer(*graph, scene::Task::Boxes, &grid, form);
      EXPECT_TRUE(answered) << network.name << ": " << answered.error().text();
      networks.push_back({std::string(network.name) + ending, std::move(*answered)});
    }
  }
  return networks;
}

std::vector<SmallNetwork> all_networks() {
  auto networks = small_networks();
  for (SmallNetwork& network : zoo_networks()) networks.push_back(std::move(network));
  return networks;
}

// Difference between two outputs, relative to the largest value (at least 1): small values are often
// differences of large ones.
float max_difference(const std::vector<float>& a, const std::vector<float>& b) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  if (a.size() != b.size()) return kInfinity;
  float largest = 0, magnitude = 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!std::isfinite(a[i]) || !std::isfinite(b[i])) return kInfinity;
    largest = std::max(largest, std::abs(a[i] - b[i]));
    magnitude = std::max(magnitude, std::abs(a[i]));
  }
  return largest / magnitude;
}

TEST(Onnx, EveryNetworkReadsBackAndAnswersTheSame) {
  for (const SmallNetwork& network : all_networks()) {
    const auto file = formats::write_onnx(network.graph, {});
    ASSERT_TRUE(file) << network.name << ": " << file.error().text();
    const auto again = formats::read_onnx(*file);
    ASSERT_TRUE(again) << network.name << ": " << again.error().text();
    const auto inputs = random_inputs(network.graph, kSeed);
    const auto expected = answers_of(network.graph, inputs), answers = answers_of(again->graph, inputs);
    ASSERT_EQ(answers.size(), expected.size());
    for (std::size_t k = 0; k < answers.size(); ++k) {
      EXPECT_EQ(again->graph.tensor(again->graph.outputs[k]).shape,
                network.graph.tensor(network.graph.outputs[k]).shape);
      EXPECT_LE(max_difference(expected[k], answers[k]), kRereadTolerance) << network.name << " output " << k;
    }
  }
}

// Transposes that are written would be read back; some existing ones cancel each other and are removed.
TEST(Onnx, ANetworkOfTheZooReadsBackWithNoMoreOperators) {
  for (const SmallNetwork& network : zoo_networks()) {
    const auto again = formats::read_onnx(formats::write_onnx(network.graph, {}).value()).value();
    std::size_t kept = 0;
    for (const graph::Operator& op : network.graph.operators) kept += op.is<graph::Dropout>() ? 0 : 1;
    EXPECT_LE(again.graph.operators.size(), kept) << network.name;
  }
}

TEST(Onnx, EveryNetworkAnswersTheSameInOnnxRuntime) {
  if (!OnnxRuntime::is_installed())
    GTEST_SKIP() << "SKIP: ONNX Runtime is not installed (tests/onnx/install)";
  OnnxRuntime runtime;
  const auto networks = all_networks();
  for (const SmallNetwork& network : networks)
    runtime.add(network.name, formats::write_onnx(network.graph, {}).value(), network.graph,
                random_inputs(network.graph, kSeed));
  EXPECT_EQ(runtime.run(), "");
  for (const SmallNetwork& network : networks) {
    const auto expected = answers_of(network.graph, random_inputs(network.graph, kSeed));
    for (std::size_t k = 0; k < expected.size(); ++k)
      EXPECT_LE(max_difference(expected[k], runtime.output(network.name, network.graph, k)), kSumTolerance)
          << network.name << " output " << k;
  }
}

}  // namespace
}  // namespace tinsmith
