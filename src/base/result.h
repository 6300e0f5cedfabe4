// base/result.h — Result and Error: how a function reports that it failed.
//
// There are three kinds of failure, each handled in one way: failures caused by files, people or devices are
// returned as a Result; bugs in our own code stop the process with CHECK (check.h); exceptions of foreign
// libraries are caught where the library is called. Running out of memory is not handled.
//
// The names of this room are in the namespace `tinsmith` itself, because every other room uses them.
#pragma once

#include <fmt/core.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"

namespace tinsmith {

// The kind of a failure, as the user sees it. The list is closed on purpose: the command line maps it to an
// exit code and the server to an HTTP status, each in one exhaustive switch.
enum class Fault {
  Usage,         // the command itself is wrong
  InvalidInput,  // readable, but not valid for this purpose
  NotFound,
  Conflict,     // the name is already taken, or the object is in a state that forbids the operation
  Unsupported,  // valid, but beyond what Tinsmith does
  Corrupt,      // the bytes violate their own format
  Unavailable,  // disk full, device gone, permission denied
  Refused,      // the model would not work on the target board
  Cancelled,    // a person or a limit requested a stop
};

// An error message: one sentence that names the thing, what was found and what was expected, and the remedy
// when it is known. It never contains "error" or "failed". Create it with `fail`.
struct Error {
  // These are not inline, because every function that can fail would contain a copy of them.
  Error(Fault fault, std::string message, std::vector<std::string> during = {});
  Error(const Error&);
  Error(Error&&) noexcept;
  Error& operator=(const Error&);
  Error& operator=(Error&&) noexcept;
  ~Error();

  Fault fault;
  std::string message;
  std::vector<std::string> during;  // innermost first: "reading labels/17.xml", "importing bolts.zip"

  // Returns the whole message: "importing bolts.zip: reading labels/17.xml: box 4 leaves the picture: …"
  std::string text() const;
};

// Does the work of `fail`, in one place instead of in every function that calls it.
Error fail_with(Fault fault, fmt::string_view format, fmt::format_args arguments);

// Creates an Error:
//   return fail(Fault::InvalidInput, "box {} leaves the picture: x is {}, width is {}", i, x, width);
template <class... Arguments>
Error fail(Fault fault, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  return fail_with(fault, format, fmt::make_format_args(arguments...));
}

// The value of a Result that carries no data: the call succeeded.
struct Done {};

// Stop the process because a Result does not hold what was asked for.
[[noreturn]] void stop_without_value(const Error& error);
[[noreturn]] void stop_without_error();

// Holds either a T or an Error. Accessing the one that it does not hold is a bug (CHECK).
template <class T>
class [[nodiscard]] Result {
 public:
  using Value = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    check_value();
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    check_value();
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    check_value();
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    check_error();
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    check_error();
    return std::move(*std::get_if<1>(&state_));
  }

  // Appends what was being done to the Error, if there is one: `read(bytes).during("reading " + name)`.
  Result during(std::string what) && {
    if (!has_value()) std::get_if<1>(&state_)->during.push_back(std::move(what));
    return std::move(*this);
  }

 private:
  void check_value() const {
    if (!has_value()) [[unlikely]]
      stop_without_value(*std::get_if<1>(&state_));
  }
  void check_error() const {
    if (has_value()) [[unlikely]]
      stop_without_error();
  }

  std::variant<T, Error> state_;
};

}  // namespace tinsmith

#define TINSMITH_JOIN_(a, b) a##b
#define TINSMITH_JOIN(a, b) TINSMITH_JOIN_(a, b)

// `TRY(const auto bytes, read_file(path));` declares `bytes`, or returns the
// Error from the enclosing function.
#define TRY(declaration, ...)                                                                      \
  auto TINSMITH_JOIN(tried_, __LINE__) = (__VA_ARGS__);                                            \
  if (!TINSMITH_JOIN(tried_, __LINE__)) return std::move(TINSMITH_JOIN(tried_, __LINE__)).error(); \
  declaration = std::move(TINSMITH_JOIN(tried_, __LINE__)).value()

// `TRY_DONE(write_file(path, bytes));` does the same for a Result whose value is not needed.
#define TRY_DONE(...)                            \
  do {                                           \
    auto tried = (__VA_ARGS__);                  \
    if (!tried) return std::move(tried).error(); \
  } while (false)
