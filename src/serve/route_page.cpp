#include "serve/route_page.h"

#include <fmt/core.h>

#include "serve/routes.h"

namespace tinsmith::serve {
namespace {

std::string_view carried(std::string_view type) {
  return type == kBytes ? "a file" : type == kEvents ? "events" : type;
}

// Returns the query as "?search=&limit=", required fields first.
std::string query_of(const Route& route) {
  std::string query;
  for (const bool wants_optional : {false, true})
    for (const Field& field : route.query)
      if (is_optional(field) == wants_optional)
        query += fmt::format("{}{}{}", query.empty() ? "?" : "&", field.name, wants_optional ? "" : "=…");
  return query;
}

// Escapes "|", which would end the table cell.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char letter : text) safe += letter == '|' ? std::string("\\|") : std::string(1, letter);
  return safe;
}

std::string table_of(std::span<const Route> table) {
  std::string page = "| route | needs | takes | answers | |\n| --- | --- | --- | --- | --- |\n";
  for (const Route& route : table)
    page +=
        fmt::format("| `{} {}{}` | {} | {} | {} | {} |\n", name_of(route.method), route.path, query_of(route),
                    name_of(route.needs), carried(route.takes), carried(route.answers), cell(route.message));
  return page;
}

}  // namespace

std::string route_page() {
  return table_of(routes()) +
         "\nThe routes of phones are answered only at the https address that `POST "
         "/projects/{project}/phone` "
         "opens.\nThe cookie of a paired phone is the only key to them, and opens nothing else:\n\n" +
         table_of(phone_routes());
}

}  // namespace tinsmith::serve
