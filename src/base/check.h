// base/check.h — a broken promise of our own stops the process, with the place and the facts.
//
// CHECK(index < size, "tensor {} of {}", index, size);
//
// For bugs only. What a file, a person or a device can cause is a Result (result.h).
#pragma once

#include <fmt/core.h>

#include <string>

namespace tinsmith {

// Prints the place, the broken condition and the facts to standard error, then aborts.
[[noreturn]] void stop_for_bug(const char* file, int line, const char* condition, const std::string& facts);

}  // namespace tinsmith

#define CHECK(condition, ...)                                                               \
  do {                                                                                      \
    if (!(condition)) [[unlikely]]                                                          \
      ::tinsmith::stop_for_bug(__FILE__, __LINE__, #condition, ::fmt::format(__VA_ARGS__)); \
  } while (false)
