#include "formats/keras/keras.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "formats/keras/layers.h"

namespace tinsmith::formats {
namespace {

using graph::Shape;
using testing::ElementsAre;
using testing::HasSubstr;

// A Keras layer of a Sequential network.
std::string layer(const std::string& class_name, const std::string& name, const std::string& settings) {
  return fmt::format(R"({{"class_name": "{}", "config": {{"name": "{}"{}{}}}}})", class_name, name,
                     settings.empty() ? "" : ", ", settings);
}
const std::string kInput = layer("InputLayer", "input", R"("batch_input_shape": [null, 4, 6, 2])");

KerasFile network(const std::vector<std::string>& layers) {
  KerasFile file;
  file.model_config =
      fmt::format(R"({{"class_name": "Sequential", "config": {{"layers": [{}]}}}})", fmt::join(layers, ", "));
  return file;
}

// An array of 0, 1, 2, …
KerasArray counting(const std::string& name, std::vector<std::int64_t> shape) {
  KerasArray array{name, shape, {}};
  std::int64_t count = 1;
  for (const std::int64_t size : shape) count *= size;
  for (std::int64_t i = 0; i < count; ++i) array.values.push_back(static_cast<float>(i));
  return array;
}

const graph::Tensor& constant(const graph::Graph& graph, const std::string& name) {
  for (const graph::Tensor& tensor : graph.tensors)
    if (tensor.name == name) return tensor;
  CHECK(false, "no tensor {}", name);
}

TEST(Keras, KernelsLeaveInTheGraphsLayouts) {
  KerasFile file =
      network({kInput, layer("DepthwiseConv2D", "depthwise", R"("padding": "same")"),
               layer("Conv2D", "conv", R"("strides": [2, 2], "use_bias": false)"),
               layer("Flatten", "flat", ""), layer("Dense", "dense", R"("activation": "softmax")")});
  file.arrays["depthwise"] = {counting("depthwise_kernel", {3, 3, 2, 2}), counting("bias", {4})};
  file.arrays["conv"] = {counting("kernel", {2, 1, 4, 3})};  // height, width, in, out
  file.arrays["dense"] = {counting("kernel", {18, 2}), counting("bias", {2})};
  const auto graph = graph_of(file);
  ASSERT_TRUE(graph) << graph.error().text();

  const auto& depthwise = constant(*graph, "depthwise/weights");
  EXPECT_EQ(depthwise.shape, (Shape{1, 3, 3, 4}));
  EXPECT_THAT(graph::float_values(depthwise), testing::ElementsAreArray(counting("", {36}).values));

  const auto conv = graph::float_values(constant(*graph, "conv/weights"));
  EXPECT_EQ(constant(*graph, "conv/weights").shape, (Shape{3, 2, 1, 4}));
  const auto keras_index = [](int y, int i, int o) { return static_cast<float>((y * 4 + i) * 3 + o); };
  EXPECT_EQ(conv[0], keras_index(0, 0, 0));
  EXPECT_EQ(conv[3], keras_index(0, 3, 0));
  EXPECT_EQ(conv[4], keras_index(1, 0, 0));
  EXPECT_EQ(conv[8 * 2 + 4 + 1], keras_index(1, 1, 2));

  const auto dense = graph::float_values(constant(*graph, "dense/weights"));
  EXPECT_EQ(constant(*graph, "dense/weights").shape, (Shape{2, 18}));
  EXPECT_EQ(dense[1], 2);
  EXPECT_EQ(dense[18], 1);
  EXPECT_EQ(graph->tensor(graph->outputs[0]).shape, (Shape{1, 2}));
}

TEST(Keras, ABatchNormWithoutScaleOrCentreGetsThatWhichChangesNothing) {
  KerasFile file =
      network({kInput, layer("BatchNormalization", "norm", R"("scale": false, "epsilon": 0.01)")});
  file.arrays["norm"] = {counting("beta", {2}), counting("moving_mean", {2}),
                         counting("moving_variance", {2})};
  const auto graph = graph_of(file);
  ASSERT_TRUE(graph) << graph.error().text();
  EXPECT_THAT(graph::float_values(constant(*graph, "norm/gamma")), ElementsAre(1, 1));
  EXPECT_THAT(graph::float_values(constant(*graph, "norm/beta")), ElementsAre(0, 1));
  EXPECT_EQ(graph->operators[0].as<graph::BatchNorm>()->epsilon, 0.01f);
}

TEST(Keras, FunctionalNetworksFollowTheirNodes) {
  KerasFile file;
  file.model_config = R"({"class_name": "Functional", "config": {"layers": [
    {"class_name": "InputLayer", "name": "a", "config": {"name": "a", "batch_input_shape": [null, 2, 2, 1]}},
    {"class_name": "ReLU", "name": "b", "config": {"name": "b", "max_value": 6.0},
     "inbound_nodes": [[["a", 0, 0, {}]]]},
    {"class_name": "ZeroPadding2D", "name": "p", "config": {"name": "p", "padding": [[0, 1], [2, 0]]},
     "inbound_nodes": [[["b", 0, 0, {}]]]},
    {"class_name": "UpSampling2D", "name": "u", "config": {"name": "u", "size": [2, 1]},
     "inbound_nodes": [[["a", 0, 0, {}]]]},
    {"class_name": "Concatenate", "name": "c", "config": {"name": "c", "axis": -1},
     "inbound_nodes": [{"args": [[{"config": {"keras_history": ["a", 0, 0]}}, {"config": {"keras_history": ["b", 0, 0]}}]]}]}
    ]}})";
  const auto graph = graph_of(file);
  ASSERT_TRUE(graph) << graph.error().text();
  EXPECT_EQ(graph->tensor(graph->outputs[0]).shape, (Shape{1, 2, 2, 2}));
  EXPECT_EQ(graph->operators[1].as<graph::Pad>()->amounts,
            (std::vector<std::pair<std::int32_t, std::int32_t>>{{0, 0}, {0, 1}, {2, 0}, {0, 0}}));
  EXPECT_EQ(graph->tensor(graph->operators[2].outputs[0]).shape, (Shape{1, 4, 2, 1}));
}

TEST(Keras, WhatDoesNotFitIsNamed) {
  struct Broken {
    std::vector<std::string> layers;
    Fault fault;
    const char* message;
  };
  const Broken networks[] = {
      {{kInput, layer("Conv2DTranspose", "up", "")},
       Fault::Unsupported,
       "layer 'up': there is no operator for Keras' Conv2DTranspose"},
      {{kInput, layer("Conv2D", "conv", "")}, Fault::Corrupt, "layer 'conv': it has no array 'kernel'"},
      {{kInput, layer("Dense", "dense", "")},
       Fault::Corrupt,
       "its array 'kernel' has 4 dimensions; 2 are expected"},
      {{kInput, layer("Activation", "act", R"("activation": "swish")")},
       Fault::Unsupported,
       "its activation is 'swish'"},
      {{kInput, layer("ReLU", "act", R"("max_value": 3)")}, Fault::Unsupported, "its max_value is 3"},
      {{kInput, layer("MaxPooling2D", "pool", R"("pool_size": [2, -1])")},
       Fault::Corrupt,
       "its pool_size is [2,-1]"},
      {{kInput, layer("MaxPooling2D", "pool", R"("data_format": "channels_first")")},
       Fault::Unsupported,
       "its data_format is 'channels_first'"},
      {{kInput, layer("Reshape", "shape", R"("target_shape": [5])")},
       Fault::InvalidInput,
       "cannot become 1x5"},
      {{layer("InputLayer", "input", R"("batch_input_shape": [null, null, null, 3])")},
       Fault::Unsupported,
       "fixed sizes are needed"},
      {{"3"}, Fault::Corrupt, "a layer has no class or config"},
      {{R"({"class_name": "ReLU", "config": {"name": 7}})"}, Fault::Corrupt, "a layer has no name"},
  };
  for (const Broken& broken : networks) {
    KerasFile file = network(broken.layers);
    file.arrays["dense"] = {counting("kernel", {1, 1, 1, 1})};
    const auto graph = graph_of(file);
    ASSERT_FALSE(graph) << broken.message;
    EXPECT_EQ(graph.error().fault, broken.fault) << graph.error().text();
    EXPECT_THAT(graph.error().text(), HasSubstr(broken.message));
  }
}

TEST(Keras, ADescriptionThatIsNoneIsRefused) {
  const auto message = [](const std::string& config) {
    KerasFile file;
    file.model_config = config;
    return graph_of(file).error().text();
  };
  EXPECT_THAT(message(""), HasSubstr("weights without the network"));
  EXPECT_THAT(message("{"), HasSubstr("model_config is not readable"));
  EXPECT_THAT(message(R"({"config": 3})"), HasSubstr("lists no layers"));
  EXPECT_THAT(message(R"({"config": [)" + std::string(100, '[') + std::string(100, ']') + "]}"),
              HasSubstr("model_config is not readable"));
}

TEST(Keras, FilesThatAreNoHdf5AreRefusedQuietly) {
  const auto folder = TemporaryFolder::make().value();
  const auto path = folder.path() / "näin.h5";
  EXPECT_EQ(read_keras(path).error().fault, Fault::NotFound);
  ASSERT_TRUE(write_file(path, std::string_view("\x89HDF\r\n\x1a\nand no more")));
  testing::internal::CaptureStderr();
  const auto read = read_keras(path);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::Corrupt);
  EXPECT_THAT(read.error().text(), HasSubstr("näin.h5 is not an HDF5 file"));
}

TEST(Keras, CutOffFilesAreRefused) {
  const auto golden = shared_data("golden/weights/vww_96.h5");
  if (!golden) GTEST_SKIP() << "SKIP: ../shared/golden is not there";
  const Bytes whole = read_file(*golden).value();
  const auto folder = TemporaryFolder::make().value();
  for (const std::size_t percent : {1u, 10u, 50u, 99u}) {
    const auto path = folder.path() / "cut.h5";
    ASSERT_TRUE(write_file(path, ByteView(whole).first(whole.size() * percent / 100)));
    EXPECT_FALSE(read_keras(path)) << percent << " %";
  }
}

}  // namespace
}  // namespace tinsmith::formats
