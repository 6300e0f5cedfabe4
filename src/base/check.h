// base/check.h — CHECK: stops the process when an invariant of our own code is violated.
//
// CHECK(index < size, "tensor {} of {}", index, size);
//
// For bugs only. Anything that a file, a person or a device can cause is a Result (result.h).
#pragma once

#include <fmt/core.h>

#include <string>

namespace tinsmith {

// Prints the source location, the violated condition and the formatted `facts` to standard error, then aborts.
[[noreturn]] void stop_for_bug(const char* file, int line, const char* condition, fmt::string_view format,
                               fmt::format_args facts);

template <class... Facts>
[[noreturn]] void stop_for_bug(const char* file, int line, const char* condition,
                               fmt::format_string<Facts...> format, Facts&&... facts) {
  stop_for_bug(file, line, condition, fmt::string_view(format),
               fmt::format_args(fmt::make_format_args(facts...)));
}

}  // namespace tinsmith

#define CHECK(condition, ...)                                                \
  do {                                                                       \
    if (!(condition)) [[unlikely]]                                           \
      ::tinsmith::stop_for_bug(__FILE__, __LINE__, #condition, __VA_ARGS__); \
  } while (false)
