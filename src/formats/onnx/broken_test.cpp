// Invalid ONNX files: each is a valid file with one defect, and the test checks the fault and the message.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "formats/onnx/file_for_test.h"
#include "formats/onnx/onnx.h"

namespace tinsmith::formats {
namespace {

using onnx::ModelProto;
using onnx::NodeProto;
using testing::HasSubstr;

ModelProto relu() {
  ModelProto model = model_of_nothing();
  add_node(model, "Relu", {"x"}, {"y"}).set_name("act");
  return model;
}

NodeProto& node_of(ModelProto& model) {
  return *model.mutable_graph()->mutable_node(0);
}
auto& type_of_input(ModelProto& model) {
  return *model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type();
}

// Replaces the Relu by a node that reads "x" and further inputs.
NodeProto& replace(ModelProto& model, const std::string& type, const std::vector<std::string>& more = {}) {
  model.mutable_graph()->clear_node();
  std::vector<std::string> inputs{"x"};
  inputs.insert(inputs.end(), more.begin(), more.end());
  return add_node(model, type, inputs, {"y"});
}

NodeProto& make_conv(ModelProto& model, const Sizes& weights = {3, 2, 2, 2}) {
  std::int64_t count = 1;
  for (const std::int64_t size : weights) count *= size;
  add_floats(model, "w", weights, std::vector<float>(static_cast<std::size_t>(count)));
  return replace(model, "Conv", {"w"});
}

void make_slice(ModelProto& model, std::int64_t from, std::int64_t to, std::int64_t step) {
  add_integers(model, "from", {from});
  add_integers(model, "to", {to});
  add_integers(model, "axes", {2});
  add_integers(model, "steps", {step});
  replace(model, "Slice", {"from", "to", "axes", "steps"});
}

void make_reshape(ModelProto& model, const Sizes& shape) {
  add_integers(model, "shape", shape);
  replace(model, "Reshape", {"shape"});
}

struct Broken {
  const char* what;
  void (*change)(ModelProto&);
  Fault fault;
  const char* message;
};
const Broken kBroken[] = {
    {"no network", [](ModelProto& m) { m.clear_graph(); }, Fault::Corrupt, "it contains no network"},
    {"no operator set", [](ModelProto& m) { m.clear_opset_import(); }, Fault::Unsupported,
     "operator set 0; 7 to 23"},
    {"a later operator set", [](ModelProto& m) { m.mutable_opset_import(0)->set_version(99); },
     Fault::Unsupported, "operator set 99; 7 to 23 are read"},
    {"no inputs", [](ModelProto& m) { m.mutable_graph()->clear_input(); }, Fault::Corrupt,
     "the network has no inputs"},
    {"no outputs", [](ModelProto& m) { m.mutable_graph()->clear_output(); }, Fault::Corrupt, "no outputs"},
    {"an output that nothing makes",
     [](ModelProto& m) { m.mutable_graph()->mutable_output(0)->set_name("z"); }, Fault::Corrupt,
     "output 'z': it reads 'z', which no earlier node computes"},
    {"an input that is doubled", [](ModelProto& m) { *m.mutable_graph()->add_input() = m.graph().input(0); },
     Fault::Corrupt, "its output 'x' exists already"},
    {"a batch", [](ModelProto& m) { type_of_input(m).mutable_shape()->mutable_dim(0)->set_dim_value(8); },
     Fault::Unsupported, "input 'x': it is a batch of 8"},
    {"a size for later",
     [](ModelProto& m) { type_of_input(m).mutable_shape()->mutable_dim(2)->set_dim_param("height"); },
     Fault::Unsupported, "size 2 ('height') is known only at run time"},
    {"an endless input",
     [](ModelProto& m) {
       type_of_input(m).mutable_shape()->mutable_dim(2)->set_dim_value(std::int64_t{1} << 60);
     },
     Fault::Unsupported, "it has more than 268435456 values"},
    {"nine axes",
     [](ModelProto& m) {
       for (int i = 0; i < 5; ++i) type_of_input(m).mutable_shape()->add_dim()->set_dim_value(1);
     },
     Fault::Unsupported, "it has 9 axes"},
    {"an input of whole numbers", [](ModelProto& m) { type_of_input(m).set_elem_type(7); },
     Fault::Unsupported, "its values have type 7 (int64)"},
    {"an operator we lack", [](ModelProto& m) { node_of(m).set_op_type("Gelu"); }, Fault::Unsupported,
     "node 0 (Gelu of operator set 13) 'act': this operator is not supported; use Relu or HardSwish instead"},
    {"an operator that nobody has", [](ModelProto& m) { node_of(m).set_op_type("Fold"); }, Fault::Unsupported,
     "node 0 (Fold of operator set 13) 'act': this operator is not supported; docs/formats/onnx.md lists"},
    {"an operator of somebody's own", [](ModelProto& m) { node_of(m).set_domain("com.somebody"); },
     Fault::Unsupported, "node 0 (com.somebody.Relu) 'act': this operator is not supported"},
    {"an operator that makes nothing", [](ModelProto& m) { node_of(m).clear_output(); }, Fault::Corrupt,
     "it has no outputs"},
    {"an operator that reads nothing", [](ModelProto& m) { node_of(m).clear_input(); }, Fault::Corrupt,
     "its input 0 is missing"},
    {"an operator that makes its input", [](ModelProto& m) { node_of(m).set_output(0, "x"); }, Fault::Corrupt,
     "its output 'x' exists already"},
    {"an operator that reads what it makes", [](ModelProto& m) { node_of(m).set_input(0, "y"); },
     Fault::Corrupt, "it reads 'y', which no earlier node computes"},
    {"an endless name", [](ModelProto& m) { node_of(m).set_output(0, std::string(2000, 'n')); },
     Fault::Corrupt, "an output's name has 2000 bytes"},
    {"weights in another file",
     [](ModelProto& m) {
       make_conv(m);
       m.mutable_graph()->mutable_initializer(0)->set_data_location(onnx::TensorProto::EXTERNAL);
     },
     Fault::Corrupt, "'w': its values are in another file, which is not named"},
    {"weights in another file of no folder",
     [](ModelProto& m) {
       make_conv(m);
       auto& weights = *m.mutable_graph()->mutable_initializer(0);
       weights.set_data_location(onnx::TensorProto::EXTERNAL);
       auto& location = *weights.add_external_data();
       location.set_key("location");
       location.set_value("model.onnx.data");
     },
     Fault::Unsupported, "in the file 'model.onnx.data', which was not given: put it beside"},
    {"weights of too few values",
     [](ModelProto& m) {
       make_conv(m);
       m.mutable_graph()->mutable_initializer(0)->mutable_float_data()->Truncate(5);
     },
     Fault::Corrupt, "'w': it holds 5 values; 24, shape 3x2x2x2, are expected"},
    {"weights of too few bytes",
     [](ModelProto& m) {
       make_conv(m);
       m.mutable_graph()->mutable_initializer(0)->set_raw_data("abc");
     },
     Fault::Corrupt, "it holds 3 bytes; 24 values of 4 bytes"},
    {"weights of text",
     [](ModelProto& m) {
       make_conv(m);
       m.mutable_graph()->mutable_initializer(0)->set_data_type(8);
     },
     Fault::Unsupported, "its values have type 8 (string)"},
    {"weights of less than nothing",
     [](ModelProto& m) {
       make_conv(m);
       m.mutable_graph()->mutable_initializer(0)->set_dims(0, -3);
     },
     Fault::Corrupt, "it has a size of -3"},
    {"weights without end",
     [](ModelProto& m) {
       make_conv(m);
       m.mutable_graph()->mutable_initializer(0)->set_dims(0, 1 << 30);
     },
     Fault::Unsupported, "has more than 268435456 values"},
    {"weights that are computed", [](ModelProto& m) { replace(m, "Conv", {"x"}); }, Fault::Unsupported,
     "its weights ('x') is known only at run time"},
    {"a convolution of other channels",
     [](ModelProto& m) {
       make_conv(m, {3, 5, 2, 2});
     },
     Fault::Corrupt, "2 channels in 1 groups do not fit weights of shape 3x5x2x2"},
    {"a convolution in no groups", [](ModelProto& m) { set(make_conv(m), "group", 0); }, Fault::Corrupt,
     "in 0 groups"},
    {"a convolution along a line",
     [](ModelProto& m) {
       make_conv(m, {3, 2, 2});
     },
     Fault::Unsupported, "have shape 3x2x2; 4 axes are supported"},
    {"a convolution that does not move",
     [](ModelProto& m) {
       set(make_conv(m), "strides", Sizes{0, 1});
     },
     Fault::Corrupt, "a filter, stride or dilation of 0"},
    {"a convolution with an endless stride",
     [](ModelProto& m) {
       set(make_conv(m), "strides", Sizes{1, std::int64_t{1} << 40});
     },
     Fault::Corrupt, "its strides have a 1099511627776"},
    {"padding of no kind", [](ModelProto& m) { say(make_conv(m), "auto_pad", "SOMEHOW"); }, Fault::Corrupt,
     "its auto_pad is SOMEHOW"},
    {"padding for one side", [](ModelProto& m) { set(make_conv(m), "pads", Sizes{1}); }, Fault::Unsupported,
     "its pads are 1 numbers; 4"},
    {"an attribute of another type", [](ModelProto& m) { set(make_conv(m), "strides", 2); }, Fault::Corrupt,
     "its attribute strides is of type 2; 7 is expected"},
    {"a filter larger than the picture",
     [](ModelProto& m) {
       make_conv(m, {1, 2, 9, 9});
     },
     Fault::InvalidInput, "does not fit an input of 4"},
    {"a pool without a filter", [](ModelProto& m) { replace(m, "MaxPool"); }, Fault::Corrupt,
     "a filter, stride or"},
    {"a shape for later", [](ModelProto& m) { replace(m, "Reshape", {"x"}); }, Fault::Unsupported,
     "the new shape ('x') is known only at run time"},
    {"a shape that does not divide",
     [](ModelProto& m) {
       make_reshape(m, {1, 5, -1});
     },
     Fault::Corrupt, "32 values of shape 1x2x4x4 do not fit the new shape"},
    {"a shape of two unknowns",
     [](ModelProto& m) {
       make_reshape(m, {-1, -1});
     },
     Fault::Corrupt, "the new shape has a size of -1"},
    {"a shape without end", [](ModelProto& m) { make_reshape(m, Sizes(100'000, 1)); }, Fault::Unsupported,
     "the new shape has 100000 numbers"},
    {"an axis that is not there", [](ModelProto& m) { set(replace(m, "Softmax"), "axis", 4); },
     Fault::Corrupt, "axis 4 of 4 axes"},
    {"an axis that is named twice",
     [](ModelProto& m) {
       set(replace(m, "ReduceMean"), "axes", Sizes{2, -2});
     },
     Fault::Corrupt, "axis -2 is named twice"},
    {"a slice backwards", [](ModelProto& m) { make_slice(m, 3, 0, -1); }, Fault::Unsupported,
     "it steps by -1"},
    {"a slice of nothing", [](ModelProto& m) { make_slice(m, 3, 3, 1); }, Fault::Unsupported,
     "axis 2 from 3 to 3 is empty"},
    {"a clip to nothing",
     [](ModelProto& m) {
       add_floats(m, "one", {}, {1});
       replace(m, "Clip", {"one", "one"});
     },
     Fault::Unsupported, "it clips to 1"},
    {"a resize between pixels",
     [](ModelProto& m) {
       add_floats(m, "scales", {4}, {1, 1, 2, 2});
       say(replace(m, "Resize", {"", "scales"}), "mode", "linear");
     },
     Fault::Unsupported, "its mode is linear; nearest is supported, so export"},
    {"a resize of a part",
     [](ModelProto& m) {
       add_floats(m, "scales", {4}, {1, 1, 2, 2});
       say(replace(m, "Resize", {"", "scales"}), "coordinate_transformation_mode", "tf_crop_and_resize");
     },
     Fault::Unsupported, "coordinate_transformation_mode tf_crop_and_resize"},
    {"weights of four bits",
     [](ModelProto& m) {
       make_conv(m);
       m.mutable_graph()->mutable_initializer(0)->set_data_type(22);
     },
     Fault::Unsupported, "its values have type 22 (int4)"},
    {"a dropout that learns",
     [](ModelProto& m) {
       add_floats(m, "ratio", {}, {0.5f});
       add_integers(m, "training", {1});
       replace(m, "Dropout", {"ratio", "training"});
     },
     Fault::Unsupported, "it drops values at run time"},
    {"a quantized layer", [](ModelProto& m) { node_of(m).set_op_type("QuantizeLinear"); }, Fault::Unsupported,
     "export the float model instead"},
    {"a division by what is computed", [](ModelProto& m) { replace(m, "Div", {"x"}); }, Fault::Unsupported,
     "'x' is not a constant of floats"},
};

TEST(ReadOnnx, ABrokenFileIsNamedByWhatIsWrong) {
  ASSERT_TRUE(read_onnx(bytes_of_model(relu()))) << "the file that the others are made from";
  for (const Broken& broken : kBroken) {
    ModelProto model = relu();
    broken.change(model);
    const auto read = read_onnx(bytes_of_model(model));
    ASSERT_FALSE(read) << broken.what;
    EXPECT_EQ(read.error().fault, broken.fault) << broken.what << ": " << read.error().text();
    EXPECT_THAT(read.error().text(), HasSubstr(broken.message)) << broken.what;
  }
}

TEST(ReadOnnx, BytesThatAreNoOnnxFileAreRefused) {
  for (const char* text : {"", "hello", "TFL3TFL3", "{\"a\": 1}"})
    EXPECT_EQ(read_onnx(as_bytes(text)).error().fault, Fault::Corrupt) << text;
  ModelProto model = relu();
  make_conv(model);
  const Bytes whole = bytes_of_model(model);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(read_onnx(ByteView(whole).first(size))) << size;
}

// Randomly changed bytes: every file is either read as a valid graph or refused with a message,
// without a crash.
TEST(ReadOnnx, DamagedFilesNeverDoHarm) {
  ModelProto model = model_of_nothing();
  make_conv(model).set_output(0, "a");
  set(add_node(model, "MaxPool", {"a"}, {"b"}), "kernel_shape", Sizes{2, 2});
  add_integers(model, "shape", {1, -1});
  add_node(model, "Reshape", {"b", "shape"}, {"c"});
  add_floats(model, "fc", {12, 2}, std::vector<float>(24, 1));
  add_node(model, "MatMul", {"c", "fc"}, {"d"});
  add_node(model, "Softmax", {"d"}, {"y"});
  const Bytes whole = bytes_of_model(model);
  ASSERT_TRUE(read_onnx(whole)) << read_onnx(whole).error().text();
  Rng random(3);
  std::size_t read = 0;
  for (int i = 0; i < 20'000; ++i) {
    Bytes damaged = whole;
    for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes)
      damaged[random.below(damaged.size())] = static_cast<std::byte>(random.below(256));
    read += read_onnx(damaged) ? 1 : 0;
  }
  EXPECT_GT(read, 100u);
}

TEST(ReadOnnx, ASmallFileCannotAskForMuchMemory) {
  ModelProto model = model_of_nothing();  // a constant that is doubled many times
  add_floats(model, "c0", {1024}, std::vector<float>(1024));
  for (int i = 0; i < 40; ++i) {
    const auto name = [](int k) { return fmt::format("c{}", k); };
    set(add_node(model, "Concat", {name(i), name(i)}, {name(i + 1)}), "axis", 0);
  }
  const auto read = read_onnx(bytes_of_model(model));
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().text(), HasSubstr("more than the allocation limit for a file of this size"));
}

TEST(ReadOnnx, AFileOfEmptyPartsIsCountedBeforeItIsTakenApart) {
  const std::string node("\x0a\x00", 2);  // an empty node, as the network's field 1
  std::string nodes;
  for (int i = 0; i < 1'000'001; ++i) nodes += node;
  std::string file("\x3a");  // the network: field 7, its length in 7-bit groups
  for (std::size_t length = nodes.size(); length > 0; length >>= 7)
    file += static_cast<char>((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
  const auto read = read_onnx(as_bytes(file + nodes));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::Unsupported);
  EXPECT_THAT(read.error().text(), HasSubstr("it has more than 1000000 nodes"));
}

}  // namespace
}  // namespace tinsmith::formats
