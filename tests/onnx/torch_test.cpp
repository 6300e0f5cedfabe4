// Networks that PyTorch exports in several operator sets give the same outputs here as in PyTorch.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "formats/onnx/onnx.h"
#include "graph/operators.h"
#include "onnx/real_runtime.h"
#include "onnx/small_networks.h"

namespace tinsmith {
namespace {

// Tolerance for sums in another order, over twenty layers; boxes are in tens of pixels.
constexpr float kTolerance = 1e-4f;

const char* const kModels[] = {"lenet",       "mobilenet_v1", "mobilenet_v2", "mobilenet_v2_whole",
                               "yolov5",      "yolov5_old",   "yolov5_whole", "yolov8",
                               "yolov8_old",  "yolov8_open",  "oddities_9",   "oddities_11",
                               "oddities_13", "oddities_17"};

// A folder with all exports, written once; none when PyTorch is not installed.
const TemporaryFolder* exports() {
  static const auto folder = []() -> std::optional<TemporaryFolder> {
    if (std::system("/usr/bin/python3 -c 'import torch' 2>/dev/null") != 0) return std::nullopt;
    auto made = TemporaryFolder::make().value();
    const std::string command =
        fmt::format("/usr/bin/python3 tests/oracle/onnx_models.py '{}'", made.path().string());
    CHECK(std::system(command.c_str()) == 0, "{}", command);
    return made;
  }();
  return folder ? &*folder : nullptr;
}

Bytes file(const std::string& name) {
  return read_file(exports()->path() / name).value();
}

graph::Graph read(const std::string& name) {
  auto model = formats::read_onnx(file(name + ".onnx"));
  CHECK(model, "{}: {}", name, model.error().text());
  return std::move(model->graph);
}

std::vector<float> expected_answer(const std::string& name, const graph::Graph& graph, std::size_t index) {
  return as_in_graph(values_of<float>(file(fmt::format("{}.out.{}", name, index))),
                     graph.tensor(graph.outputs[index]).shape);
}

void expect_near(const std::vector<float>& answer, const std::vector<float>& expected,
                 const std::string& name, std::size_t index) {
  ASSERT_EQ(answer.size(), expected.size()) << name << " output " << index;
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(answer[i], expected[i], kTolerance * std::max(1.0f, std::abs(expected[i])))
        << name << " output " << index << " value " << i;
}

class OnnxByPyTorch : public testing::TestWithParam<const char*> {};

TEST_P(OnnxByPyTorch, AnswersAsItDoesThere) {
  if (exports() == nullptr) GTEST_SKIP() << "SKIP: PyTorch (python3-torch) is not installed";
  const std::string name = GetParam();
  const auto model = formats::read_onnx(file(name + ".onnx"));
  ASSERT_TRUE(model) << model.error().text();
  EXPECT_EQ(model->producer, "pytorch");
  const graph::Graph& graph = model->graph;
  ASSERT_EQ(graph.inputs.size(), 1u);
  EXPECT_EQ(graph.tensor(graph.inputs[0]).name, "images");
  const auto input = as_in_graph(values_of<float>(file(name + ".in")), graph.tensor(graph.inputs[0]).shape);
  const auto answers = answers_of(graph, {input});
  for (std::size_t k = 0; k < answers.size(); ++k)
    expect_near(answers[k], expected_answer(name, graph, k), name, k);
}
INSTANTIATE_TEST_SUITE_P(Models, OnnxByPyTorch, testing::ValuesIn(kModels),
                         [](const auto& model) { return std::string(model.param); });

// Reads each model, writes it again, and runs it in ONNX Runtime: the outputs equal those of PyTorch.
TEST(OnnxAgain, AnswersInOnnxRuntimeAsInPyTorch) {
  if (exports() == nullptr) GTEST_SKIP() << "SKIP: PyTorch (python3-torch) is not installed";
  if (!OnnxRuntime::is_installed())
    GTEST_SKIP() << "SKIP: ONNX Runtime is not installed (tests/onnx/install)";
  OnnxRuntime runtime;
  for (const std::string name : kModels) {
    const graph::Graph graph = read(name);
    const auto input = values_of<float>(file(name + ".in"));
    const auto written = formats::write_onnx(graph, {});
    ASSERT_TRUE(written) << name << ": " << written.error().text();
    runtime.add(name, *written, graph, {as_in_graph(input, graph.tensor(graph.inputs[0]).shape)});
  }
  ASSERT_EQ(runtime.run(), "");
  for (const std::string name : kModels) {
    const graph::Graph graph = read(name);
    for (std::size_t k = 0; k < graph.outputs.size(); ++k)
      expect_near(runtime.output(name, graph, k), expected_answer(name, graph, k), name, k);
  }
}

}  // namespace
}  // namespace tinsmith
