// Measures the inference time per picture on one thread: networks of the zoo with random weights, in int8 and
// in float, and the person detector of MLPerf Tiny if the shared files contain it.
//
// Prints JSON lines as benchmarks/README.md describes. Writes the models for peer_infer.py to the folder in the
// first argument (build/bench_models).
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <vector>

#include "base/files.h"
#include "base/random.h"
#include "base/shared_data_for_test.h"
#include "formats/onnx/onnx.h"
#include "formats/tflite/tflite.h"
#include "heads/heads.h"
#include "infer/interpreter.h"
#include "quant/quantize.h"
#include "zoo/zoo.h"

namespace tinsmith {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kWarmUp_s = 0.3, kMeasured_s = 1.5;
constexpr std::size_t kSamples = 8;

struct Row {
  const char* network;
  std::int32_t size_px;
  scene::Task task;
};
constexpr Row kRows[] = {
    {"swift-yolo-tiny", 192, scene::Task::Boxes},
    {"tinsmith-det", 192, scene::Task::Boxes},
    {"mobilenetv2-0.35", 96, scene::Task::Classification},
    {"fomo-0.35", 96, scene::Task::Centroids},
};
constexpr std::int32_t kClasses = 3;

// Returns the median of several runs.
double milliseconds(const graph::Graph& graph) {
  auto interpreter = infer::Interpreter::make(graph).value();
  Rng rng(1);
  std::vector<std::byte> input(interpreter.input().size());
  if (graph.tensor(graph.inputs[0]).type == graph::ElementType::Float32) {
    for (std::size_t i = 0; i + sizeof(float) <= input.size(); i += sizeof(float)) {
      const auto value = static_cast<float>(rng.uniform(0, 1));
      std::copy_n(std::as_bytes(std::span(&value, 1)).begin(), sizeof(float),
                  input.begin() + static_cast<std::ptrdiff_t>(i));
    }
  } else {
    for (std::byte& value : input) value = static_cast<std::byte>(rng.below(256));
  }
  std::vector<double> runs_ms;
  const auto began = Clock::now();
  for (double passed_s = 0; passed_s < kWarmUp_s + kMeasured_s;
       passed_s = std::chrono::duration<double>(Clock::now() - began).count()) {
    std::copy(input.begin(), input.end(), interpreter.input().begin());
    const auto run_began = Clock::now();
    interpreter.run();
    if (passed_s > kWarmUp_s)
      runs_ms.push_back(1e3 * std::chrono::duration<double>(Clock::now() - run_began).count());
  }
  std::nth_element(runs_ms.begin(), runs_ms.begin() + static_cast<std::ptrdiff_t>(runs_ms.size() / 2),
                   runs_ms.end());
  return runs_ms[runs_ms.size() / 2];
}

void print(const std::string& name, const graph::Graph& graph) {
  fmt::print("{{\"name\": \"{}\", \"unit\": \"ms\", \"value\": {:.4f}}}\n", name, milliseconds(graph));
  std::fflush(stdout);
}

void measure(const Row& row, const std::filesystem::path& folder) {
  const zoo::Network& network = *zoo::find_network(row.network).value();
  const zoo::BuildSettings settings{.width = row.size_px, .height = row.size_px, .classes = kClasses};
  auto graph = zoo::build(network, settings).value();
  scene::BoxGrid grid;
  if (network.box_grid != nullptr) grid = network.box_grid(settings);
  graph = heads::with_answer(std::move(graph), row.task, &grid).value();
  ThreadPool pool(1);
  SilentProgress progress;
  Rng rng(2);
  quant::Samples samples(kSamples);
  for (auto& sample : samples) {
    sample.resize(static_cast<std::size_t>(graph::element_count(graph.tensor(graph.inputs[0]).shape)));
    for (float& value : sample) value = static_cast<float>(rng.uniform(0, 1));
  }
  const auto quantized = quant::quantize(graph, samples, {}, pool, progress).value();
  const std::string name = fmt::format("{}@{}", row.network, row.size_px);
  write_file(folder / (name + ".int8.tflite"), formats::write_tflite(quantized.graph, {}).value()).value();
  write_file(folder / (name + ".onnx"), formats::write_onnx(quantized.float_graph, {}).value()).value();
  print(name + " int8", quantized.graph);
  print(name + " float", quantized.float_graph);
}

void measure_shared(const std::filesystem::path& folder) {
  const auto file = shared_data("golden/tflm/vww_96_int8.tflite");
  if (!file) return;
  const auto bytes = read_file(*file).value();
  write_file(folder / "vww_96.int8.tflite", bytes).value();
  print("vww_96 int8", formats::read_tflite(bytes).value().graph);
}

}  // namespace
}  // namespace tinsmith

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : "build/bench_models";
  std::filesystem::create_directories(folder);
  for (const auto& row : tinsmith::kRows) tinsmith::measure(row, folder);
  tinsmith::measure_shared(folder);
}
