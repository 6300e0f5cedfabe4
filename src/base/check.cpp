#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace tinsmith {

void stop_for_bug(const char* file, int line, const char* condition, fmt::string_view format,
                  fmt::format_args facts) {
  std::fprintf(stderr, "tinsmith: this is a bug: %s:%d: %s does not hold: %s\n", file, line, condition,
               fmt::vformat(format, facts).c_str());
  std::fflush(stderr);
  std::abort();
}

}  // namespace tinsmith
