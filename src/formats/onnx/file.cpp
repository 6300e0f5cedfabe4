#include "formats/onnx/file.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>

namespace tinsmith::formats {
namespace {

using google::protobuf::io::CodedInputStream;

constexpr std::size_t kMaxFile_bytes = std::size_t{2'000'000'000};  // protobuf counts bytes with 31 bits
// Max number of parts of a file. Every part, a message or a text, becomes an object of up to about 300 bytes,
// however few bytes it has in the file.
constexpr std::size_t kMaxParts = 1'000'000;

// The fields that hold messages which in turn contain messages or texts.
enum class Message : std::uint8_t {
  Model,
  Graph,
  Node,
  Attribute,
  Tensor,
  Value,
  Type,
  TensorType,
  Shape,
  Leaf
};
struct Field {
  Message in;
  std::uint32_t number;
  Message holds;
};
constexpr Field kFields[] = {
    {Message::Model, 7, Message::Graph},      {Message::Model, 8, Message::Leaf},
    {Message::Model, 14, Message::Leaf},      {Message::Graph, 1, Message::Node},
    {Message::Graph, 5, Message::Tensor},     {Message::Graph, 11, Message::Value},
    {Message::Graph, 12, Message::Value},     {Message::Node, 5, Message::Attribute},
    {Message::Attribute, 5, Message::Tensor}, {Message::Value, 2, Message::Type},
    {Message::Tensor, 13, Message::Leaf},     {Message::Type, 1, Message::TensorType},
    {Message::TensorType, 2, Message::Shape}, {Message::Shape, 1, Message::Leaf},
};

enum WireType : std::uint32_t { Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5 };

Error not_a_protobuf() {
  return fail(Fault::Corrupt, "it is truncated, damaged, or not an ONNX file");
}

bool skip_number(CodedInputStream& in, std::uint32_t wire_type) {
  std::uint64_t whole = 0;
  std::uint32_t half = 0;
  if (wire_type == Varint) return in.ReadVarint64(&whole);
  if (wire_type == Fixed64) return in.ReadLittleEndian64(&whole);
  return wire_type == Fixed32 && in.ReadLittleEndian32(&half);
}

// Counts the parts of the message that ends at the stream's limit. Refuses fields that are neither numbers
// nor delimited, which no ONNX file has.
Result<Done> count_parts(CodedInputStream& in, Message message, std::size_t& parts) {
  while (const std::uint32_t tag = in.ReadTag()) {
    const std::uint32_t wire_type = tag & 7;
    if (wire_type != Delimited) {
      if (!skip_number(in, wire_type)) return not_a_protobuf();
      continue;
    }
    std::uint32_t length = 0;
    if (!in.ReadVarint32(&length) || length > kMaxFile_bytes) return not_a_protobuf();
    if (++parts > kMaxParts)
      return fail(Fault::Unsupported, "it has more than {} nodes, attributes, tensors and names", kMaxParts);
    const auto* field = std::find_if(std::begin(kFields), std::end(kFields),
                                     [&](const Field& f) { return f.in == message && f.number == tag >> 3; });
    if (field == std::end(kFields) || field->holds == Message::Leaf) {
      if (!in.Skip(static_cast<int>(length))) return not_a_protobuf();
      continue;
    }
    const auto outer = in.PushLimit(static_cast<int>(length));
    TRY_DONE(count_parts(in, field->holds, parts));
    if (in.BytesUntilLimit() != 0) return not_a_protobuf();
    in.PopLimit(outer);
  }
  return Done{};
}

}  // namespace

Result<onnx::ModelProto> parse_file(ByteView bytes) {
  if (bytes.size() > kMaxFile_bytes)
    return fail(Fault::Unsupported, "it has {} bytes; {} at most are read", bytes.size(), kMaxFile_bytes);
  const auto size = static_cast<int>(bytes.size());
  CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()), size);
  std::size_t parts = 0;
  TRY_DONE(count_parts(in, Message::Model, parts));
  onnx::ModelProto model;
  if (in.CurrentPosition() != size || !model.ParseFromArray(bytes.data(), size)) return not_a_protobuf();
  if (!model.has_graph())
    return fail(Fault::Corrupt, "it contains no network: it is not an ONNX file, or an empty one");
  return model;
}

Result<Bytes> file_of(const onnx::ModelProto& model) {
  const std::size_t size = model.ByteSizeLong();
  if (size > kMaxFile_bytes)
    return fail(Fault::Unsupported, "the model has {} bytes; an ONNX file can have at most {}", size,
                kMaxFile_bytes);
  Bytes bytes(size);
  CHECK(model.SerializeToArray(bytes.data(), static_cast<int>(size)), "a model of {} bytes", size);
  return bytes;
}

}  // namespace tinsmith::formats
