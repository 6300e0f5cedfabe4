// Reading version 4.
#include "kmodel/bodies.h"
#include "kmodel/versions_of_file.h"

namespace tinsmith::kmodel {
namespace {

// Skips the bytes that a layer's argument says are before one of its parameters.
Result<Done> skip_padding(ByteReader& reader, std::int64_t& padding) {
  TRY_DONE(reader.take(static_cast<std::size_t>(std::exchange(padding, 0))));
  return Done{};
}

Result<v4::Node> read_v4_convolution(ByteReader& reader) {
  FieldReader field(reader);
  V4ConvolutionHead head;
  field("head", head);
  TRY_DONE(field.result());
  v4::KpuConvolution convolution;
  convolution.main_output = head.main_output;
  convolution.batches = head.batches;
  KpuLayer& layer = convolution.layer;
  TRY(layer.arguments, read_arguments(reader));
  TRY_DONE(skip_padding(reader, layer.arguments.batch_norm_address));
  TRY(layer.batch_norm, read_batch_norm(reader, layer.arguments.out_channels));
  TRY_DONE(skip_padding(reader, layer.arguments.activation_address));
  TRY(layer.activation, read_activation(reader));
  TRY_DONE(skip_padding(reader, layer.arguments.weights_address));
  TRY(layer.weights, read_weights(reader, layer.arguments));
  return v4::Node(std::move(convolution));
}

// Reads the alternative of the variant with this type.
template <std::size_t kIndex = 0>
Result<v4::Node> read_v4_node(const BodyPlace& place, ByteReader& reader) {
  using Kind = std::variant_alternative_t<kIndex, v4::Node>;
  if constexpr (std::is_same_v<Kind, v4::Other>) {
    TRY(const auto view, reader.take(place.end - place.begin));
    return v4::Node(v4::Other{place.type, Bytes(view.begin(), view.end())});
  } else {
    if (Kind::kType != place.type) return read_v4_node<kIndex + 1>(place, reader);
    if constexpr (std::is_same_v<Kind, v4::KpuConvolution>) {
      return read_v4_convolution(reader);
    } else {
      Kind body;
      FieldReader field(reader);
      field("body", body);
      TRY_DONE(field.result());
      return v4::Node(std::move(body));
    }
  }
}

Result<v4::Node> read_v4_body(ByteView bytes, const BodyPlace& place) {
  ByteReader reader(bytes);
  TRY_DONE(reader.seek(place.begin));
  TRY(auto node, read_v4_node(place, reader));
  TRY_DONE(check_body_end(reader, place));
  return node;
}

}  // namespace

Result<v4::Model> read_kmodel_v4(ByteView bytes) {
  ByteReader reader(bytes);
  TRY_DONE(reader.seek(2 * sizeof(std::uint32_t)));
  FieldReader field(reader);
  V4Header header;
  field("header", header);
  v4::Model model;
  field.list("inputs", model.inputs, header.inputs);
  field.list("input_shapes", model.input_shapes, header.inputs);
  field.list("outputs", model.outputs, header.outputs);
  TRY_DONE(field.result());
  model.flags = header.flags;
  model.target = header.target;
  model.main_memory_bytes = header.main_memory_bytes;
  TRY(const auto constants, reader.take(header.constants_bytes));
  model.constants.assign(constants.begin(), constants.end());
  TRY(const auto places, find_bodies(reader, header.nodes));
  for (std::size_t i = 0; i < places.size(); ++i) {
    TRY(auto node, read_v4_body(bytes, places[i]).during(fmt::format("layer {}", i)));
    model.nodes.push_back(std::move(node));
  }
  return model;
}

}  // namespace tinsmith::kmodel
