#include "base/result.h"

namespace tinsmith {

Error::Error(Fault fault, std::string message, std::vector<std::string> during)
    : fault(fault), message(std::move(message)), during(std::move(during)) {}
Error::Error(const Error&) = default;
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(const Error&) = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

std::string Error::text() const {
  std::string text;
  for (auto step = during.rbegin(); step != during.rend(); ++step) text += *step + ": ";
  return text + message;
}

Error fail_with(Fault fault, fmt::string_view format, fmt::format_args arguments) {
  return {fault, fmt::vformat(format, arguments)};
}

void stop_without_value(const Error& error) {
  CHECK(false, "asked a Result for its value, but it holds an Error: {}", error.text());
}

void stop_without_error() {
  CHECK(false, "asked a Result that worked for its Error");
}

}  // namespace tinsmith
