// Invalid .tflite files: each is a valid file with one defect, and the test checks the fault and the message.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <schema_generated.h>

#include <functional>

#include "formats/tflite/tflite.h"

namespace tinsmith::formats {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;
using testing::HasSubstr;
using Code = schema::BuiltinOperator;
using Ids = std::vector<std::int32_t>;

struct TensorParts {
  Ids shape;
  schema::TensorType type = schema::TensorType::FLOAT32;
  std::uint32_t buffer = 0;
  std::string name = "x";
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;
  bool is_variable = false;
};

// A file with one operator: tensor 0 → RELU → tensor 1. Tests change parts before the file is written.
struct Parts {
  std::uint32_t version = 3;
  Code code = Code::RELU;
  std::string custom_code;
  std::vector<TensorParts> tensors = {{{1, 4, 4, 2}}, {{1, 4, 4, 2}}};
  std::vector<Bytes> buffers = {{}};
  std::uint32_t opcode_index = 0;
  Ids inputs = {0}, outputs = {0 + 1};
  Ids network_inputs = {0}, network_outputs = {1};
  std::size_t subgraphs = 1;
  std::function<std::pair<schema::BuiltinOptions, Offset<void>>(FlatBufferBuilder&)> options;
  std::uint32_t metadata_buffer = 0;
  std::uint64_t outside_offset = 0;

  // Appends a constant and returns its tensor index.
  std::int32_t add_constant(const std::vector<std::int32_t>& values) {
    buffers.push_back(bytes_of(values));
    tensors.push_back({{static_cast<std::int32_t>(values.size())},
                       schema::TensorType::INT32,
                       static_cast<std::uint32_t>(buffers.size() - 1),
                       "constant"});
    return static_cast<std::int32_t>(tensors.size() - 1);
  }

  Bytes write() const;
};

Offset<schema::Tensor> written(FlatBufferBuilder& builder, const TensorParts& tensor) {
  Offset<schema::QuantizationParameters> quantization = 0;
  if (!tensor.scales.empty())
    quantization = schema::CreateQuantizationParameters(builder, builder.CreateVector(tensor.scales),
                                                        builder.CreateVector(tensor.zero_points));
  return schema::CreateTensor(builder, builder.CreateVector(tensor.shape), tensor.type, tensor.buffer,
                              builder.CreateString(tensor.name), quantization, tensor.is_variable);
}

Bytes Parts::write() const {
  FlatBufferBuilder builder;
  std::vector<Offset<schema::Buffer>> buffer_list;
  for (const Bytes& bytes : buffers)
    buffer_list.push_back(schema::CreateBuffer(
        builder, builder.CreateVector(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()),
        outside_offset));
  std::vector<Offset<schema::Tensor>> tensor_list;
  for (const TensorParts& tensor : tensors) tensor_list.push_back(written(builder, tensor));
  const auto chosen = options ? options(builder) : std::pair(schema::BuiltinOptions::NONE, Offset<void>(0));
  const auto op = schema::CreateOperator(builder, opcode_index, builder.CreateVector(inputs),
                                         builder.CreateVector(outputs), chosen.first, chosen.second);
  const auto subgraph =
      schema::CreateSubGraph(builder, builder.CreateVector(tensor_list), builder.CreateVector(network_inputs),
                             builder.CreateVector(network_outputs), builder.CreateVector(std::vector{op}),
                             builder.CreateString("main"));
  const auto code_entry = schema::CreateOperatorCode(
      builder, 0, custom_code.empty() ? 0 : builder.CreateString(custom_code), 1, code);
  const auto metadata = schema::CreateMetadata(builder, builder.CreateString("labels"), metadata_buffer);
  const auto model = schema::CreateModel(builder, version, builder.CreateVector(std::vector{code_entry}),
                                         builder.CreateVector(std::vector(subgraphs, subgraph)),
                                         builder.CreateString("test"), builder.CreateVector(buffer_list),
                                         builder.CreateVector(std::vector{metadata}));
  schema::FinishModelBuffer(builder, model);
  const auto view = std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
  return Bytes(view.begin(), view.end());
}

template <class Options>
std::pair<schema::BuiltinOptions, Offset<void>> union_of(Offset<Options> options) {
  // The generated constant has no address, so only its value may be used.
  constexpr auto kind = schema::BuiltinOptionsTraits<Options>::enum_value;
  return {kind, options.Union()};
}
auto conv_options(schema::Padding padding, std::int32_t stride, schema::ActivationFunctionType activation) {
  return [=](FlatBufferBuilder& builder) {
    return union_of(schema::CreateConv2DOptions(builder, padding, stride, stride, activation));
  };
}
constexpr auto kNone = schema::ActivationFunctionType::NONE;
constexpr auto kValid = schema::Padding::VALID;

void make_conv(Parts& parts) {
  parts.code = Code::CONV_2D;
  parts.buffers.push_back(bytes_of(std::vector<float>(3 * 2 * 2 * 2)));
  parts.tensors[1].shape = {1, 3, 3, 3};
  parts.tensors.push_back({{3, 2, 2, 2}, schema::TensorType::FLOAT32, 1, "weights"});
  parts.inputs = {0, 2};
  parts.options = conv_options(kValid, 1, kNone);
}

void make_slice(Parts& parts, const Ids& strides, std::int32_t ellipsis_mask) {
  parts.code = Code::STRIDED_SLICE;
  const Ids operands = {parts.add_constant({0, 0, 0, 0}), parts.add_constant({1, 4, 4, 2}),
                        parts.add_constant(strides)};
  parts.inputs = {0, operands[0], operands[1], operands[2]};
  parts.options = [=](FlatBufferBuilder& builder) {
    return union_of(schema::CreateStridedSliceOptions(builder, 0, 0, ellipsis_mask));
  };
}

struct Broken {
  const char* what;
  void (*change)(Parts&);
  Fault fault;
  const char* message;
};
const Broken kBroken[] = {
    {"another version", [](Parts& p) { p.version = 2; }, Fault::Unsupported,
     "of version 2; version 3 is read"},
    {"two networks", [](Parts& p) { p.subgraphs = 2; }, Fault::Unsupported, "it has 2 subgraphs; exactly 1"},
    {"no network", [](Parts& p) { p.subgraphs = 0; }, Fault::Corrupt, "it has 0 subgraphs"},
    {"no inputs", [](Parts& p) { p.network_inputs = {}; }, Fault::Corrupt, "the network has no inputs"},
    {"an input that is no tensor", [](Parts& p) { p.network_inputs = {9}; }, Fault::Corrupt,
     "an input of the network is tensor 9 of 2"},
    {"an output that is no tensor", [](Parts& p) { p.network_outputs = {-1}; }, Fault::Corrupt,
     "an output of the network is tensor -1 of 2"},
    {"an input that is doubled",
     [](Parts& p) {
       p.network_inputs = {0, 0};
     },
     Fault::InvalidInput, "doubled"},
    {"a batch",
     [](Parts& p) {
       p.tensors[0].shape = {8, 4, 4, 2};
     },
     Fault::Unsupported, "the input 'x' has shape 8x4x4x2"},
    {"a size for later",
     [](Parts& p) {
       p.tensors[1].shape = {1, -1};
     },
     Fault::Unsupported, "tensor 1: 'x': a size of -1 is known only at run time"},
    {"nine dimensions", [](Parts& p) { p.tensors[1].shape = Ids(9, 1); }, Fault::Unsupported,
     "it has 9 dimensions"},
    {"a tensor without end",
     [](Parts& p) {
       p.tensors[1].shape = {1, 1 << 30, 1 << 30};
     },
     Fault::Unsupported, "has more than 268435456 values"},
    {"text as values", [](Parts& p) { p.tensors[0].type = schema::TensorType::STRING; }, Fault::Unsupported,
     "'x' holds values of type 5 (STRING)"},
    {"a type that is none", [](Parts& p) { p.tensors[0].type = static_cast<schema::TensorType>(99); },
     Fault::Unsupported, "values of type 99"},
    {"state", [](Parts& p) { p.tensors[0].is_variable = true; }, Fault::Unsupported,
     "keeps its values between runs"},
    {"an endless name", [](Parts& p) { p.tensors[0].name = std::string(2000, 'n'); }, Fault::Corrupt,
     "its name has 2000 bytes"},
    {"a buffer that is not there", [](Parts& p) { p.tensors[1].buffer = 7; }, Fault::Corrupt,
     "it refers to buffer 7 of 1"},
    {"a buffer outside",
     [](Parts& p) {
       p.outside_offset = 4096;
       p.add_constant({1});
     },
     Fault::Unsupported, "lies outside of the FlatBuffer"},
    {"metadata that is not there", [](Parts& p) { p.metadata_buffer = 3; }, Fault::Corrupt,
     "metadata 'labels': it refers to buffer 3 of 1"},
    {"more zero points than scales",
     [](Parts& p) {
       p.tensors[0] = {{1, 4}, schema::TensorType::INT8, 0, "x", {0.5f}, {1, 2}};
     },
     Fault::Corrupt, "it has 1 scales and 2 zero points"},
    {"a scale of 0",
     [](Parts& p) {
       p.tensors[0] = {{1, 4}, schema::TensorType::INT8, 0, "x", {0.0f}, {0}};
     },
     Fault::InvalidInput, "it has a scale of 0"},
    {"an operator of no kind", [](Parts& p) { p.opcode_index = 5; }, Fault::Corrupt,
     "operator 0 is of kind 5 of 1"},
    {"an operator we lack", [](Parts& p) { p.code = Code::TRANSPOSE_CONV; }, Fault::Unsupported,
     "operator 0 is TRANSPOSE_CONV, which is not supported"},
    {"an operator nobody knows", [](Parts& p) { p.code = static_cast<Code>(5000); }, Fault::Unsupported,
     "operator 0 is number 5000, which is not supported"},
    {"an operator of somebody's own",
     [](Parts& p) {
       p.code = Code::CUSTOM;
       p.custom_code = "TFLite_Detection_PostProcess";
     },
     Fault::Unsupported, "operator 0 is CUSTOM 'TFLite_Detection_PostProcess'"},
    {"an operator that reads past the tensors", [](Parts& p) { p.inputs = {2}; }, Fault::Corrupt,
     "operator 0 (RELU): its input 0 is tensor 2 of 2"},
    {"an operator that reads nothing", [](Parts& p) { p.inputs = {-1}; }, Fault::Corrupt,
     "its input 0 is missing"},
    {"an operator that makes nothing", [](Parts& p) { p.outputs = {}; }, Fault::Corrupt, "it has no outputs"},
    {"an operator that makes its input", [](Parts& p) { p.outputs = {0}; }, Fault::InvalidInput,
     "its output 'x' exists already"},
    {"an operator that reads what it makes", [](Parts& p) { p.inputs = {1}; }, Fault::InvalidInput,
     "it reads 'x' before an operator computes it"},
    {"an output of another shape",
     [](Parts& p) {
       p.tensors[1].shape = {1, 4};
     },
     Fault::InvalidInput, "'x' is declared as 1x4, but relu computes 1x4x4x2"},
    {"a constant of too few bytes",
     [](Parts& p) {
       make_conv(p);
       p.buffers[1].resize(8);
     },
     Fault::InvalidInput, "it holds 8 bytes; float32 of shape 3x2x2x2 needs 96"},
    {"a convolution without options",
     [](Parts& p) {
       make_conv(p);
       p.options = {};
     },
     Fault::Corrupt, "operator 0 (CONV_2D): its options are of kind 'NONE', not 'Conv2DOptions'"},
    {"a convolution that does not move",
     [](Parts& p) {
       make_conv(p);
       p.options = conv_options(kValid, 0, kNone);
     },
     Fault::Corrupt, "a filter, stride or dilation of 0"},
    {"padding of no kind",
     [](Parts& p) {
       make_conv(p);
       p.options = conv_options(static_cast<schema::Padding>(7), 1, kNone);
     },
     Fault::Corrupt, "padding of kind 7"},
    {"a convolution that ends in tanh",
     [](Parts& p) {
       make_conv(p);
       p.options = conv_options(kValid, 1, schema::ActivationFunctionType::TANH);
     },
     Fault::Unsupported, "it ends in activation 4 (TANH)"},
    {"a convolution of a vector",
     [](Parts& p) {
       make_conv(p);
       p.tensors[0].shape = {1, 32};
     },
     Fault::Corrupt, "input 0 has shape 1x32; 4 dimensions are expected"},
    {"a shape for later",
     [](Parts& p) {
       p.code = Code::RESHAPE;
       p.tensors.push_back({{2}, schema::TensorType::INT32, 0, "shape"});
       p.inputs = {0, 2};
     },
     Fault::Unsupported, "operator 0 (RESHAPE): the sizes ('shape') are known only at run time"},
    {"a shape that does not divide",
     [](Parts& p) {
       p.code = Code::RESHAPE;
       p.inputs = {0, p.add_constant({1, 5, -1})};
     },
     Fault::Corrupt, "32 values of shape 1x4x4x2 do not divide by 5"},
    {"a shape of two unknowns",
     [](Parts& p) {
       p.code = Code::RESHAPE;
       p.inputs = {0, p.add_constant({-1, -1})};
     },
     Fault::Corrupt, "the new shape has a size of -1"},
    {"padding for two axes of four",
     [](Parts& p) {
       p.code = Code::PAD;
       p.inputs = {0, p.add_constant({1, 1, 1, 1})};
     },
     Fault::Corrupt, "it has 4 values for the amounts; 8 are expected"},
    {"an axis that is not there",
     [](Parts& p) {
       p.code = Code::SPLIT;
       p.inputs = {p.add_constant({4}), 0};
     },
     Fault::Corrupt, "axis 4 of a tensor of 4 dimensions"},
    {"a slice backwards",
     [](Parts& p) {
       make_slice(p, {1, -1, 1, 1}, 0);
     },
     Fault::Unsupported, "it steps by -1"},
    {"a slice with an ellipsis",
     [](Parts& p) {
       make_slice(p, {1, 1, 1, 1}, 1);
     },
     Fault::Unsupported, "it uses ellipsis mask 1"},
};

TEST(ReadTflite, ABrokenFileIsNamedByWhatIsWrong) {
  ASSERT_TRUE(read_tflite(Parts{}.write())) << "the file that the others are made from";
  for (const Broken& broken : kBroken) {
    Parts parts;
    broken.change(parts);
    const auto read = read_tflite(parts.write());
    ASSERT_FALSE(read) << broken.what;
    EXPECT_EQ(read.error().fault, broken.fault) << broken.what << ": " << read.error().text();
    EXPECT_THAT(read.error().text(), HasSubstr(broken.message)) << broken.what;
  }
}

TEST(ReadTflite, BytesThatAreNoFlatBufferAreRefused) {
  const Bytes whole = Parts{}.write();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto read = read_tflite(ByteView(whole).first(size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().fault, Fault::Corrupt);
  }
  Bytes other = whole;
  other[4] = std::byte{'X'};
  EXPECT_THAT(read_tflite(other).error().text(), HasSubstr("bytes 4 to 7 are not 'TFL3'"));
}

TEST(ReadTflite, ASmallFileCannotAskForMuchMemory) {
  Parts parts;  // a thousand constants that share one buffer of a megabyte
  parts.buffers.push_back(Bytes(1 << 20));
  for (int i = 0; i < 1000; ++i) parts.tensors.push_back({{1 << 20}, schema::TensorType::INT8, 1, "again"});
  const auto read = read_tflite(parts.write());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::Corrupt);
  EXPECT_THAT(read.error().text(), HasSubstr("more than the allocation limit for a file of this size"));
}

// SHAPE → STRIDED_SLICE → PACK → RESHAPE, which is how converters write a flatten, becomes a reshape to
// a known shape.
TEST(ReadTflite, ShapesThatAreComputedAreFolded) {
  Parts parts;
  parts.code = Code::SHAPE;
  parts.tensors = {{{1, 4, 4, 2}}, {{4}, schema::TensorType::INT32}};
  parts.network_outputs = {1};
  const auto read = read_tflite(parts.write());
  ASSERT_TRUE(read) << read.error().text();
  const auto& output = read->graph.tensor(read->graph.outputs[0]);
  EXPECT_TRUE(output.is_constant);
  EXPECT_EQ(values_of<std::int32_t>(output.data), (std::vector<std::int32_t>{1, 4, 4, 2}));
  EXPECT_TRUE(read->graph.operators.empty());
}

TEST(ReadTflite, SixteenBitWeightsAreWidened) {
  Parts parts;
  parts.code = Code::DEQUANTIZE;
  parts.buffers.push_back(bytes_of(std::vector<std::uint16_t>{0x3c00, 0xc100}));  // 1, −2.5
  parts.tensors.push_back({{2}, schema::TensorType::FLOAT16, 1, "half"});
  parts.tensors.push_back({{2}, schema::TensorType::FLOAT32, 0, "whole"});
  parts.inputs = {2};
  parts.outputs = {3};
  parts.network_outputs = {3};
  const auto read = read_tflite(parts.write());
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_THAT(graph::float_values(read->graph.tensor(read->graph.outputs[0])),
              testing::ElementsAre(1, -2.5f));
}

}  // namespace
}  // namespace tinsmith::formats
