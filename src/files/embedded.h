// files/embedded.h — pictures that lie inside other files of a source, shown as files of their own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "files/source.h"

namespace tinsmith::files {

struct Embedded {
  std::string path;  // it is shown by
  std::string file;  // of the source, that holds its bytes
  std::uint64_t offset = 0, size_bytes = 0;
  bool is_base64 =
      false;  // from `offset` on stands base64 text (RFC 4648), of which `size_bytes` are decoded
};

// How many bytes the base64 text decodes to. Nothing when it is none: a character that is not of its
// alphabet, or a length that no bytes have. Padding may be absent.
std::optional<std::uint64_t> size_of_base64(std::string_view text);

// The bytes of base64 text that size_of_base64 accepts.
Bytes decoded_base64(std::string_view text);

// A source of the embedded pictures, and of `inner`'s own entries when `keeps_inner`. Where `inner` reads at
// random, so does this; otherwise the holding files stay in memory, given as `held`. Paths must not be of two
// entries.
std::shared_ptr<const Source> with_embedded(std::shared_ptr<const Source> inner,
                                            std::vector<Embedded> embedded, std::map<std::string, Bytes> held,
                                            bool keeps_inner);

}  // namespace tinsmith::files
