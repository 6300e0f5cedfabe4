#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "formats/onnx/file_for_test.h"
#include "formats/onnx/onnx.h"
#include "graph/builder.h"

namespace tinsmith::formats {
namespace {

using graph::Graph;
using testing::ElementsAre;
using testing::HasSubstr;

onnx::ModelProto written(const Graph& graph, const Metadata& metadata = {}) {
  const auto bytes = write_onnx(graph, metadata);
  EXPECT_TRUE(bytes) << bytes.error().text();
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromArray(bytes->data(), static_cast<int>(bytes->size())));
  return model;
}

std::vector<std::string> types_of(const onnx::ModelProto& model) {
  std::vector<std::string> types;
  for (const auto& node : model.graph().node()) types.push_back(node.op_type());
  return types;
}

std::vector<std::int64_t> sizes_of(const onnx::ValueInfoProto& info) {
  std::vector<std::int64_t> sizes;
  for (const auto& dim : info.type().tensor_type().shape().dim()) sizes.push_back(dim.dim_value());
  return sizes;
}

// A classifier like those of the zoo, in which no operator depends on the order of a picture's axes.
Graph classifier() {
  graph::Builder build("classifier", 1);
  auto x = build.input("image", {1, 9, 8, 3});
  x = build.conv2d("conv", x, {.filters = 6, .filter = 3, .stride = 2});
  x = build.append("relu6", graph::Relu6{}, {build.batch_norm("norm", x)});
  x = build.depthwise_conv2d("depthwise", x, {.filter = 3, .bias = true});
  x = build.append("add", graph::Add{graph::Activation::Relu}, {x, x});
  x = build.append("dropout", graph::Dropout{0.5f}, {build.global_average("average", x)});
  x = build.fully_connected("dense", x, 5);
  return build.finish({build.append("probabilities", graph::Softmax{}, {x})});
}

TEST(WriteOnnx, AClassifierIsWrittenWithoutATranspose) {
  EXPECT_THAT(types_of(written(classifier())),
              ElementsAre("Conv", "BatchNormalization", "Clip", "Conv", "Add", "Relu", "GlobalAveragePool",
                          "Reshape", "Gemm", "Softmax"));
}

TEST(WriteOnnx, PicturesAreChannelsFirstAndKeepTheirNames) {
  graph::Builder build("grid", 1);
  const auto x = build.input("image", {1, 10, 8, 3});
  const auto model =
      written(build.finish({build.conv2d("cells", x, {.filters = 6, .filter = 3, .stride = 2})}));
  const auto& input = model.graph().input(0);
  EXPECT_EQ(input.name(), "image");
  EXPECT_THAT(sizes_of(input), ElementsAre(1, 3, 10, 8));
  const auto& output = model.graph().output(0);
  EXPECT_EQ(output.name(), "cells");
  EXPECT_THAT(sizes_of(output), ElementsAre(1, 6, 5, 4));
}

TEST(WriteOnnx, SaysWhoWroteItForWhichReadersAndWhatTravelsWithIt) {
  const auto model = written(classifier(), {{"tinsmith", "{\"version\":1}"}});
  EXPECT_EQ(model.producer_name(), "Tinsmith");
  EXPECT_EQ(model.ir_version(), 7);
  ASSERT_EQ(model.opset_import_size(), 1);
  EXPECT_EQ(model.opset_import(0).version(), 13);
  EXPECT_EQ(model.graph().name(), "classifier");
  ASSERT_EQ(model.metadata_props_size(), 1);
  EXPECT_EQ(model.metadata_props(0).value(), "{\"version\":1}");
  const auto read = read_onnx(write_onnx(classifier(), {{"tinsmith", "{\"version\":1}"}}).value());
  EXPECT_EQ(read->metadata.at("tinsmith"), "{\"version\":1}");
}

TEST(WriteOnnx, EqualModelsGiveEqualBytes) {
  EXPECT_EQ(write_onnx(classifier(), {{"a", "b"}, {"c", "d"}}).value(),
            write_onnx(classifier(), {{"c", "d"}, {"a", "b"}}).value());
}

TEST(WriteOnnx, EveryValueHasANameOfItsOwn) {
  graph::Builder build("twins", 1);
  const auto x = build.input("twin", {1, 4, 4, 2});
  const auto a = build.append("twin", graph::Relu{}, {x}), b = build.append("twin", graph::Relu6{}, {a});
  const auto model = written(build.finish({build.append("", graph::Reshape{{1, 32}}, {b}), b, b}));
  std::set<std::string> names;
  for (const auto& node : model.graph().node())
    for (const auto& output : node.output()) EXPECT_TRUE(names.insert(output).second) << output;
  for (const auto& tensor : model.graph().initializer())
    EXPECT_TRUE(names.insert(tensor.name()).second) << tensor.name();
  EXPECT_TRUE(names.insert(model.graph().input(0).name()).second);
  EXPECT_EQ(model.graph().input(0).name(), "twin");
  EXPECT_TRUE(read_onnx(write_onnx(read_onnx(bytes_of_model(model))->graph, {}).value()));
}

TEST(WriteOnnx, AValueThatIsTurnedAroundTwiceIsTurnedOnce) {
  graph::Builder build("flat", 1);
  const auto x = build.input("image", {1, 4, 4, 2});
  const auto model = written(build.finish(
      {build.append("a", graph::Reshape{{1, 32}}, {x}), build.append("b", graph::Reshape{{1, 2, 16}}, {x})}));
  EXPECT_THAT(types_of(model), ElementsAre("Transpose", "Reshape", "Reshape"));
}

TEST(WriteOnnx, IntegerNetworksAreRefused) {
  Graph graph;
  const graph::Quantization quantization{{0.5f}, {-3}, 0};
  graph.tensors = {{"image", graph::ElementType::Int8, {1, 4}, quantization},
                   {"same", graph::ElementType::Int8, {1, 4}, quantization}};
  graph.inputs = {0};
  graph.outputs = {1};
  graph.operators = {{graph::Relu{}, {0}, {1}, "relu"}};
  const auto refused = write_onnx(graph, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Unsupported);
  EXPECT_EQ(refused.error().text(), "'image' is int8; the float model is written as ONNX");
}

TEST(WriteOnnx, WhatOnnxCannotSayIsNamed) {
  graph::Builder build("dilated", 1);
  const auto x = build.input("image", {1, 8, 8, 2});
  const auto refused = write_onnx(
      build.finish({build.append("average", graph::AveragePool2d{2, 2, graph::Window{1, 1, 2, 2}}, {x})}),
      {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(),
              HasSubstr("operator 0 (average_pool2d) 'average': an average with dilation"));
}

}  // namespace
}  // namespace tinsmith::formats
