// Things that files express in several ways or leave implicit. tests/onnx compares the computed numbers with
// PyTorch and ONNX Runtime.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/onnx/file_for_test.h"
#include "formats/onnx/onnx.h"
#include "graph/operators.h"

namespace tinsmith::formats {
namespace {

using graph::Graph;
using graph::Shape;
using onnx::ModelProto;
using testing::ElementsAre;

Graph read(const ModelProto& model) {
  auto read = read_onnx(bytes_of_model(model));
  EXPECT_TRUE(read) << read.error().text();
  return std::move(read->graph);
}

std::vector<std::string> names_of(const Graph& graph) {
  std::vector<std::string> names;
  for (const auto& op : graph.operators) names.emplace_back(graph::info_of(op).name);
  return names;
}

Shape output_shape(const Graph& graph) {
  return graph.tensor(graph.outputs[0]).shape;
}

ModelProto of_set(std::int64_t version) {
  ModelProto model = model_of_nothing();
  model.mutable_opset_import(0)->set_version(version);
  return model;
}

template <class Kind>
Kind only(const Graph& graph) {
  EXPECT_EQ(graph.operators.size(), 1u);
  CHECK(graph.operators[0].is<Kind>(), "{}", graph::info_of(graph.operators[0]).name);
  return *graph.operators[0].as<Kind>();
}

TEST(ReadOnnx, PicturesLieAsTheGraphKeepsThem) {
  ModelProto model = model_of_nothing();
  add_node(model, "Relu", {"x"}, {"y"});
  const Graph graph = read(model);
  EXPECT_EQ(graph.tensor(graph.inputs[0]).shape, (Shape{1, 4, 4, 2}));
  EXPECT_EQ(graph.tensor(graph.inputs[0]).name, "x");
  EXPECT_EQ(graph.tensor(graph.outputs[0]).name, "y");
}

// Exports of programs that store pictures as the graph does: the first operator transposes them, the last
// one undoes it.
TEST(ReadOnnx, APictureThatIsTurnedAtOnceIsTakenAsItLies) {
  ModelProto model = model_of_nothing();
  set(add_node(model, "Transpose", {"x"}, {"turned"}), "perm", Sizes{0, 3, 1, 2});
  set(add_node(model, "MaxPool", {"turned"}, {"pool"}), "kernel_shape", Sizes{1, 2});
  set(add_node(model, "Transpose", {"pool"}, {"y"}), "perm", Sizes{0, 2, 3, 1});
  const Graph graph = read(model);
  EXPECT_EQ(graph.tensor(graph.inputs[0]).shape, (Shape{1, 2, 4, 4}));
  EXPECT_THAT(names_of(graph), ElementsAre("max_pool2d"));
  EXPECT_EQ(output_shape(graph), (Shape{1, 2, 3, 4}));
}

TEST(ReadOnnx, AnOpenBatchIsOne) {
  ModelProto model = model_of_nothing();
  add_node(model, "Relu", {"x"}, {"y"});
  auto& shape =
      *model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
  for (const std::int64_t open : {0, -1}) {
    shape.mutable_dim(0)->set_dim_value(open);
    EXPECT_EQ(output_shape(read(model)), (Shape{1, 4, 4, 2}));
  }
  shape.mutable_dim(0)->set_dim_param("N");
  EXPECT_EQ(output_shape(read(model)), (Shape{1, 4, 4, 2}));
}

TEST(ReadOnnx, PaddingThatIsLeftToTheReaderIsWorkedOut) {
  for (const auto& [name, expected] :
       {std::pair("SAME_UPPER", graph::Padding{0, 1, 0, 1}),
        std::pair("SAME_LOWER", graph::Padding{1, 0, 1, 0}), std::pair("VALID", graph::Padding{})}) {
    ModelProto model = model_of_nothing();
    add_floats(model, "w", {3, 2, 3, 3}, std::vector<float>(54));
    auto& conv = add_node(model, "Conv", {"x", "w"}, {"y"});
    set(conv, "strides", Sizes{2, 2});
    say(conv, "auto_pad", name);
    EXPECT_EQ(only<graph::Conv2d>(read(model)).window.padding, expected) << name;
  }
}

TEST(ReadOnnx, RoundingUpBecomesPaddingWhereAWindowBeginsInThePicture) {
  ModelProto model = model_of_nothing();
  auto& pool = add_node(model, "MaxPool", {"x"}, {"y"});
  set(pool, "kernel_shape", Sizes{3, 2});
  set(pool, "strides", Sizes{2, 2});
  set(pool, "ceil_mode", 1);
  const Graph graph = read(model);
  EXPECT_EQ(only<graph::MaxPool2d>(graph).window.padding, (graph::Padding{0, 1, 0, 0}));
  EXPECT_EQ(output_shape(graph), (Shape{1, 2, 2, 2}));
}

TEST(ReadOnnx, OperandsMayBeAttributesInOldFiles) {
  const auto squeezed = [](std::int64_t version, bool as_input) {
    ModelProto model = of_set(version);
    set(add_node(model, "ReduceMean", {"x"}, {"mean"}), "axes", Sizes{2, 3});
    if (as_input) add_integers(model, "axes", {3, -2});
    auto& squeeze = add_node(
        model, "Squeeze",
        as_input ? std::vector<std::string>{"mean", "axes"} : std::vector<std::string>{"mean"}, {"y"});
    if (!as_input) set(squeeze, "axes", Sizes{2, 3});
    return read(model);
  };
  EXPECT_EQ(squeezed(11, false), squeezed(13, true));
  EXPECT_EQ(output_shape(squeezed(13, true)), (Shape{1, 2}));
}

TEST(ReadOnnx, ClipsAreReluAndRelu6) {
  for (const bool as_inputs : {false, true}) {
    ModelProto model = of_set(as_inputs ? 13 : 9);
    if (as_inputs) {
      add_floats(model, "zero", {}, {0});
      add_floats(model, "six", {}, {6});
      add_node(model, "Clip", {"x", "zero", "six"}, {"a"});
      add_node(model, "Clip", {"a", "zero"}, {"y"});
    } else {
      for (const char* output : {"a", "y"}) {
        auto& clip = add_node(model, "Clip", {output[0] == 'a' ? "x" : "a"}, {output});
        for (const auto& [name, value] : {std::pair("min", 0.0f), std::pair("max", 6.0f)}) {
          if (output[0] == 'y' && value == 6) continue;
          auto& attribute = *clip.add_attribute();
          attribute.set_name(name);
          attribute.set_type(onnx::AttributeProto::FLOAT);
          attribute.set_f(value);
        }
      }
    }
    EXPECT_THAT(names_of(read(model)), ElementsAre("relu6", "relu"));
  }
}

// Shape → Gather → Concat → Reshape, which is how exporters write a flatten.
TEST(ReadOnnx, ShapesThatAreComputedAreFolded) {
  ModelProto model = model_of_nothing();
  add_node(model, "Shape", {"x"}, {"shape"});
  add_integers(model, "first", {0});
  model.mutable_graph()->mutable_initializer(0)->clear_dims();  // a scalar: no axes
  add_node(model, "Gather", {"shape", "first"}, {"batch"});
  add_integers(model, "front", {0});
  add_node(model, "Unsqueeze", {"batch", "front"}, {"batches"});
  add_integers(model, "rest", {-1});
  set(add_node(model, "Concat", {"batches", "rest"}, {"sizes"}), "axis", 0);
  add_node(model, "Reshape", {"x", "sizes"}, {"y"});
  const Graph graph = read(model);
  EXPECT_EQ(output_shape(graph), (Shape{1, 32}));
  EXPECT_THAT(names_of(graph), ElementsAre("transpose", "reshape"));
}

TEST(ReadOnnx, AFlattenedPictureLeavesItsWeightsToBeMoved) {
  ModelProto model = model_of_nothing();
  add_node(model, "Flatten", {"x"}, {"flat"});
  std::vector<float> weights(32);  // of one output, in the order channel, row, column
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i);
  add_floats(model, "w", {1, 32}, weights);
  set(add_node(model, "Gemm", {"flat", "w"}, {"y"}), "transB", 1);
  const Graph graph = read(model);
  EXPECT_THAT(names_of(graph), ElementsAre("reshape", "fully_connected"));
  const auto moved = graph::float_values(graph.tensor(graph.operators[1].inputs[1]));
  EXPECT_THAT(std::vector<float>(moved.begin(), moved.begin() + 4), ElementsAre(0, 16, 1, 17));
}

TEST(ReadOnnx, HalvesDoublesAndWholeNumbersOfAnyWidthAreWidened) {
  ModelProto model = model_of_nothing();
  const auto add = [&](const char* name, std::int32_t type, const std::string& raw) {
    auto& tensor = *model.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    tensor.set_raw_data(raw);
  };
  const std::int32_t negative = -7;
  const double third = 1.0 / 3;
  add("half", 10, std::string("\x00\xc1", 2));   // −2.5
  add("brain", 16, std::string("\x40\x40", 2));  // 3
  add("double", 11,
      std::string(reinterpret_cast<const char*>(&third), sizeof third));  // rounded to the nearest float
  add("int", 6, std::string(reinterpret_cast<const char*>(&negative), sizeof negative));
  set(add_node(model, "Cast", {"int"}, {"cast"}), "to", 1);
  for (const char* name : {"half", "brain", "double", "cast"})
    model.mutable_graph()->add_output()->set_name(name);
  add_node(model, "Relu", {"x"}, {"y"});
  const Graph graph = read(model);
  std::vector<float> values;
  for (std::size_t k = 1; k < graph.outputs.size(); ++k)
    values.push_back(graph::float_values(graph.tensor(graph.outputs[k])).at(0));
  EXPECT_THAT(values, ElementsAre(-2.5f, 3.0f, 1.0f / 3, -7.0f));
}

TEST(ReadOnnx, AnUpsampleOfAnyModeThatPicksTheSamePixelsIsNearest) {
  for (const auto& [coordinates, rounding] :
       {std::pair("asymmetric", "floor"), std::pair("half_pixel", "round_prefer_floor"),
        std::pair("half_pixel", "round_prefer_ceil")}) {
    ModelProto model = model_of_nothing();
    add_floats(model, "roi", {0}, {});
    add_floats(model, "scales", {4}, {1, 1, 2, 3});
    auto& resize = add_node(model, "Resize", {"x", "roi", "scales"}, {"y"});
    say(resize, "coordinate_transformation_mode", coordinates);
    say(resize, "nearest_mode", rounding);
    const auto nearest = only<graph::ResizeNearest>(read(model));
    EXPECT_EQ(nearest.height, 8);
    EXPECT_EQ(nearest.width, 12);
  }
}

}  // namespace
}  // namespace tinsmith::formats
