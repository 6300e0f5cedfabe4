// files/embedded.h — pictures embedded in other files of a source, presented as files of their own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "files/source.h"

namespace tinsmith::files {

struct Embedded {
  std::string path;  // the path under which the picture appears
  std::string file;  // path of the containing file in the inner source
  std::uint64_t offset = 0, size_bytes = 0;
  // True when base64 text (RFC 4648) starts at `offset`. `size_bytes` is then the number of decoded bytes.
  bool is_base64 = false;
};

// Returns a source that contains the embedded pictures and, when `keeps_inner`, the entries of `inner`. When
// `inner` has random access, so does the result. Otherwise the caller passes the contents of the containing
// files in `held`, and they stay in memory. Precondition: no two entries have the same path.
std::shared_ptr<const Source> with_embedded(std::shared_ptr<const Source> inner,
                                            std::vector<Embedded> embedded, std::map<std::string, Bytes> held,
                                            bool keeps_inner);

}  // namespace tinsmith::files
