#include "serve/types.h"

#include <vector>

#include "base/json.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// A parsed Field::type.
struct Parsed {
  std::string_view base;
  bool is_list = false, is_optional = false;
};

Parsed parsed(std::string_view type) {
  Parsed result{type};
  if (result.base.ends_with('?')) {
    result.is_optional = true;
    result.base.remove_suffix(1);
  }
  if (result.base.ends_with("[]")) {
    result.is_list = true;
    result.base.remove_suffix(2);
  }
  return result;
}

std::vector<std::string> choices(std::string_view base) {
  std::vector<std::string> words;
  if (base.find('|') == base.npos) return words;
  for (std::size_t begin = 0; begin <= base.size();) {
    const std::size_t end = std::min(base.find('|', begin), base.size());
    words.emplace_back(base.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

Result<Done> check_value(const json& value, std::string_view base, const std::string& place);

std::string names_of(std::span<const Field> fields) {
  std::string names;
  for (const Field& field : fields) names.append(names.empty() ? "" : ", ").append(field.name);
  return names;
}

Result<Done> check_object(const json& body, const Type& type, const std::string& place) {
  if (!body.is_object())
    return fail(Fault::InvalidInput, "{} is {}; an object is expected", place, body.type_name());
  for (const auto& [name, value] : body.items()) {
    const auto known = std::find_if(type.fields.begin(), type.fields.end(),
                                    [&, &key = name](const Field& field) { return field.name == key; });
    if (known == type.fields.end())
      return fail(Fault::InvalidInput, "{} has no member '{}'; its members are {}", place,
                  name.substr(0, 100), names_of(type.fields));
  }
  for (const Field& field : type.fields) {
    const Parsed parts = parsed(field.type);
    const std::string name = fmt::format("{}.{}", place, field.name);
    const auto found = body.find(field.name);
    if (found == body.end() || found->is_null()) {
      if (parts.is_optional) continue;
      return fail(Fault::InvalidInput, "{} is missing", name);
    }
    if (!parts.is_list) {
      TRY_DONE(check_value(*found, parts.base, name));
      continue;
    }
    if (!found->is_array())
      return fail(Fault::InvalidInput, "{} is {}; a list is expected", name, found->type_name());
    if (found->size() > kMaxListLength)
      return fail(Fault::InvalidInput, "{} has {} entries; at most {} are allowed", name, found->size(),
                  kMaxListLength);
    for (std::size_t i = 0; i < found->size(); ++i)
      TRY_DONE(check_value((*found)[i], parts.base, fmt::format("{}[{}]", name, i)));
  }
  return Done{};
}

Result<Done> check_value(const json& value, std::string_view base, const std::string& place) {
  const auto expected = [&](std::string_view what) {
    return fail(Fault::InvalidInput, "{} is {}; {} is expected", place, value.type_name(), what);
  };
  if (base == "any") return Done{};
  if (base == "integer") {
    // A double can hold an integer, but above 2^53 not exactly, and our ids and counts are never that large.
    constexpr double kExact = 9007199254740992.0;
    const bool is_whole = value.is_number_integer()
                              ? !value.is_number_unsigned() || value.get<std::uint64_t>() <= kExact
                              : false;
    if (!is_whole) return expected("a whole number");
    return Done{};
  }
  if (base == "number") return value.is_number() ? Result<Done>(Done{}) : expected("a number");
  if (base == "fraction")
    return value.is_number() && value.get<double>() >= 0 && value.get<double>() <= 1
               ? Result<Done>(Done{})
               : expected("a number from 0 to 1");
  if (base == "boolean") return value.is_boolean() ? Result<Done>(Done{}) : expected("true or false");
  const auto words = choices(base);
  if (base == "string" || !words.empty()) {
    if (!value.is_string()) return expected("a text");
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > kMaxText_bytes)
      return fail(Fault::InvalidInput, "{} has {} bytes; at most {} are allowed", place, text.size(),
                  kMaxText_bytes);
    if (!words.empty() && std::find(words.begin(), words.end(), text) == words.end())
      return fail(Fault::InvalidInput, "{} is '{}'; one of {} is expected", place, text.substr(0, 100), base);
    return Done{};
  }
  const Type* type = find_type(base);
  CHECK(type != nullptr, "the table of types names '{}', which it does not have", base);
  return check_object(value, *type, place);
}

ordered_json base_schema(std::string_view base) {
  if (base == "any") return ordered_json::object();
  if (base == "integer" || base == "number" || base == "boolean" || base == "string") return {{"type", base}};
  if (base == "fraction") return {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
  if (const auto words = choices(base); !words.empty()) return {{"type", "string"}, {"enum", words}};
  return {{"$ref", fmt::format("#/components/schemas/{}", base)}};
}

}  // namespace

const Type* find_type(std::string_view name) {
  const auto all = types();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Type& type) { return type.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Result<Done> check_body(const json& body, const Type& type) {
  return check_object(body, type, std::string(type.name));
}

bool is_optional(const Field& field) {
  return parsed(field.type).is_optional;
}

ordered_json schema_of(std::string_view type) {
  const Parsed parts = parsed(type);
  ordered_json schema = base_schema(parts.base);
  if (parts.is_list) schema = {{"type", "array"}, {"items", std::move(schema)}};
  if (parts.is_optional) schema = {{"anyOf", {std::move(schema), {{"type", "null"}}}}};
  return schema;
}

ordered_json schema_of(const Type& type) {
  ordered_json properties = ordered_json::object(), required = ordered_json::array();
  for (const Field& field : type.fields) {
    properties[std::string(field.name)] = schema_of(field.type);
    if (!field.message.empty()) properties[std::string(field.name)]["description"] = field.message;
    if (!is_optional(field)) required.push_back(field.name);
  }
  ordered_json schema{
      {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

}  // namespace tinsmith::serve
