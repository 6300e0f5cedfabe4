// Compares every operator of quantized networks with the real TensorFlow Lite runtime (npm's WebAssembly
// build, in Chromium). Its rounding differs by one quantization step at some places of every layer, and over
// many layers the difference grows (to 25 in the outputs of golden/tflm). Therefore each operator is compared
// by itself: its inputs are the bytes of the real runtime. The decisive bytes, those of TensorFlow Lite
// Micro, are compared bit for bit in tests/golden.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/files.h"
#include "base/random.h"
#include "formats/tflite/tflite.h"
#include "graph/operators.h"
#include "infer/interpreter.h"
#include "quant/quantize.h"
#include "quant/random_network_for_test.h"
#include "tflite_runtime/real_runtime.h"
#include "zoo/zoo.h"

namespace tinsmith {
namespace {

using graph::Graph;
using graph::TensorId;

constexpr std::size_t kSamples = 3;

Graph int8_of(const Graph& network) {
  ThreadPool pool(1);
  SilentProgress progress;
  auto model = quant::quantize(network, quant::random_samples(network, 10, 1), {}, pool, progress);
  EXPECT_TRUE(model) << model.error().text();
  return std::move(model->graph);
}

// Reads the graph of a file and makes every activation an output.
Graph showing_all(ByteView tflite) {
  auto file = formats::read_tflite(tflite);
  EXPECT_TRUE(file) << file.error().text();
  Graph all = std::move(file->graph);
  all.outputs.clear();
  for (const graph::Operator& op : all.operators)
    all.outputs.insert(all.outputs.end(), op.outputs.begin(), op.outputs.end());
  return all;
}

class TfliteOperators : public testing::Test {
 protected:
  void SetUp() override {
    if (!real_runtime_is_installed())
      GTEST_SKIP() << "SKIP: the real runtime is not installed (tests/tflite_runtime/install)";
  }

  void compare(const Graph& network) { compare_file(formats::write_tflite(int8_of(network), {}).value()); }

  void compare_file(ByteView tflite) {
    const Graph graph = showing_all(tflite);
    Bytes input(kSamples *
                static_cast<std::size_t>(graph::element_count(graph.tensor(graph.inputs[0]).shape)));
    Rng random(5);
    for (std::byte& value : input) value = static_cast<std::byte>(random.below(256));
    const auto model = folder_.path() / "model.tflite", inputs = folder_.path() / "input.bin";
    ASSERT_TRUE(write_file(model, formats::write_tflite(graph, {}).value()));
    ASSERT_TRUE(write_file(inputs, input));
    ASSERT_EQ(run_real_runtime(model, inputs, folder_.path() / "real"), 0) << "the runtime refuses the model";
    for (std::size_t sample = 0; sample < kSamples; ++sample) compare_sample(graph, input, sample);
  }

  // A model that `tinsmith train` makes from the demo pictures.
  void compare_export(const char* task, const char* model) {
    const std::string demo = (folder_.path() / "demo").string(), run = (folder_.path() / "run").string();
    ASSERT_EQ(shell(fmt::format("'{}' data demo --task {} --out '{}'", TINSMITH_EXECUTABLE, task, demo)), 0);
    ASSERT_EQ(shell(fmt::format("'{}' train '{}' --out '{}' --model {} --size 64 --epochs 3",
                                TINSMITH_EXECUTABLE, demo, run, model)),
              0);
    compare_file(read_file(folder_.path() / "run" / "model.int8.tflite").value());
  }

 private:
  void compare_sample(const Graph& graph, const Bytes& input, std::size_t sample) {
    std::map<TensorId, Bytes> real;
    const auto size = static_cast<std::ptrdiff_t>(input.size() / kSamples);
    const auto begin = input.begin() + static_cast<std::ptrdiff_t>(sample) * size;
    real[graph.inputs[0]] = Bytes(begin, begin + size);
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
      auto bytes = read_file(folder_.path() / fmt::format("real.{}.{}.bin", sample, i));
      ASSERT_TRUE(bytes) << bytes.error().text();
      real[graph.outputs[i]] = std::move(bytes).value();
    }
    for (const graph::Operator& op : graph.operators) compare_operator(graph, op, real);
  }

  void compare_operator(const Graph& graph, const graph::Operator& op,
                        const std::map<TensorId, Bytes>& real) {
    Graph alone = graph;
    alone.operators = {op};
    alone.outputs = op.outputs;
    alone.inputs.clear();
    for (const TensorId id : op.inputs)
      if (id != graph::kNoTensor && !graph.tensor(id).is_constant &&
          std::find(alone.inputs.begin(), alone.inputs.end(), id) == alone.inputs.end())
        alone.inputs.push_back(id);
    auto interpreter = infer::Interpreter::make(alone);
    ASSERT_TRUE(interpreter) << interpreter.error().text();
    for (std::size_t i = 0; i < alone.inputs.size(); ++i)
      std::ranges::copy(real.at(alone.inputs[i]), interpreter->input(i).begin());
    interpreter->run();
    for (std::size_t i = 0; i < op.outputs.size(); ++i) {
      const Bytes& expected = real.at(op.outputs[i]);
      ASSERT_EQ(interpreter->output(i).size(), expected.size());
      EXPECT_LE(max_difference(interpreter->output(i), expected), kRoundingOfXnnpack_steps)
          << graph::info_of(op).name << " '" << op.name << "'";
    }
  }

  TemporaryFolder folder_ = TemporaryFolder::make().value();
};

TEST_F(TfliteOperators, OfRandomNetworksGiveWhatTheRealRuntimeGives) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) compare(quant::random_network(seed));
}

TEST_F(TfliteOperators, OfTheZooGiveWhatTheRealRuntimeGives) {
  for (const std::string_view name : {"mobilenetv1-0.1", "mobilenetv2-0.35", "fomo-0.35"}) {
    const auto network = zoo::build(**zoo::find_network(name), {.width = 64, .height = 64, .classes = 3});
    ASSERT_TRUE(network) << network.error().text();
    compare(*network);
  }
}

TEST_F(TfliteOperators, OfAnExportedClassifierGiveWhatTheRealRuntimeGives) {
  compare_export("classification", "mobilenetv2-0.35");
}

TEST_F(TfliteOperators, OfAnExportedCentroidNetworkGiveWhatTheRealRuntimeGives) {
  compare_export("detection", "fomo-0.35");
}

TEST_F(TfliteOperators, OfAnExportedSwiftYoloGiveWhatTheRealRuntimeGives) {
  compare_export("detection", "swift-yolo-tiny");
}

TEST_F(TfliteOperators, OfAnExportedTinsmithDetGiveWhatTheRealRuntimeGives) {
  compare_export("detection", "tinsmith-det");
}

}  // namespace
}  // namespace tinsmith
