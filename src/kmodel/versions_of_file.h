// kmodel/versions_of_file.h — the two versions that are read and written, one function each.
#pragma once

#include "kmodel/kmodel.h"

namespace tinsmith::kmodel {

Result<v3::Model> read_kmodel_v3(ByteView bytes);
Result<v4::Model> read_kmodel_v4(ByteView bytes);
Result<Bytes> write_kmodel_v3(const v3::Model& model);
Result<Bytes> write_kmodel_v4(const v4::Model& model);

// The first four bytes of version 4 and later, "LDMK".
inline constexpr std::array<std::uint8_t, 4> kIdentifier = {0x4C, 0x44, 0x4D, 0x4B};

// Alignments in a file of version 3 of a layer's arguments, weights, batch norm and activation table; of all
// parameters in version 4.
inline constexpr std::size_t kV3Arguments_alignment = 8, kV3Weights_alignment = 128;
inline constexpr std::size_t kV3BatchNorm_alignment = 128, kV3Activation_alignment = 256;
inline constexpr std::size_t kV4Parameters_alignment = 256;

// Bit 0 of the flags of version 3: weights have 8 bits.
inline constexpr std::uint32_t kV3EightBits = 1;

// Header of a file of version 3, after the version.
struct V3Header {
  std::uint32_t flags = kV3EightBits, architecture = 0, layers = 0, max_start_row = 0;
  std::uint32_t main_memory_bytes = 0, outputs = 0;
  static void visit(auto& self, auto& field) {
    field("flags", self.flags);
    field("architecture", self.architecture);
    field("layers", self.layers);
    field("max_start_row", self.max_start_row);
    field("main_memory_bytes", self.main_memory_bytes);
    field("outputs", self.outputs);
  }
};

// Header of a file of version 4, after the identifier and the version.
struct V4Header {
  std::uint32_t flags = 0, target = 1, constants_bytes = 0, main_memory_bytes = 0, nodes = 0;
  std::uint32_t inputs = 0, outputs = 0, reserved = 0;
  static void visit(auto& self, auto& field) {
    field("flags", self.flags);
    field("target", self.target);
    field("constants_bytes", self.constants_bytes);
    field("main_memory_bytes", self.main_memory_bytes);
    field("nodes", self.nodes);
    field("inputs", self.inputs);
    field("outputs", self.outputs);
    field("reserved", self.reserved);
  }
};

// Head of a KPU layer's body in version 3, after the flags: offsets in the file.
struct V3ConvolutionHead {
  std::uint32_t main_output = 0, arguments_at = 0, weights_at = 0, batch_norm_at = 0, activation_at = 0;
  static void visit(auto& self, auto& field) {
    field("main_output", self.main_output);
    field("arguments_at", self.arguments_at);
    field("weights_at", self.weights_at);
    field("batch_norm_at", self.batch_norm_at);
    field("activation_at", self.activation_at);
  }
};

// Head of a KPU layer's body in version 4.
struct V4ConvolutionHead {
  v4::Range main_output;
  std::int32_t batches = 1, reserved = 0;
  static void visit(auto& self, auto& field) {
    field("main_output", self.main_output);
    field("batches", self.batches);
    field("reserved", self.reserved);
  }
};

}  // namespace tinsmith::kmodel
