// Prints the API's OpenAPI description, from which the build generates the web client's types; with --page,
// prints the routes as a table for docs/api.md.
#include <fmt/core.h>

#include <string_view>

#include "serve/openapi.h"
#include "serve/route_page.h"

int main(int count, char** arguments) {
  if (count == 2 && std::string_view(arguments[1]) == "--page")
    fmt::print("{}", tinsmith::serve::route_page());
  else
    fmt::print("{}\n", tinsmith::serve::openapi().dump(1));
  return 0;
}
