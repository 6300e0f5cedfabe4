// dataset/layouts/wire.h — reads TFRecord files and the tf.Example messages in them.
//
// These are two small readers instead of protobuf, for three reasons: a message of three nested maps needs no
// code generator; views into the record allow embedded pictures to stay in the file; and every step is
// bounded by the available bytes. Formats: tensorflow.org "TFRecord and tf.train.Example", protobuf.dev
// "Encoding", RFC 3720 appendix B.4 (CRC-32C).
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::dataset {

// CRC-32C, and the "masked" form that TFRecord stores: rotated by 15 bits, plus a constant.
std::uint32_t crc32c(ByteView bytes);
std::uint32_t masked_crc32c(ByteView bytes);

// A record is preceded by its u64 length and the checksum of the length, and followed by the checksum
// of its bytes.
inline constexpr std::uint64_t kRecordHead_bytes = 12;
inline constexpr std::uint64_t kRecordTail_bytes = 4;
// Max size of a record, which holds one picture.
inline constexpr std::uint64_t kMaxRecord_bytes = 256 << 20;

// Returns the length in a record's head. Corrupt when the checksum is wrong, or when the
// length exceeds kMaxRecord_bytes.
Result<std::uint64_t> record_length(ByteView head);

// One value of a tf.Example. The texts are views into the bytes of the record.
struct Feature {
  std::vector<ByteView> texts;
  std::vector<float> floats;
  std::vector<std::int64_t> whole_numbers;
};
using Example = std::map<std::string_view, Feature>;

// Parses a tf.Example. Corrupt when the bytes are not such a message. For a duplicate key the last
// value is kept.
Result<Example> parse_example(ByteView record);

}  // namespace tinsmith::dataset
