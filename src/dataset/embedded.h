// dataset/embedded.h — pictures that lie inside other files of a source, shown as files of their own.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dataset/source.h"

namespace tinsmith::dataset {

struct Embedded {
  std::string path;  // it is shown by
  std::string file;  // of the source, that holds its bytes
  std::uint64_t offset = 0, size_bytes = 0;
};

// A source of the embedded pictures, and of `inner`'s own entries when `keeps_inner`. Where `inner` reads at
// random, so does this; otherwise the holding files stay in memory, given as `held`. Paths must not be of two
// entries.
std::shared_ptr<const Source> with_embedded(std::shared_ptr<const Source> inner,
                                            std::vector<Embedded> embedded, std::map<std::string, Bytes> held,
                                            bool keeps_inner);

}  // namespace tinsmith::dataset
