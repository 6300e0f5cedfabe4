// Reading version 3.
#include "kmodel/bodies.h"
#include "kmodel/versions_of_file.h"

namespace tinsmith::kmodel {
namespace {

Result<v3::Body> read_v3_convolution(ByteReader& reader) {
  FieldReader field(reader);
  V3ConvolutionHead head;
  field("head", head);
  TRY_DONE(field.result());
  v3::KpuConvolution convolution;
  convolution.main_output = head.main_output;
  KpuLayer& layer = convolution.layer;
  TRY_DONE(reader.seek(head.arguments_at));
  TRY(layer.arguments, read_arguments(reader));
  TRY_DONE(reader.seek(head.weights_at));
  TRY(layer.weights, read_weights(reader, layer.arguments));
  TRY_DONE(reader.seek(head.batch_norm_at));
  TRY(layer.batch_norm, read_batch_norm(reader, layer.arguments.out_channels));
  TRY_DONE(reader.seek(head.activation_at));
  TRY(layer.activation, read_activation(reader));
  return v3::Body(std::move(convolution));
}

// Reads the alternative of the variant with this type.
template <std::size_t kIndex = 0>
Result<v3::Body> read_v3_body(std::uint32_t type, ByteReader& reader) {
  if constexpr (kIndex == std::variant_size_v<v3::Body>) {
    return fail(Fault::Unsupported, "its type {} is not one that loaders of version 3 know", type);
  } else {
    using Kind = std::variant_alternative_t<kIndex, v3::Body>;
    if (Kind::kType != type) return read_v3_body<kIndex + 1>(type, reader);
    if constexpr (std::is_same_v<Kind, v3::KpuConvolution>) {
      return read_v3_convolution(reader);
    } else {
      Kind body;
      FieldReader field(reader);
      field("body", body);
      TRY_DONE(field.result());
      return v3::Body(std::move(body));
    }
  }
}

Result<v3::Layer> read_v3_layer(ByteView bytes, const BodyPlace& place) {
  ByteReader reader(bytes);
  TRY_DONE(reader.seek(place.begin));
  v3::Layer layer;
  TRY(layer.flags, reader.read<std::uint32_t>());
  TRY(layer.body, read_v3_body(place.type, reader));
  TRY_DONE(check_body_end(reader, place));
  return layer;
}

}  // namespace

Result<v3::Model> read_kmodel_v3(ByteView bytes) {
  ByteReader reader(bytes);
  TRY_DONE(reader.seek(sizeof(std::uint32_t)));
  FieldReader field(reader);
  V3Header header;
  field("header", header);
  v3::Model model;
  field.list("outputs", model.outputs, header.outputs);
  TRY_DONE(field.result());
  if ((header.flags & kV3EightBits) == 0)
    return fail(Fault::Unsupported,
                "its weights have 16 bits; only 8 are supported, which all compilers write");
  if (header.flags != kV3EightBits)
    return fail(Fault::Unsupported, "its flags are {:#x}; only bit 0 has a meaning", header.flags);
  model.architecture = header.architecture;
  model.max_start_row = header.max_start_row;
  model.main_memory_bytes = header.main_memory_bytes;
  TRY(const auto places, find_bodies(reader, header.layers));
  for (std::size_t i = 0; i < places.size(); ++i) {
    TRY(auto layer, read_v3_layer(bytes, places[i]).during(fmt::format("layer {}", i)));
    model.layers.push_back(std::move(layer));
  }
  return model;
}

}  // namespace tinsmith::kmodel
