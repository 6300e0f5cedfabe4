#include "serve/openapi.h"

#include "serve/routes.h"

namespace tinsmith::serve {
namespace {

using nlohmann::ordered_json;

ordered_json content_of(std::string_view type) {
  if (type == kBytes)
    return {{"application/octet-stream", {{"schema", {{"type", "string"}, {"format", "binary"}}}}}};
  if (type == kEvents) return {{"text/event-stream", {{"schema", {{"type", "string"}}}}}};
  return {{"application/json", {{"schema", schema_of(type)}}}};
}

// Returns the {words} of a path, in order.
std::vector<std::string> words_of(std::string_view path) {
  std::vector<std::string> words;
  for (std::size_t begin = path.find('{'); begin != path.npos; begin = path.find('{', begin + 1))
    words.emplace_back(path.substr(begin + 1, path.find('}', begin) - begin - 1));
  return words;
}

ordered_json parameters_of(const Route& route) {
  ordered_json parameters = ordered_json::array();
  for (const std::string& word : words_of(route.path)) {
    const bool is_text = find_text_word(word) != nullptr;
    parameters.push_back({{"name", word},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", is_text ? "string" : "integer"}}}});
  }
  for (const Field& field : route.query) {
    std::string_view type = field.type;
    if (type.ends_with('?')) type.remove_suffix(1);
    ordered_json parameter{{"name", field.name},
                           {"in", "query"},
                           {"required", !is_optional(field)},
                           {"schema", schema_of(type)}};
    if (!field.message.empty()) parameter["description"] = field.message;
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

ordered_json operation_of(const Route& route) {
  ordered_json operation{{"description", route.message}, {"x-needs", name_of(route.needs)}};
  if (auto parameters = parameters_of(route); !parameters.empty())
    operation["parameters"] = std::move(parameters);
  if (!route.takes.empty())
    operation["requestBody"] = {{"required", true}, {"content", content_of(route.takes)}};
  operation["responses"] = {
      {"200", {{"description", "done"}, {"content", content_of(route.answers)}}},
      {"default", {{"description", "not done, and why"}, {"content", content_of("Problem")}}}};
  return operation;
}

}  // namespace

std::string_view name_of(Method method) {
  constexpr std::string_view kNames[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  return kNames[static_cast<std::size_t>(method)];
}

std::string_view name_of(Needs needs) {
  constexpr std::string_view kNames[] = {"nothing", "sign-in", "installation owner", "viewer", "labeller",
                                         "editor",  "owner",   "paired phone"};
  return kNames[static_cast<std::size_t>(needs)];
}

ordered_json openapi() {
  ordered_json paths = ordered_json::object(), schemas = ordered_json::object();
  for (const std::span<const Route> table : {routes(), phone_routes()}) {
    for (const Route& route : table) {
      std::string method(name_of(route.method));
      for (char& letter : method) letter = static_cast<char>(letter - 'A' + 'a');
      paths["/api/v1" + std::string(route.path)][method] = operation_of(route);
    }
  }
  for (const Type& type : types()) schemas[std::string(type.name)] = schema_of(type);
  return {{"openapi", "3.1.0"},
          {"info", {{"title", "Tinsmith"}, {"version", TINSMITH_VERSION}}},
          {"paths", std::move(paths)},
          {"components",
           {{"schemas", std::move(schemas)},
            {"securitySchemes", {{"key", {{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

}  // namespace tinsmith::serve
