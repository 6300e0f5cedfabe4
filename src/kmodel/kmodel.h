// kmodel/kmodel.h — reads and writes kmodel files, which Kendryte's K210 runs.
//
// Versions 3 and 4 are read and written completely. Versions 5 (nncase 1), 6 and 7 (nncase 2, for the K230) are
// recognized, and the message says what they are and what loads them.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "kmodel/kmodel_v3.h"
#include "kmodel/kmodel_v4.h"

namespace tinsmith::kmodel {

using Kmodel = std::variant<v3::Model, v4::Model>;

// Larger files are refused; a K210 has 6 MiB of general memory.
inline constexpr std::size_t kMaxKmodel_bytes = std::size_t{64} << 20;

// Returns the version that the bytes claim; nothing when they are no kmodel.
std::optional<std::uint32_t> kmodel_version(ByteView bytes);

//   InvalidInput  the bytes are no kmodel
//   Unsupported   another version, or a layer type that no loader knows
//   Corrupt       the bytes violate the format; the message names the layer
Result<Kmodel> read_kmodel(ByteView bytes);

// Returns the file of a structure. Reading it back gives an equal structure.
//   InvalidInput  lists do not have the sizes that other fields say, or numbers do not fit into their bits
Result<Bytes> write_kmodel(const Kmodel& model);

// Name of a layer or node as the vendor's files call it: "k210_conv", "dequantize".
std::string_view kind_of(const v3::Body& body);
std::string_view kind_of(const v4::Node& node);

// Bytes of the chip's 6 MiB of general memory that running the model takes: the file and its main memory.
std::uint64_t general_memory_bytes(const Kmodel& model, std::uint64_t file_bytes);

// Returns the disassembly of a model for people: version, memory, what loads it, and one line per layer.
std::string print_kmodel(const Kmodel& model, std::uint64_t file_bytes);

}  // namespace tinsmith::kmodel
