// Operators as each operator set writes them, compared with ONNX Runtime: one small model per way of writing
// an operator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/files.h"
#include "formats/onnx/file_for_test.h"
#include "formats/onnx/onnx.h"
#include "onnx/real_runtime.h"
#include "onnx/small_networks.h"

namespace tinsmith {
namespace {

using formats::add_floats;
using formats::add_integers;
using formats::add_node;
using formats::say;
using formats::set;
using formats::Sizes;
namespace onnx = formats::onnx;
using onnx::ModelProto;

// Tolerance for the same few operations in another order.
constexpr float kRuntimeTolerance = 1e-5f;
// The newest operator set that this build of ONNX Runtime supports; later sets write these operators in the
// same way.
constexpr std::int64_t kMaxSetOfRuntime = 18;

void set_number(onnx::NodeProto& node, const std::string& name, float value) {
  auto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}

void scalar(ModelProto& model, const std::string& name, float value) {
  add_floats(model, name, {}, {value});
}

onnx::NodeProto& resize(ModelProto& model, const Sizes& sizes, const std::vector<float>& scales) {
  if (!sizes.empty()) {
    add_integers(model, "sizes", sizes);
    return add_node(model, "Resize", {"x", "", "", "sizes"}, {"y"});
  }
  add_floats(model, "scales", {static_cast<std::int64_t>(scales.size())}, scales);
  return add_node(model, "Resize", {"x", "", "scales"}, {"y"});
}

struct Way {
  const char* name;
  std::vector<std::int64_t> sets;
  void (*write)(ModelProto& model, std::int64_t set);
};

// The picture "x" is [1, 2, 4, 4].
const Way kWays[] = {
    {"mean_attribute",
     {7, 11, 17},
     [](ModelProto& m, std::int64_t) {
       set(add_node(m, "ReduceMean", {"x"}, {"y"}), "axes", Sizes{2, 3});
     }},
    {"mean_input",
     {18, 19, 20, 21, 23},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "axes", {2, 3});
       set(add_node(m, "ReduceMean", {"x", "axes"}, {"y"}), "keepdims", 0);
     }},
    {"mean_of_nothing",
     {18, 21},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "axes", {});
       set(add_node(m, "ReduceMean", {"x", "axes"}, {"same"}), "noop_with_empty_axes", 1);
       add_node(m, "Relu", {"same"}, {"y"});
     }},
    {"sum_input",
     {13, 18, 21},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "axes", {-1});
       set(add_node(m, "ReduceSum", {"x", "axes"}, {"y"}), "keepdims", 1);
     }},
    {"split_uneven",
     {18, 21},
     [](ModelProto& m, std::int64_t) {
       auto& split = add_node(m, "Split", {"x"}, {"a", "b", "c"});
       set(split, "axis", 3);
       set(split, "num_outputs", 3);
       set(add_node(m, "Concat", {"c", "a", "b"}, {"y"}), "axis", 3);
       m.mutable_graph()
           ->mutable_input(0)
           ->mutable_type()
           ->mutable_tensor_type()
           ->mutable_shape()
           ->mutable_dim(3)
           ->set_dim_value(5);
     }},
    {"split_input",
     {13, 18},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "parts", {1, 3});
       set(add_node(m, "Split", {"x", "parts"}, {"a", "b"}), "axis", 2);
       set(add_node(m, "Concat", {"b", "a"}, {"y"}), "axis", 2);
     }},
    {"pad_axes",
     {18, 19, 21},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "pads", {1, 0, 2, 1});
       scalar(m, "value", 1.5f);
       add_integers(m, "axes", {-1, 2});
       add_node(m, "Pad", {"x", "pads", "value", "axes"}, {"y"});
     }},
    {"pad_without_value",
     {11, 13, 18},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "pads", {0, 0, 1, 1, 0, 0, 1, 1});
       add_node(m, "Pad", {"x", "pads"}, {"y"});
     }},
    {"squeeze_input",
     {13, 18, 21},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "axes", {2, 3});
       add_node(m, "GlobalAveragePool", {"x"}, {"mean"});
       add_node(m, "Squeeze", {"mean", "axes"}, {"y"});
     }},
    {"unsqueeze_input",
     {13, 18},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "axes", {2, 3});
       add_node(m, "GlobalAveragePool", {"x"}, {"mean"});
       add_node(m, "Squeeze", {"mean", "axes"}, {"row"});
       add_node(m, "Unsqueeze", {"row", "axes"}, {"y"});
     }},
    {"clip_between",
     {11, 13, 18},
     [](ModelProto& m, std::int64_t) {
       scalar(m, "least", -0.25f);
       scalar(m, "most", 0.5f);
       add_node(m, "Clip", {"x", "least", "most"}, {"y"});
     }},
    {"clip_from_below",
     {13},
     [](ModelProto& m, std::int64_t) {
       scalar(m, "least", -0.25f);
       add_node(m, "Clip", {"x", "least"}, {"y"});
     }},
    {"clip_from_above",
     {13},
     [](ModelProto& m, std::int64_t) {
       scalar(m, "most", 0.25f);
       add_node(m, "Clip", {"x", "", "most"}, {"y"});
     }},
    {"min_and_max",
     {8, 13},
     [](ModelProto& m, std::int64_t) {
       scalar(m, "least", -0.5f);
       scalar(m, "most", 0.5f);
       add_node(m, "Max", {"x", "least"}, {"a"});
       add_node(m, "Min", {"a", "most"}, {"y"});
     }},
    {"hard_swish", {14, 18, 21}, [](ModelProto& m, std::int64_t) { add_node(m, "HardSwish", {"x"}, {"y"}); }},
    {"hard_sigmoid",
     {7, 13},
     [](ModelProto& m, std::int64_t) {
       auto& node = add_node(m, "HardSigmoid", {"x"}, {"y"});
       set_number(node, "alpha", 1.0f / 6);
     }},
    {"tanh", {7, 13}, [](ModelProto& m, std::int64_t) { add_node(m, "Tanh", {"x"}, {"y"}); }},
    {"prelu",
     {7, 9, 16},
     [](ModelProto& m, std::int64_t) {
       add_floats(m, "slope", {2, 1, 1}, {0.1f, -0.5f});
       add_node(m, "PRelu", {"x", "slope"}, {"y"});
     }},
    {"softmax_of_many", {7, 11}, [](ModelProto& m, std::int64_t) { add_node(m, "Softmax", {"x"}, {"y"}); }},
    {"softmax_of_last", {13, 18}, [](ModelProto& m, std::int64_t) { add_node(m, "Softmax", {"x"}, {"y"}); }},
    {"depth_to_space",
     {11, 13, 18},
     [](ModelProto& m, std::int64_t) {
       set(add_node(m, "SpaceToDepth", {"x"}, {"deep"}), "blocksize", 2);
       auto& node = add_node(m, "DepthToSpace", {"deep"}, {"y"});
       set(node, "blocksize", 2);
       say(node, "mode", "CRD");
     }},
    {"depth_to_space_dcr",
     {7, 13},
     [](ModelProto& m, std::int64_t) {
       set(add_node(m, "SpaceToDepth", {"x"}, {"deep"}), "blocksize", 2);
       set(add_node(m, "Relu", {"deep"}, {"positive"}), "unused", 0);
       m.mutable_graph()->mutable_node(1)->clear_attribute();
       set(add_node(m, "DepthToSpace", {"positive"}, {"y"}), "blocksize", 2);
     }},
    {"resize_10",
     {10},
     [](ModelProto& m, std::int64_t) {
       add_floats(m, "scales", {4}, {1, 1, 2, 2});
       add_node(m, "Resize", {"x", "scales"}, {"y"});
     }},
    {"resize_sizes",
     {13, 18, 19},
     [](ModelProto& m, std::int64_t) {
       auto& node = resize(m, {1, 2, 8, 12}, {});
       say(node, "coordinate_transformation_mode", "asymmetric");
       say(node, "nearest_mode", "floor");
     }},
    {"resize_axes",
     {18, 19, 21},
     [](ModelProto& m, std::int64_t) {
       auto& node = resize(m, {}, {2, 3});
       set(node, "axes", Sizes{2, 3});
       say(node, "coordinate_transformation_mode", "asymmetric");
       say(node, "nearest_mode", "floor");
     }},
    {"resize_not_larger",
     {18, 19},
     [](ModelProto& m, std::int64_t) {
       auto& node = resize(m, {8, 9}, {});
       set(node, "axes", Sizes{2, 3});
       say(node, "keep_aspect_ratio_policy", "not_larger");
     }},
    {"resize_not_smaller",
     {18, 19},
     [](ModelProto& m, std::int64_t) {
       auto& node = resize(m, {8, 12}, {});
       set(node, "axes", Sizes{2, 3});
       say(node, "keep_aspect_ratio_policy", "not_smaller");
     }},
    {"resize_symmetric",
     {19},
     [](ModelProto& m, std::int64_t) {
       say(resize(m, {1, 2, 8, 8}, {}), "coordinate_transformation_mode", "half_pixel_symmetric");
     }},
    {"resize_to_the_same",
     {13, 18},
     [](ModelProto& m, std::int64_t) {
       auto& node = resize(m, {1, 2, 4, 4}, {});
       say(node, "mode", "linear");
       node.set_output(0, "same");
       add_node(m, "Relu", {"same"}, {"y"});
     }},
    {"average_counts_padding",
     {7, 11, 19},
     [](ModelProto& m, std::int64_t) {
       auto& pool = add_node(m, "AveragePool", {"x"}, {"y"});
       set(pool, "kernel_shape", Sizes{3, 3});
       set(pool, "pads", Sizes{1, 1, 1, 1});
       set(pool, "count_include_pad", 1);
     }},
    {"average_rounds_up",
     {11, 19},
     [](ModelProto& m, std::int64_t) {
       auto& pool = add_node(m, "AveragePool", {"x"}, {"y"});
       set(pool, "kernel_shape", Sizes{3, 3});
       set(pool, "strides", Sizes{2, 2});
       set(pool, "ceil_mode", 1);
     }},
    {"old_norm",
     {7, 8, 9, 15},
     [](ModelProto& m, std::int64_t operator_set) {
       for (const auto& [name, value] : {std::pair("scale", 2.0f), std::pair("bias", 0.5f),
                                         std::pair("mean", -1.0f), std::pair("variance", 4.0f)})
         add_floats(m, name, {2}, {value, value + 1});
       auto& norm = add_node(m, "BatchNormalization", {"x", "scale", "bias", "mean", "variance"}, {"y"});
       if (operator_set < 9) set(norm, "spatial", 1);
     }},
    {"dropout",
     {12, 13},
     [](ModelProto& m, std::int64_t) {
       scalar(m, "ratio", 0.5f);
       add_node(m, "Dropout", {"x", "ratio"}, {"same"});
       add_node(m, "Relu", {"same"}, {"y"});
     }},
    {"gather_one",
     {13, 18},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "which", {1});
       set(add_node(m, "Gather", {"x", "which"}, {"y"}), "axis", 1);
     }},
    // A shape that exporters with dynamic sizes compute at run time.
    {"shape_program",
     {13, 15, 18, 21},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "two", {2});
       add_integers(m, "four", {4});
       add_integers(m, "rest", {-1});
       add_node(m, "Shape", {"x"}, {"shape"});
       add_node(m, "Slice", {"shape", "two", "four"}, {"sides"});
       add_node(m, "Mul", {"sides", "two"}, {"doubled"});
       set(add_node(m, "ReduceProd", {"sides"}, {"pixels"}), "keepdims", 1);
       add_node(m, "Equal", {"doubled", "pixels"}, {"same"});
       add_node(m, "Where", {"same", "sides", "pixels"}, {"chosen"});
       add_node(m, "Max", {"chosen", "two"}, {"most"});
       add_integers(m, "zero", {0});
       add_integers(m, "one", {1});
       add_node(m, "Slice", {"most", "zero", "one"}, {"first"});
       set(add_node(m, "Concat", {"one", "rest", "first"}, {"target"}), "axis", 0);
       add_node(m, "Reshape", {"x", "target"}, {"y"});
     }},
    {"constants",
     {12, 13, 19, 21},
     [](ModelProto& m, std::int64_t) {
       set_number(add_node(m, "Constant", {}, {"half"}), "value_float", 0.5f);
       auto& list = add_node(m, "Constant", {}, {"ints"});
       set(list, "value_ints", Sizes{1, 1, 4, 4});
       add_node(m, "Expand", {"half", "ints"}, {"halves"});
       add_node(m, "Add", {"x", "halves"}, {"y"});
     }},
    {"reshape_zero",
     {14, 19, 21},
     [](ModelProto& m, std::int64_t) {
       add_integers(m, "shape", {0, -1});
       set(add_node(m, "Reshape", {"x", "shape"}, {"y"}), "allowzero", 0);
     }},
};

ModelProto model_of(const Way& way, std::int64_t operator_set) {
  ModelProto model = formats::model_of_nothing();
  model.mutable_opset_import(0)->set_version(operator_set);
  way.write(model, operator_set);
  return model;
}

TEST(OnnxSets, EveryWayToSayAThingMeansWhatItMeansInOnnxRuntime) {
  if (!OnnxRuntime::is_installed())
    GTEST_SKIP() << "SKIP: ONNX Runtime is not installed (tests/onnx/install)";
  OnnxRuntime runtime;
  struct Read {
    std::string name;
    graph::Graph graph;
  };
  std::vector<Read> all;
  for (const Way& way : kWays)
    for (const std::int64_t operator_set : way.sets) {
      // The standard (ReduceMean-18) says that nothing is reduced; ONNX Runtime 1.15 reduces over all axes.
      if (std::string_view(way.name) == "mean_of_nothing") continue;
      const std::string name = fmt::format("{}_{}", way.name, operator_set);
      const auto model = formats::read_onnx(formats::bytes_of_model(model_of(way, operator_set)));
      ASSERT_TRUE(model) << name << ": " << model.error().text();
      // Without the output's type the runtime infers it; it requires an output of this name and of floats.
      ModelProto for_runtime = model_of(way, std::min(operator_set, kMaxSetOfRuntime));
      for_runtime.mutable_graph()->set_name("ways");
      for_runtime.mutable_graph()->mutable_output(0)->mutable_type()->mutable_tensor_type()->set_elem_type(1);
      runtime.add(name, formats::bytes_of_model(for_runtime), model->graph, random_inputs(model->graph, 5));
      all.push_back({name, model->graph});
    }
  ASSERT_EQ(runtime.run(), "");
  for (const Read& read : all) {
    const auto answer = answers_of(read.graph, random_inputs(read.graph, 5))[0];
    const auto expected = runtime.output(read.name, read.graph, 0);
    ASSERT_EQ(answer.size(), expected.size()) << read.name;
    for (std::size_t i = 0; i < answer.size(); ++i)
      ASSERT_NEAR(answer[i], expected[i], kRuntimeTolerance * std::max(1.0f, std::abs(expected[i])))
          << read.name << " value " << i;
  }
}

// Without the runtime, checks only that each model can be read.
TEST(OnnxSets, EveryWayToSayAThingIsRead) {
  for (const Way& way : kWays)
    for (const std::int64_t operator_set : way.sets) {
      const auto model = formats::read_onnx(formats::bytes_of_model(model_of(way, operator_set)));
      EXPECT_TRUE(model) << way.name << " of operator set " << operator_set << ": " << model.error().text();
    }
}

// Pixels as PyTorch's newer exporter and tf2onnx write them: integers that a Cast converts to floats.
TEST(OnnxSets, BytesAreReadAsPixels) {
  ModelProto model = formats::model_of_nothing();
  model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(2);
  set(add_node(model, "Cast", {"x"}, {"real"}), "to", 1);
  add_node(model, "Relu", {"real"}, {"y"});
  const auto read = formats::read_onnx(formats::bytes_of_model(model));
  ASSERT_TRUE(read) << read.error().text();
  const graph::Tensor& input = read->graph.tensor(read->graph.inputs[0]);
  EXPECT_EQ(input.type, graph::ElementType::UInt8);
  EXPECT_EQ(input.quantization.scales, std::vector<float>{1});
  model.mutable_graph()->mutable_node()->DeleteSubrange(0, 1);
  model.mutable_graph()->mutable_node(0)->set_input(0, "x");
  const auto refused = formats::read_onnx(formats::bytes_of_model(model));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), testing::HasSubstr("a Cast to float is expected before it"));
}

}  // namespace
}  // namespace tinsmith
