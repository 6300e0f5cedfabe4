// Tests with models from other programs: pictures must be passed to them as in their training, and their
// outputs must be interpreted correctly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/files.h"
#include "base/progress.h"
#include "base/shared_data_for_test.h"
#include "dataset/demo.h"
#include "formats/tflite/tflite.h"
#include "graph/builder.h"
#include "verbs/eval_model.h"
#include "verbs/invoke_model.h"
#include "verbs/measure.h"
#include "verbs/predict_pictures.h"
#include "verbs/show_model.h"

namespace tinsmith::verbs {
namespace {

// Returns the input bytes of a network for a picture that contains every pixel value.
Bytes filled(graph::ElementType type, float scale, std::int64_t zero_point) {
  graph::Graph graph;
  graph::Tensor input, output;
  input.name = "image";
  input.type = type;
  input.shape = {1, 16, 16, 3};
  input.quantization = {{scale}, {zero_point}, 0};
  output = input;
  output.name = "same";
  output.type = graph::ElementType::Int8;
  if (type == graph::ElementType::UInt8) output.quantization.zero_points = {zero_point - 128};
  graph.tensors = {input, output};
  graph.inputs = {0};
  graph.outputs = {1};
  graph.operators = {{graph::Quantize{}, {0}, {1}, "same"}};
  auto interpreter = infer::Interpreter::make(graph, {.keep = infer::Keep::EveryTensor});
  EXPECT_TRUE(interpreter) << interpreter.error().text();
  image::Image picture({16, 16}, 3);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i)
    picture.pixels[i] = static_cast<std::uint8_t>(i / 3);
  opening::Runner(*interpreter).fill(picture, bundle::input_values_of(graph).values);
  const auto bytes = interpreter->input();
  return {bytes.begin(), bytes.end()};
}

TEST(ForeignModel, AnInt8InputOfAnyUsualScaleGetsThePixelsLess128) {
  Bytes expected;
  for (int pixel = 0; pixel < 256; ++pixel)
    for (int channel = 0; channel < 3; ++channel) expected.push_back(static_cast<std::byte>(pixel - 128));
  EXPECT_EQ(filled(graph::ElementType::Int8, 1.0f / 255, -128), expected);
  EXPECT_EQ(filled(graph::ElementType::Int8, 1, -128), expected);
  EXPECT_EQ(filled(graph::ElementType::Int8, 2.0f / 255, 0), expected);
}

TEST(ForeignModel, AnUint8InputOfAnyUsualScaleGetsThePixels) {
  Bytes expected;
  for (int pixel = 0; pixel < 256; ++pixel)
    for (int channel = 0; channel < 3; ++channel) expected.push_back(static_cast<std::byte>(pixel));
  EXPECT_EQ(filled(graph::ElementType::UInt8, 1.0f / 255, 0), expected);
  EXPECT_EQ(filled(graph::ElementType::UInt8, 1, 0), expected);
  EXPECT_EQ(filled(graph::ElementType::UInt8, 1.0f / 128, 128), expected);
}

// The expected result is in the README of the case.
TEST(ForeignModel, AnInt8ModelForPixelsOf0To255IsAsAccurateAsItsTwinFor0To1) {
  const auto model = shared_data("cases/tflite-input-0-255/model.tflite");
  if (!model) GTEST_SKIP() << "SKIP: the shared data has no cases/tflite-input-0-255";
  const TemporaryFolder folder = TemporaryFolder::make().value();
  ThreadPool threads(0);
  dataset::DemoOptions demo;
  demo.label_kind = dataset::LabelKind::Classes;
  demo.pictures = 150;
  SilentProgress progress;
  ASSERT_TRUE(dataset::draw_demo(folder.path() / "data", demo, threads, progress));
  ASSERT_TRUE(write_file(folder.path() / "model.tflite", read_file(*model).value()));
  ASSERT_TRUE(write_file(folder.path() / "labels.txt", std::string_view("bolt\nempty\nnut\nwasher\n")));
  EvalRequest request;
  request.model = (folder.path() / "model.tflite").string();
  request.data = (folder.path() / "data").string();
  request.split = "all";
  const auto report = eval_model(request);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_THAT(report->text, testing::HasSubstr("46.0 %"));
  EXPECT_THAT(report->text, testing::HasSubstr("pixels are scaled to 0…255"));
}

// Classifiers from PyTorch's exporters without a final softmax; the second uses operator set 18. The expected
// values are PyTorch's own output for a picture that Pillow resized, which differs slightly from ours.
constexpr double kResizeTolerance = 0.003;
constexpr double kSoftmax[] = {0.0755, 0.3593, 0.5652};

TEST(ForeignModel, LogitsAreShownAsProbabilitiesOnlyAfterASoftmax) {
  for (const char* name : {"logits.onnx", "opset18.onnx"}) {
    PredictRequest request;
    request.model = std::string("tests/onnx/models/") + name;
    request.pictures = {"tests/onnx/models/picture.png"};
    const auto answers = predict_pictures(request);
    ASSERT_TRUE(answers) << answers.error().text();
    const auto& classes = answers->at(0).json.at("classes");
    ASSERT_EQ(classes.size(), 3u);
    for (const auto& one : classes)
      for (std::size_t i = 0; i < 3; ++i)
        if (one.at("class") == fmt::format("class {}", i)) {
          EXPECT_NEAR(one.at("probability").get<double>(), kSoftmax[i], kResizeTolerance) << name;
        }
  }
}

}  // namespace
}  // namespace tinsmith::verbs
