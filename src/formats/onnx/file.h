// formats/onnx/file.h — conversion between the bytes of an ONNX file and the messages of onnx.proto.
//
// Not for other rooms.
#pragma once

#include <onnx.pb.h>

#include "base/bytes.h"

namespace tinsmith::formats {

// Parses a file. The messages take at most a small multiple of the file's memory: their parts are counted
// before they are parsed.
//   Corrupt      not a protobuf, truncated, or without a network
//   Unsupported  over 2 GB, or too many parts
Result<onnx::ModelProto> parse_file(ByteView bytes);

// Serializes a model. Equal models give equal bytes. Unsupported: over 2 GB.
Result<Bytes> file_of(const onnx::ModelProto& model);

}  // namespace tinsmith::formats
