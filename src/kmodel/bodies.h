// kmodel/bodies.h — finding the bodies of layers in a kmodel, and reading one by its type.
#pragma once

#include "kmodel/fields.h"
#include "kmodel/kpu_layer.h"

namespace tinsmith::kmodel {

// Files give every body's size including the zeros up to a multiple of this; after the last body some
// compilers count these zeros but do not write them.
inline constexpr std::size_t kBody_alignment = 8;

struct BodyHeader {
  std::uint32_t type = 0, size_bytes = 0;
  static void visit(auto& self, auto& field) {
    field("type", self.type);
    field("size_bytes", self.size_bytes);
  }
};

struct BodyPlace {
  std::uint32_t type = 0;
  std::size_t begin = 0, end = 0;  // offsets in the file
};

// Reads the headers of `count` layers at the reader's position, and finds the bodies, which follow them
// without gaps. Corrupt: they do not fit into the file.
Result<std::vector<BodyPlace>> find_bodies(ByteReader& reader, std::uint64_t count);

// Corrupt: more bytes are left before the end of a body than alignment explains.
Result<Done> check_body_end(const ByteReader& reader, const BodyPlace& place);

// Reads layer arguments at the reader's position.
Result<KpuArguments> read_arguments(ByteReader& reader);
Result<std::vector<std::uint8_t>> read_weights(ByteReader& reader, const KpuArguments& arguments);

}  // namespace tinsmith::kmodel
