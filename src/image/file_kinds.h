// image/file_kinds.h — files that a person may take for a picture and that are not decoded here, told by
// their first bytes: other kinds of picture, camera raw files, videos, and what a failed download leaves
// behind.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace tinsmith::image {

// So many first bytes are enough to tell every kind.
inline constexpr std::size_t kStartOfFile_bytes = 64;

struct FileKind {
  std::string_view name;    // with its article: "a GIF", "an MP4 or QuickTime video"
  std::string_view advice;  // what to do, an imperative clause without a full stop
};

// Nothing when the bytes are of no kind in the table. Kinds that are decoded are not in it (see read_header).
const FileKind* undecoded_kind_of(ByteView start);

}  // namespace tinsmith::image
