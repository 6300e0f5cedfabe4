// Writing versions 3 and 4.
#include "kmodel/bodies.h"
#include "kmodel/versions_of_file.h"

namespace tinsmith::kmodel {
namespace {

void append(Bytes& bytes, ByteView more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

template <class T>
void append_value(Bytes& bytes, const T& value) {
  append(bytes, std::as_bytes(std::span(&value, 1)));
}

std::uint32_t offset_of_end(const Bytes& bytes) {
  return static_cast<std::uint32_t>(bytes.size());
}

// Writes values over bytes that were appended before.
template <class T>
void replace_at(Bytes& bytes, std::size_t offset, const T& value) {
  std::memcpy(bytes.data() + offset, &value, sizeof(T));
}

Result<Done> append_v3_convolution(Bytes& file, const v3::KpuConvolution& convolution) {
  const KpuLayer& layer = convolution.layer;
  TRY_DONE(check_parameters(layer));
  TRY(const auto words, words_of(layer.arguments));
  V3ConvolutionHead head{.main_output = convolution.main_output};
  const std::size_t head_at = file.size();
  append_value(file, head);
  align(file, kV3Arguments_alignment);
  head.arguments_at = offset_of_end(file);
  append_value(file, words);
  align(file, kV3Weights_alignment);
  head.weights_at = offset_of_end(file);
  append(file, std::as_bytes(std::span(layer.weights)));
  align(file, kV3BatchNorm_alignment);
  head.batch_norm_at = offset_of_end(file);
  append(file, bytes_of_batch_norm(layer));
  align(file, kV3Activation_alignment);
  head.activation_at = offset_of_end(file);
  append(file, bytes_of_activation(layer));
  replace_at(file, head_at, head);
  return Done{};
}

// Appends the zeros up to a multiple of 256 and returns their number.
std::int64_t append_padding(Bytes& file) {
  const std::size_t before = file.size();
  align(file, kV4Parameters_alignment);
  return static_cast<std::int64_t>(file.size() - before);
}

Result<Done> append_v4_convolution(Bytes& file, const v4::KpuConvolution& convolution) {
  const KpuLayer& layer = convolution.layer;
  TRY_DONE(check_parameters(layer));
  FieldWriter field(file);
  field("head", V4ConvolutionHead{convolution.main_output, convolution.batches, 0});
  KpuArguments arguments = layer.arguments;
  const std::size_t arguments_at = file.size();
  append_value(file, ArgumentWords{});
  arguments.batch_norm_address = append_padding(file);
  append(file, bytes_of_batch_norm(layer));
  arguments.activation_address = append_padding(file);
  append(file, bytes_of_activation(layer));
  arguments.weights_address = append_padding(file);
  append(file, std::as_bytes(std::span(layer.weights)));
  TRY(const auto words, words_of(arguments));
  replace_at(file, arguments_at, words);
  return Done{};
}

// Appends a body and the zeros up to a multiple of 8; `append_one` is called with it.
template <class Body, class AppendOne>
Result<Done> append_bodies(Bytes& file, const std::vector<Body>& bodies, const AppendOne& append_one) {
  const std::size_t headers_at = file.size();
  file.resize(file.size() + bodies.size() * sizeof(BodyHeader));
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const std::size_t begin = file.size();
    TRY(const std::uint32_t type, append_one(bodies[i]).during(fmt::format("layer {}", i)));
    align(file, kBody_alignment);
    if (file.size() > kMaxKmodel_bytes)
      return fail(Fault::InvalidInput, "the file would have more than {} bytes", kMaxKmodel_bytes);
    replace_at(file, headers_at + i * sizeof(BodyHeader),
               BodyHeader{type, static_cast<std::uint32_t>(file.size() - begin)});
  }
  return Done{};
}

Result<std::uint32_t> append_v3_layer(Bytes& file, const v3::Layer& layer) {
  append_value(file, layer.flags);
  return std::visit(
      [&]<class Kind>(const Kind& body) -> Result<std::uint32_t> {
        if constexpr (std::is_same_v<Kind, v3::KpuConvolution>) {
          TRY_DONE(append_v3_convolution(file, body));
        } else {
          FieldWriter field(file);
          field("body", body);
          TRY_DONE(field.result());
        }
        return Kind::kType;
      },
      layer.body);
}

Result<std::uint32_t> append_v4_node(Bytes& file, const v4::Node& node) {
  return std::visit(
      [&]<class Kind>(const Kind& body) -> Result<std::uint32_t> {
        if constexpr (std::is_same_v<Kind, v4::Other>) {
          append(file, body.body);
          return body.type;
        } else if constexpr (std::is_same_v<Kind, v4::KpuConvolution>) {
          TRY_DONE(append_v4_convolution(file, body));
          return Kind::kType;
        } else {
          FieldWriter field(file);
          field("body", body);
          TRY_DONE(field.result());
          return Kind::kType;
        }
      },
      node);
}

template <class T>
std::uint32_t count_of(const std::vector<T>& values) {
  return static_cast<std::uint32_t>(values.size());
}

}  // namespace

Result<Bytes> write_kmodel_v3(const v3::Model& model) {
  Bytes file;
  FieldWriter field(file);
  field("version", std::uint32_t{3});
  field("header", V3Header{kV3EightBits, model.architecture, count_of(model.layers), model.max_start_row,
                           model.main_memory_bytes, count_of(model.outputs)});
  field.list("outputs", model.outputs, model.outputs.size());
  TRY_DONE(append_bodies(file, model.layers,
                         [&](const v3::Layer& layer) { return append_v3_layer(file, layer); }));
  return file;
}

Result<Bytes> write_kmodel_v4(const v4::Model& model) {
  Bytes file;
  FieldWriter field(file);
  field("identifier", kIdentifier);
  field("version", std::uint32_t{4});
  field("header", V4Header{model.flags, model.target, count_of(model.constants), model.main_memory_bytes,
                           count_of(model.nodes), count_of(model.inputs), count_of(model.outputs), 0});
  field.list("inputs", model.inputs, model.inputs.size());
  field.list("input_shapes", model.input_shapes, model.inputs.size());
  field.list("outputs", model.outputs, model.outputs.size());
  TRY_DONE(field.result());
  append(file, model.constants);
  TRY_DONE(
      append_bodies(file, model.nodes, [&](const v4::Node& node) { return append_v4_node(file, node); }));
  return file;
}

Result<Bytes> write_kmodel(const Kmodel& model) {
  if (const auto* third = std::get_if<v3::Model>(&model)) return write_kmodel_v3(*third);
  return write_kmodel_v4(std::get<v4::Model>(model));
}

}  // namespace tinsmith::kmodel
