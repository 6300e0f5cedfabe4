// base/result.h — how Tinsmith says that something went wrong.
//
// Three kinds of trouble, three tools: the world (files, people, devices) answers with a Result; a bug of
// ours stops the process with CHECK (check.h); a foreign exception is caught at the one door it can enter by.
// Running out of memory is not handled.
//
// Names of this room live in `tinsmith` itself: it is the ground every other room stands on.
#pragma once

#include <fmt/core.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"

namespace tinsmith {

// What kind of trouble, named as the person on the other side would name it. Closed on purpose: the command
// line maps it to an exit code and the server to a status, each in one exhaustive switch.
enum class Fault {
  Usage,         // the command itself is wrong
  InvalidInput,  // readable, but not what it must be
  NotFound,
  Conflict,     // something of that name, or in that state, is already there
  Unsupported,  // valid, but beyond what Tinsmith does
  Corrupt,      // bytes that break their own format
  Unavailable,  // disk full, device gone, permission denied
  Refused,      // would not work on the target
  Cancelled,    // a person or a limit asked to stop
};

// One sentence that names the thing, what was found and what was expected, and what to do when that is known.
// It never says "error" or "failed". Format with `fail`.
struct Error {
  Fault fault;
  std::string says;
  std::vector<std::string> during;  // innermost first: "reading labels/17.xml", "importing bolts.zip"

  // "importing bolts.zip: reading labels/17.xml: box 4 leaves the picture: …"
  std::string text() const;
};

// Makes an Error: `return fail(Fault::InvalidInput, "box {} leaves the picture: x is {}, width is {}", i, x,
// width);`
template <class... Arguments>
Error fail(Fault fault, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  return Error{fault, fmt::format(format, std::forward<Arguments>(arguments)...), {}};
}

// The value of a Result that only says "it worked".
struct Done {};

// Either a T or an Error. Asking for the one that is not there is a bug.
template <class T>
class [[nodiscard]] Result {
 public:
  using Value = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    CHECK(has_value(), "{}", error_text());
    return std::get<0>(state_);
  }
  const T& value() const& {
    CHECK(has_value(), "{}", error_text());
    return std::get<0>(state_);
  }
  T&& value() && {
    CHECK(has_value(), "{}", error_text());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    CHECK(!has_value(), "asked a Result that worked for its Error");
    return std::get<1>(state_);
  }
  Error&& error() && {
    CHECK(!has_value(), "asked a Result that worked for its Error");
    return std::get<1>(std::move(state_));
  }

  // The same Result, an Error in it extended by what was being done: `read(bytes).during("reading " + name)`.
  Result during(std::string what) && {
    if (!has_value()) std::get<1>(state_).during.push_back(std::move(what));
    return std::move(*this);
  }

 private:
  std::string error_text() const { return has_value() ? std::string() : std::get<1>(state_).text(); }
  std::variant<T, Error> state_;
};

}  // namespace tinsmith

#define TINSMITH_JOIN_(a, b) a##b
#define TINSMITH_JOIN(a, b) TINSMITH_JOIN_(a, b)

// TRY(const auto bytes, read_file(path)); declares `bytes`, or returns the Error from the enclosing function.
#define TRY(declaration, ...)                                                                      \
  auto TINSMITH_JOIN(tried_, __LINE__) = (__VA_ARGS__);                                            \
  if (!TINSMITH_JOIN(tried_, __LINE__)) return std::move(TINSMITH_JOIN(tried_, __LINE__)).error(); \
  declaration = std::move(TINSMITH_JOIN(tried_, __LINE__)).value()

// TRY_DONE(write_file(path, bytes)); for a Result whose value is not wanted.
#define TRY_DONE(...)                            \
  do {                                           \
    auto tried = (__VA_ARGS__);                  \
    if (!tried) return std::move(tried).error(); \
  } while (false)
