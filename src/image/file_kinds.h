// image/file_kinds.h — recognises files that a user may take for a picture but that are not decoded here.
//
// They are recognised by their first bytes: other picture formats, camera raw files, videos, and the files
// that a failed download leaves behind.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace tinsmith::image {

// Number of bytes from the start of a file that are enough to recognise every kind.
inline constexpr std::size_t kStartOfFile_bytes = 64;

struct FileKind {
  std::string_view name;    // with its article: "a GIF", "an MP4 or QuickTime video"
  std::string_view advice;  // what the user can do: an imperative clause without a full stop
};

// Returns the kind of the file, or nullptr when the table has no matching kind. Kinds that are decoded are
// not in the table (see read_header).
const FileKind* undecoded_kind_of(ByteView start);

}  // namespace tinsmith::image
