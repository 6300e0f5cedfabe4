// Compares the operators of a decoded detector with plain loops, in float and in int8.
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "graph/builder.h"
#include "heads/boxes.h"
#include "heads/heads.h"
#include "infer/interpreter.h"
#include "quant/quantize.h"
#include "quant/simulate.h"
#include "train/engine.h"
#include "train/weight_rounding.h"
#include "verbs/answer_picture.h"
#include "verbs/measure.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {
namespace {

// Allows float sums in a different order.
constexpr float kFloatTolerance = 1e-5f;
// The stored values of an int8 output are 1/256 apart; coordinates pass three more
// roundings than the raw levels.
constexpr float kInt8Tolerance = 8.0f / 256;
constexpr std::int32_t kSide = 64, kClasses = 3;

zoo::BuildSettings settings() {
  return {.width = kSide, .height = kSide, .channels = 3, .classes = kClasses};
}

quant::Samples pictures(std::size_t count) {
  Rng rng(4);
  quant::Samples samples(count);
  for (auto& sample : samples)
    for (int i = 0; i < kSide * kSide * 3; ++i) sample.push_back(static_cast<float>(rng.below(256)) / 255);
  return samples;
}

std::vector<float> answer(const graph::Graph& graph, const std::vector<float>& picture) {
  auto interpreter = infer::Interpreter::make(graph);
  EXPECT_TRUE(interpreter);
  const graph::Tensor& input = graph.tensor(graph.inputs[0]);
  if (input.type == graph::ElementType::Float32) {
    std::copy(picture.begin(), picture.end(), interpreter->input_as<float>().begin());
  } else {
    const auto stored = interpreter->input_as<std::int8_t>();
    for (std::size_t i = 0; i < picture.size(); ++i)
      stored[i] = static_cast<std::int8_t>(std::lround(picture[i] * 255) - 128);
  }
  interpreter->run();
  return interpreter->real_values(graph.outputs[0]);
}

// Computes the raw levels with the trainer's arithmetic and decodes them in plain loops.
std::vector<float> expected_rows(const graph::Graph& raw, const scene::BoxGrid& grid,
                                 const std::vector<float>& picture) {
  ThreadPool pool(1);
  auto engine = train::Engine::make(raw, 1, pool);
  EXPECT_TRUE(engine);
  std::copy(picture.begin(), picture.end(), engine->input().begin());
  engine->forward(1, train::Engine::Mode::Inference);
  std::vector<std::span<const float>> levels;
  for (std::size_t i = 0; i < engine->output_count(); ++i) levels.push_back(engine->output(i));
  return heads::decoded_rows(levels, grid);
}

class BoxAnswer : public testing::TestWithParam<const char*> {};

TEST_P(BoxAnswer, OfTheGraphIsThatOfThePlainLoops) {
  const zoo::Network& network = **zoo::find_network(GetParam());
  const auto raw = zoo::build(network, settings());
  ASSERT_TRUE(raw);
  const scene::BoxGrid grid = network.box_grid(settings());
  const auto decoded = heads::with_answer(*raw, scene::Task::Boxes, &grid);
  ASSERT_TRUE(decoded) << decoded.error().text();
  const auto samples = pictures(6);
  const auto expected = expected_rows(*raw, grid, samples[0]);
  const auto found = answer(*decoded, samples[0]);
  ASSERT_GE(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(found[i], expected[i], kFloatTolerance) << i;
  for (std::size_t i = expected.size(); i < found.size(); ++i) ASSERT_EQ(found[i], 0) << "an empty row";
}

INSTANTIATE_TEST_SUITE_P(Detectors, BoxAnswer,
                         testing::Values("tinsmith-det", "tinsmith-det-free", "swift-yolo-tiny"));

// Decoding the levels outside the network gives the same rows in float; in int8 they are multiples of 1/256.
TEST(BoxLevels, OfTheInterpreterDecodeToThoseOfThePlainLoops) {
  for (const char* name : {"tinsmith-det", "yolov5n", "yolov2-mobilenetv1-0.75"}) {
    SCOPED_TRACE(name);
    const zoo::Network& network = **zoo::find_network(name);
    const auto raw = zoo::build(network, settings());
    ASSERT_TRUE(raw);
    bundle::Model model;
    model.levels = network.box_grid(settings());
    auto answered = heads::with_answer(*raw, scene::Task::Boxes, &*model.levels, heads::BoxForm::Levels);
    ASSERT_TRUE(answered) << answered.error().text();
    model.graph = std::move(*answered);
    const auto samples = pictures(1);
    const auto expected = expected_rows(*raw, *model.levels, samples[0]);
    auto interpreter = infer::Interpreter::make(model.graph);
    ASSERT_TRUE(interpreter);
    std::copy(samples[0].begin(), samples[0].end(), interpreter->input_as<float>().begin());
    interpreter->run();
    const auto found = rows_answered(*interpreter, model);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      ASSERT_NEAR(found[i], expected[i], kFloatTolerance) << i;
  }
}

// Two boxes around one object, and another class for the same object. The rule in sscma.md keeps different
// boxes than our own rule.
TEST(BoxesFound, AreThoseThatTheFirmwareOfTheModelsBoardReports) {
  bundle::Model model;
  model.task = scene::Task::Boxes;
  model.classes = {"bolt", "nut"};
  model.preparation.size = {100, 100};
  const std::vector<float> rows{0.5f, 0.5f, 0.4f, 0.4f, 0.9f, 1.0f, 0.0f,  //
                                // inside the first box: IoU 0.48
                                0.396f, 0.5f, 0.192f, 0.4f, 0.8f, 1.0f, 0.0f,
                                // the first box as another class
                                0.5f, 0.5f, 0.4f, 0.4f, 0.7f, 0.0f, 1.0f};
  const auto found_on = [&](const char* board) {
    bundle::Model put = model;
    const auto done = put_on_board(put, board);
    EXPECT_TRUE(done) << board << ": " << (done ? "" : done.error().text());
    return boxes_found(put, rows, 0.25).size();
  };
  model.suppression = heads::Suppression::PerClass;
  EXPECT_EQ(found_on(""), 2u) << "as the model's file says";
  model.suppression = heads::Suppression::AcrossClasses;
  EXPECT_EQ(found_on(""), 1u);
  model.preparation.size = {96, 96};
  EXPECT_EQ(found_on("xiao-esp32s3"), 2u) << "across classes, with the centre taken for a corner";
  EXPECT_EQ(found_on("k230"), 3u) << "of one class, above an IoU of 0.5";
  EXPECT_EQ(found_on("k210"), 2u) << "of one class, above an IoU of 0.3";
  EXPECT_EQ(found_on("generic"), 1u);
}

TEST(PutOnBoard, PreparesPicturesAsItsFirmwareDoesAndSaysItsRule) {
  bundle::Model model;
  model.task = scene::Task::Boxes;
  model.preparation.size = {96, 96};
  model.preparation.fit = image::Fit::Letterbox;
  EXPECT_EQ(box_rule_of(model), "");
  ASSERT_TRUE(put_on_board(model, "xiao-esp32s3"));
  EXPECT_EQ(model.preparation.fit, image::Fit::Stretch);
  EXPECT_EQ(model.preparation.pixel_format, image::PixelFormat::Rgb565);
  EXPECT_EQ(threshold_of(model), 0.25) << "with which SSCMA 2.x starts";
  EXPECT_TRUE(box_rule_of(model).starts_with(
      "Non-maximum suppression is that of the firmware of Seeed XIAO ESP32-S3 Sense"));
  model.preparation.size = {100, 100};
  EXPECT_FALSE(put_on_board(model, "xiao-esp32s3")) << "sides are multiples of 32";
  model.preparation.size = {96, 64};
  EXPECT_FALSE(put_on_board(model, "k230"));
  EXPECT_FALSE(put_on_board(model, "toaster"));
}

// One layer per level, so that only the decoding rounds.
graph::Graph shallow_network(const scene::BoxGrid& grid) {
  graph::Builder build("shallow", 3);
  const graph::TensorId x = build.input("image", {1, grid.input_height, grid.input_width, 3});
  std::vector<graph::TensorId> outputs;
  for (const scene::BoxLevel& level : grid.levels)
    outputs.push_back(
        build.conv2d(fmt::format("level{}", level.stride), x,
                     {.filters = grid.channels() * static_cast<std::int32_t>(level.anchors.size()),
                      .filter = level.stride,
                      .stride = level.stride,
                      .bias = true}));
  return build.finish(outputs);
}

TEST(BoxAnswerInInt8, LiesAFewStepsFromWhatTheRawLevelsSay) {
  scene::BoxGrid grid{kSide, kSide, kClasses, scene::BoxCoding::Bounded, {}};
  grid.levels = {{8, {{6, 7}, {9, 12}, {12, 9}}}, {16, {{14, 20}, {20, 20}, {30, 20}}}};
  const auto decoded = heads::with_answer(shallow_network(grid), scene::Task::Boxes, &grid);
  ASSERT_TRUE(decoded) << decoded.error().text();
  ThreadPool pool(2);
  SilentProgress progress;
  const auto samples = pictures(6);
  const auto int8 = quant::quantize(*decoded, samples, {}, pool, progress);
  ASSERT_TRUE(int8) << int8.error().text();
  const graph::Tensor& output = int8->graph.tensor(int8->graph.outputs[0]);
  EXPECT_EQ(output.quantization.scales[0], 1.0f / 256) << "parts, as firmware and probabilities have them";
  EXPECT_EQ(output.quantization.zero_points[0], -128);
  for (const graph::Operator& op : int8->graph.operators)
    EXPECT_FALSE(op.is<graph::Quantize>()) << op.name << ": the row is put together as it is";
  const auto found = answer(int8->graph, samples[0]), expected = answer(*decoded, samples[0]);
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(found[i], std::clamp(expected[i], 0.0f, 255.0f / 256), kInt8Tolerance) << i;
}

TEST(SimulatedInt8, IsWhatTheIntegersCompute) {
  const auto raw = zoo::build(**zoo::find_network("fomo-0.1"), settings());
  ASSERT_TRUE(raw);
  ThreadPool pool(2);
  SilentProgress progress;
  const auto samples = pictures(6);
  const auto first = quant::quantize(*raw, samples, {}, pool, progress);
  ASSERT_TRUE(first) << first.error().text();
  graph::Graph simulated = quant::simulated(first->float_graph, first->graph);
  auto integers = quant::quantize(simulated, samples, {}, pool, progress);
  ASSERT_TRUE(integers) << integers.error().text();
  // The network has four layers. Float sums occasionally round to the other side, and in an untrained network
  // that difference grows from layer to layer.
  const auto named = [](const graph::Graph& graph, std::string_view name) {
    for (std::size_t i = 0; i < graph.tensors.size(); ++i)
      if (graph.tensors[i].name == name) return static_cast<graph::TensorId>(i);
    ADD_FAILURE() << "no tensor " << name;
    return graph::TensorId{0};
  };
  simulated.outputs = {named(simulated, "expanded_conv_add_int8")};
  integers->graph.outputs = {named(integers->graph, "expanded_conv_add")};
  auto engine = train::Engine::make(simulated, 1, pool);
  ASSERT_TRUE(engine) << engine.error().text();
  const std::vector<float> exact(engine->values().begin(), engine->values().end());
  train::WeightRounding(engine->parameters())(exact, engine->values());
  std::copy(samples[0].begin(), samples[0].end(), engine->input().begin());
  engine->forward(1, train::Engine::Mode::Inference);
  const auto found = answer(integers->graph, samples[0]);
  const float step = integers->graph.tensor(integers->graph.outputs[0]).quantization.scales[0];
  constexpr float kOneStep = 1.01f;
  std::size_t off = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const float distance = std::abs(found[i] - engine->output()[i]);
    EXPECT_LE(distance, kOneStep * step) << i;
    off += distance > step / 2;
  }
  EXPECT_LE(off, found.size() / 50) << "of " << found.size();
}

TEST(SimulatedInt8, KeepsTheRangesItWasTrainedWith) {
  const auto raw = zoo::build(**zoo::find_network("fomo-0.1"), settings());
  ASSERT_TRUE(raw);
  ThreadPool pool(2);
  SilentProgress progress;
  const auto first = quant::quantize(*raw, pictures(6), {}, pool, progress);
  ASSERT_TRUE(first);
  const auto again =
      quant::quantize(quant::simulated(first->float_graph, first->graph), pictures(9), {}, pool, progress);
  ASSERT_TRUE(again) << again.error().text();
  ASSERT_EQ(again->graph.tensors.size(), first->graph.tensors.size());
  for (std::size_t i = 0; i < first->graph.tensors.size(); ++i) {
    const graph::Tensor& before = first->graph.tensors[i];
    if (before.is_constant) continue;
    EXPECT_EQ(again->graph.tensors[i].name, before.name);
    EXPECT_EQ(again->graph.tensors[i].quantization.zero_points, before.quantization.zero_points)
        << before.name;
    EXPECT_NEAR(again->graph.tensors[i].quantization.scales[0], before.quantization.scales[0],
                1e-6f * before.quantization.scales[0])
        << before.name;
  }
}

}  // namespace
}  // namespace tinsmith::verbs
