#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <schema_generated.h>

#include <set>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "formats/tflite/tflite.h"
#include "graph/builder.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

using graph::Graph;
using graph::Shape;
using testing::HasSubstr;
using testing::IsSupersetOf;

const schema::Model& model_of(const Bytes& bytes) {
  return *schema::GetModel(bytes.data());
}

using CodeAndVersion = std::pair<std::string, int>;
std::set<CodeAndVersion> codes_of(const Bytes& bytes) {
  std::set<CodeAndVersion> codes;
  for (const auto* code : *model_of(bytes).operator_codes()) {
    const auto builtin =
        std::max(static_cast<int>(code->deprecated_builtin_code()), static_cast<int>(code->builtin_code()));
    codes.emplace(schema::EnumNameBuiltinOperator(static_cast<schema::BuiltinOperator>(builtin)),
                  code->version());
  }
  return codes;
}

// ---- Files of other programs: read, written and read again ----

const char* const kGoldenFiles[] = {
    "tflm/vww_96_int8",
    "tflm/cifar10_resnet8_int8",
    "tflm/kws_int8",
    "tflm/fomo_mobnetv2_coco_person",
    "tflm/cls_mobilenetv2_cifar10",
    "tflm/yolov5_tiny_face",
    "weights/vww_96_float",
};

class WriteGoldenTflite : public testing::TestWithParam<const char*> {};

TEST_P(WriteGoldenTflite, KeepsTheNetworkAndTheVersionsOfItsOperators) {
  const auto path = shared_data(std::string("golden/") + GetParam() + ".tflite");
  if (!path) GTEST_SKIP() << "SKIP: ../shared/golden is not there";
  const Bytes original = read_file(*path).value();
  const auto read = read_tflite(original).value();
  const auto written = write_tflite(read.graph, {{"labels", "person\nno person"}});
  ASSERT_TRUE(written) << written.error().text();
  const auto again = read_tflite(*written);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->graph, read.graph);
  EXPECT_EQ(again->metadata.at("labels"), "person\nno person");
  EXPECT_EQ(again->description, "Tinsmith");
  auto allowed = codes_of(original);  // the originals also list operators that were removed by optimization
  allowed.emplace("SPLIT", 2);        // we write SPLIT where one of the files has a SPLIT_V with equal parts
  EXPECT_THAT(allowed, IsSupersetOf(codes_of(*written)));
}
INSTANTIATE_TEST_SUITE_P(Files, WriteGoldenTflite, testing::ValuesIn(kGoldenFiles));

// ---- Our own graphs ----

Graph read_again(const Graph& graph) {
  const auto bytes = write_tflite(graph, {});
  CHECK(bytes, "{}", bytes.error().text());
  return read_tflite(*bytes).value().graph;
}

// A network with every float operator that files support.
Graph every_operator() {
  graph::Builder build("every operator", 1);
  auto x = build.input("image", {1, 9, 8, 4});
  x = build.conv2d("conv", x, {.filters = 6, .filter = 3, .stride = 2, .bias = true});
  x = build.depthwise_conv2d("depthwise", x, {.filter = 3, .same = false});
  x = build.append("relu", graph::Relu{}, {x});
  x = build.append("relu6", graph::Relu6{}, {x});
  x = build.append("leaky", graph::LeakyRelu{0.25f}, {x});
  x = build.append("resize", graph::ResizeNearest{6, 4, false, true}, {x});
  const auto average = build.append("average", graph::AveragePool2d{2, 3, {1, 1, 1, 1, {0, 1, 1, 1}}}, {x});
  const auto largest = build.append("largest", graph::MaxPool2d{3, 3, {1, 1, 1, 1, {1, 1, 1, 1}}}, {x});
  x = build.append("sub", graph::Sub{graph::Activation::Relu}, {average, largest});
  x = build.append("mul", graph::Mul{}, {x, average});
  x = build.append("add", graph::Add{graph::Activation::Relu6}, {x, largest});
  x = build.append("join", graph::Concatenation{3, graph::Activation::None}, {x, average});
  x = build.append("pad", graph::Pad{{{0, 0}, {1, 2}, {0, 0}, {0, 3}}, 0}, {x});
  x = build.append("pad with value", graph::Pad{{{0, 0}, {0, 0}, {2, 1}, {0, 0}}, -1.5f}, {x});
  x = build.append("slice", graph::StridedSlice{{0, 1, 0, 2}, {1, 9, 7, 14}, {1, 2, 3, 1}, {}}, {x});
  x = build.append("transpose", graph::Transpose{{0, 2, 1, 3}}, {x});
  x = build.append("mean", graph::Mean{{1, 2}, true}, {x});
  x = build.append("column", graph::StridedSlice{{0, 0, 0, 0}, {1, 1, 1, 12}, {1, 1, 1, 1}, {1}}, {x});
  x = build.append("reshape", graph::Reshape{{1, 12}}, {x});
  x = build.append("logistic", graph::Logistic{}, {x});
  x = build.fully_connected("dense", x, 5);
  return build.finish({build.append("softmax", graph::Softmax{0.5f}, {x})});
}

// A Graph whose constants are not marked trainable, because files do not store that.
Graph untrained(Graph graph) {
  for (auto& tensor : graph.tensors) tensor.is_trainable = false;
  return graph;
}

TEST(WriteTflite, EveryOperatorReadsBackTheSame) {
  const Graph graph = untrained(every_operator());
  EXPECT_EQ(read_again(graph), graph);
}

TEST(WriteTflite, EqualAndUnequalPartsOfASplitReadBackTheSame) {
  for (const std::vector<std::int32_t>& sizes : {std::vector{2, 2, 2}, std::vector{1, 2, 3}}) {
    Graph graph;
    graph.tensors = {{"input", graph::ElementType::Float32, {1, 6}}};
    graph.inputs = {0};
    graph::Operator split{graph::Split{1, sizes}, {0}, {}, "part 0"};
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      split.outputs.push_back(static_cast<graph::TensorId>(graph.tensors.size()));
      graph.tensors.push_back({fmt::format("part {}", i), graph::ElementType::Float32, {1, sizes[i]}});
    }
    graph.outputs = split.outputs;
    graph.operators = {split};
    EXPECT_EQ(read_again(graph), graph);
  }
}

Graph conv_with(const graph::Padding& padding) {
  graph::Builder build("conv", 1);
  const auto x = build.input("image", {1, 8, 8, 1});
  Graph graph =
      build.finish({build.conv2d("conv", x, {.filters = 1, .filter = 3, .stride = 1, .bias = true})});
  graph.operators[0].as<graph::Conv2d>()->window.padding = padding;
  graph.tensor(graph.outputs[0]).shape = {1, 6 + padding.top + padding.bottom,
                                          6 + padding.left + padding.right, 1};
  return untrained(graph);
}

TEST(WriteTflite, PaddingWithoutANameBecomesAPadInFront) {
  const Graph read = read_again(conv_with({2, 0, 1, 0}));
  ASSERT_EQ(read.operators.size(), 2u);
  ASSERT_TRUE(read.operators[0].is<graph::Pad>());
  const auto& pad = *read.operators[0].as<graph::Pad>();
  EXPECT_EQ(pad.amounts,
            (std::vector<std::pair<std::int32_t, std::int32_t>>{{0, 0}, {2, 0}, {1, 0}, {0, 0}}));
  EXPECT_EQ(pad.value, 0);
  EXPECT_EQ(read.operators[1].as<graph::Conv2d>()->window.padding, graph::Padding{});
  EXPECT_EQ(read.tensor(read.operators[0].outputs[0]).shape, (Shape{1, 10, 9, 1}));
}

TEST(WriteTflite, PaddingWithANameStaysInTheConvolution) {
  for (const graph::Padding padding : {graph::Padding{}, graph::Padding{1, 1, 1, 1}})
    EXPECT_EQ(read_again(conv_with(padding)), conv_with(padding));
}

// A pool over an int8 picture with scale 0.5 and zero point −3.
template <class Pool>
Graph int8_pool() {
  Graph graph;
  const graph::Quantization quantization{{0.5f}, {-3}, 0};
  graph.tensors = {{"image", graph::ElementType::Int8, {1, 4, 4, 2}, quantization},
                   {"pool", graph::ElementType::Int8, {1, 3, 3, 2}, quantization}};
  graph.inputs = {0};
  graph.outputs = {1};
  graph.operators = {{Pool{2, 2, {2, 2, 1, 1, {1, 1, 1, 1}}}, {0}, {1}, "pool"}};
  return graph;
}

TEST(WriteTflite, AMaximumIsPaddedWithTheLeastValue) {
  const Graph read = read_again(int8_pool<graph::MaxPool2d>());
  ASSERT_TRUE(read.operators[0].is<graph::Pad>());
  EXPECT_EQ(read.operators[0].as<graph::Pad>()->value, 0.5f * (-128 + 3));
  EXPECT_EQ(read.tensor(read.operators[0].outputs[0]).quantization, read.tensor(read.inputs[0]).quantization);
}

TEST(WriteTflite, AnAverageThatNoFileCanPadIsRefused) {
  const auto written = write_tflite(int8_pool<graph::AveragePool2d>(), {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::Unsupported);
  EXPECT_THAT(written.error().text(), HasSubstr("operator 0 (average_pool2d) 'pool' has padding 1,1,1,1"));
}

TEST(WriteTflite, OperatorsForTrainingAreRefusedByName) {
  graph::Builder build("norm", 1);
  const auto x = build.input("image", {1, 4, 4, 2});
  const auto written = write_tflite(build.finish({build.batch_norm("norm", x)}), {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::Unsupported);
  EXPECT_EQ(written.error().text(),
            "operator 0 (batch_norm) 'norm': a .tflite file has no batch_norm; fold it first");
}

TEST(WriteTflite, BuffersLieAtMultiplesOf16Bytes) {
  const Bytes bytes = write_tflite(every_operator(), {{"a", "odd"}, {"b", "length"}}).value();
  std::size_t checked = 0;
  for (const auto* buffer : *model_of(bytes).buffers()) {
    if (buffer->data() == nullptr) continue;
    const auto offset = buffer->data()->data() - reinterpret_cast<const std::uint8_t*>(bytes.data());
    EXPECT_EQ(offset % 16, 0);
    ++checked;
  }
  EXPECT_GT(checked, 10u);
}

TEST(WriteTflite, TheOldestRuntimeThatWillDoIsNamed) {
  const auto runtime = [](const Graph& graph) {
    return read_tflite(write_tflite(graph, {{"min_runtime_version", "wrong"}}).value())
        .value()
        .metadata.at("min_runtime_version");
  };
  EXPECT_EQ(runtime(conv_with({})), std::string("1.5.0") + std::string(11, '\0'));
  EXPECT_EQ(runtime(every_operator()).substr(0, 6),
            std::string("2.3.0") + '\0');  // nearest with half pixel centres
}

TEST(WriteTflite, EqualModelsGiveEqualBytes) {
  EXPECT_EQ(write_tflite(every_operator(), {{"a", "b"}}).value(),
            write_tflite(every_operator(), {{"a", "b"}}).value());
}

}  // namespace
}  // namespace tinsmith::formats
