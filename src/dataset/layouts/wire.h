// dataset/layouts/wire.h — TFRecord files and the tf.Example messages in them.
//
// Two small readers instead of protobuf: a message of three nested maps does not need a code generator, views
// into the record let embedded pictures stay where they are, and every step is bounded by the bytes that are
// there. Formats: tensorflow.org "TFRecord and tf.train.Example", protobuf.dev "Encoding", RFC 3720 appendix
// B.4 (CRC-32C).
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::dataset {

// CRC-32C, and as TFRecord stores it ("masked": turned by 15 bits and offset).
std::uint32_t crc32c(ByteView bytes);
std::uint32_t masked_crc32c(ByteView bytes);

// u64 length and its checksum stand before a record, the checksum of its bytes behind.
inline constexpr std::uint64_t kRecordHead_bytes = 12;
inline constexpr std::uint64_t kRecordTail_bytes = 4;
// One record holds one picture.
inline constexpr std::uint64_t kLargestRecord_bytes = 256 << 20;

// The length in a record's head. Corrupt when the checksum does not fit it, or it is beyond
// kLargestRecord_bytes.
Result<std::uint64_t> record_length(ByteView head);

// One value of a tf.Example; views into the record's bytes.
struct Feature {
  std::vector<ByteView> texts;
  std::vector<float> floats;
  std::vector<std::int64_t> whole_numbers;
};
using Example = std::map<std::string_view, Feature>;

// Corrupt when the bytes are not such a message. A key that comes twice keeps its last value.
Result<Example> parse_example(ByteView record);

}  // namespace tinsmith::dataset
