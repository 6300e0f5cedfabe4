// The same network, saved by Keras and by TensorFlow Lite's converter, gives the outputs of the real runtime.
#include <gtest/gtest.h>

#include <array>

#include "base/files.h"
#include "base/random.h"
#include "base/shared_data_for_test.h"
#include "formats/keras/keras.h"
#include "formats/tflite/tflite.h"
#include "formats/weights/assign.h"
#include "infer/interpreter.h"

namespace tinsmith {
namespace {

constexpr int kSamples = 6;
// The first of the two probabilities ("no person"), as tools/tflite/run.mjs (TensorFlow Lite, XNNPACK, npm
// @tensorflow/tfjs-tflite 0.0.1-alpha.10) gave it for vww_96_float.tflite and the inputs of `sample`.
constexpr std::array<float, kSamples> kRuntimeSaid = {0.98920548f,  0.996816933f, 0.997069836f,
                                                      0.997405469f, 0.998144031f, 0.989690423f};
// Tolerance: both sum hundreds of products in float, in different orders.
constexpr double kProbabilityTolerance = 1e-5;

// Noise with its own brightness and contrast, 0…1, [1, 96, 96, 3].
std::vector<float> sample(int index) {
  Rng rng{7, static_cast<std::uint64_t>(index)};
  const double low = 0.15 * index, high = 1 - 0.1 * (5 - index);
  std::vector<float> values(96 * 96 * 3);
  for (float& value : values)
    value = static_cast<float>(rng.uniform(std::min(low, high), std::max(low, high)));
  return values;
}

void expect_runtimes_answers(const graph::Graph& graph) {
  for (const auto path : {infer::Path::Reference, infer::Path::Fast}) {
    auto interpreter = infer::Interpreter::make(graph, {.path = path});
    ASSERT_TRUE(interpreter) << interpreter.error().text();
    for (int i = 0; i < kSamples; ++i) {
      const auto values = sample(i);
      std::copy(values.begin(), values.end(), interpreter->input_as<float>().begin());
      interpreter->run();
      EXPECT_NEAR(interpreter->output_as<float>()[0], kRuntimeSaid[static_cast<std::size_t>(i)],
                  kProbabilityTolerance)
          << i;
    }
  }
}

TEST(VisualWakeWords, TheTfliteFileAnswersAsTheRealRuntime) {
  const auto path = shared_data("golden/weights/vww_96_float.tflite");
  if (!path) GTEST_SKIP() << "SKIP: the golden weights are not here";
  const auto model = formats::read_tflite(*read_file(*path));
  ASSERT_TRUE(model) << model.error().text();
  expect_runtimes_answers(model->graph);
}

TEST(VisualWakeWords, TheKerasFileAnswersAsTheRealRuntime) {
  const auto path = shared_data("golden/weights/vww_96.h5");
  if (!path) GTEST_SKIP() << "SKIP: the golden weights are not here";
  const auto graph = formats::read_keras(*path);
  ASSERT_TRUE(graph) << graph.error().text();
  expect_runtimes_answers(*graph);
}

TEST(VisualWakeWords, TheLayersOfOneFileMakeTheOtherAnswerTheSame) {
  const auto tflite = shared_data("golden/weights/vww_96_float.tflite"),
             keras = shared_data("golden/weights/vww_96.h5");
  if (!tflite || !keras) GTEST_SKIP() << "SKIP: the golden weights are not here";
  auto unfolded = formats::read_keras(*keras);
  ASSERT_TRUE(unfolded);
  for (graph::Tensor& tensor : unfolded->tensors) {  // discards the trained values
    if (!tensor.is_constant) continue;
    tensor.data = bytes_of(std::vector<float>(tensor.data.size() / sizeof(float), 0.5f));
  }
  const auto folded = formats::read_tflite(*read_file(*tflite));
  ASSERT_TRUE(folded);
  const auto report = formats::assign_layers(formats::layers_of(folded->graph), *unfolded);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_TRUE(report->left.empty());
  expect_runtimes_answers(*unfolded);
}

}  // namespace
}  // namespace tinsmith
