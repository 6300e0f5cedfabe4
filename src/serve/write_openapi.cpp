// Prints the API's description: what the build makes the web client's types from.
#include <fmt/core.h>

#include "serve/openapi.h"

int main() {
  fmt::print("{}\n", tinsmith::serve::openapi().dump(1));
  return 0;
}
