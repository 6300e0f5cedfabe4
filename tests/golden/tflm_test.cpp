// Public int8 models, run by TensorFlow Lite Micro itself on six inputs each (see
// ../shared/golden/README.md): our output bytes equal its bytes, and our arena estimate is close to its
// arena.
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "base/shared_data_for_test.h"
#include "formats/tflite/tflite.h"
#include "infer/interpreter.h"
#include "infer/memory_plan.h"

namespace tinsmith {
namespace {

struct Model {
  std::string name;
  graph::Graph graph;
  Bytes inputs, outputs;         // of all samples, one after the other
  std::int64_t arena_bytes = 0;  // as TensorFlow Lite Micro reported it, on a 64-bit computer
};

// The golden models, or none and the reason why the test is skipped.
std::vector<Model> golden_models() {
  std::vector<Model> models;
  const auto folder = shared_data("golden/tflm");
  if (!folder) return models;
  const auto index = nlohmann::json::parse(read_text_file(*folder / "index.json").value());
  for (const auto& [name, facts] : index.items()) {
    auto graph = formats::read_tflite(read_file(*folder / (name + ".tflite")).value());
    EXPECT_TRUE(graph) << name << ": " << graph.error().text();
    if (!graph) continue;
    models.push_back({name, std::move(graph->graph), read_file(*folder / (name + ".in.bin")).value(),
                      read_file(*folder / (name + ".out.bin")).value(),
                      facts.at("tflm_arena_bytes_64bit").get<std::int64_t>()});
  }
  EXPECT_EQ(models.size(), index.size());
  return models;
}

Bytes joined(const std::vector<std::vector<Bytes>>& samples) {
  Bytes bytes;
  for (const auto& outputs : samples)
    for (const Bytes& output : outputs) bytes.insert(bytes.end(), output.begin(), output.end());
  return bytes;
}

TEST(TensorFlowLiteMicro, GivesTheSameBytesOnBothPathsAndAnyNumberOfThreads) {
  const std::vector<Model> models = golden_models();
  if (models.empty()) GTEST_SKIP() << "SKIP: ../shared/golden/tflm is not there";
  for (const Model& model : models)
    for (const infer::Options& options :
         {infer::Options{.path = infer::Path::Reference}, infer::Options{}, infer::Options{.threads = 3}}) {
      auto interpreter = infer::Interpreter::make(model.graph, options);
      ASSERT_TRUE(interpreter) << model.name << ": " << interpreter.error().text();
      const auto samples = infer::invoke(*interpreter, model.inputs);
      ASSERT_TRUE(samples) << model.name << ": " << samples.error().text();
      EXPECT_EQ(joined(*samples), model.outputs) << model.name;
    }
}

TEST(TensorFlowLiteMicro, TookAboutTheArenaThatIsEstimated) {
  const std::vector<Model> models = golden_models();
  if (models.empty()) GTEST_SKIP() << "SKIP: ../shared/golden/tflm is not there";
  constexpr std::int64_t kTooMuch_bytes = 1024;  // the estimate is slightly too high
  for (const Model& model : models) {
    const std::int64_t estimate =
        infer::estimate_arena(model.graph, infer::KernelLibrary::Reference, 8).arena_bytes();
    EXPECT_GE(estimate, model.arena_bytes) << model.name;
    EXPECT_LE(estimate, model.arena_bytes + kTooMuch_bytes) << model.name;
    EXPECT_LT(infer::estimate_arena(model.graph).arena_bytes(), estimate) << model.name;
  }
}

}  // namespace
}  // namespace tinsmith
