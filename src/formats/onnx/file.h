// formats/onnx/file.h — the bytes of an ONNX file as the messages of onnx.proto, and back. Not for other
// rooms.
#pragma once

#include <onnx.pb.h>

#include "base/bytes.h"

namespace tinsmith::formats {

// Corrupt: not a protobuf, cut off, or without a network. Unsupported: over 2 GB. The messages take at most a
// small multiple of the file's memory: what is in it is counted before it is taken apart.
Result<onnx::ModelProto> parse_file(ByteView bytes);

// The same model, the same bytes. Unsupported: over 2 GB.
Result<Bytes> file_of(const onnx::ModelProto& model);

}  // namespace tinsmith::formats
