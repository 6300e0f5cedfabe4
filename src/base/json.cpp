#include "base/json.h"

template class nlohmann::detail::serializer<nlohmann::json>;
template class nlohmann::detail::serializer<nlohmann::ordered_json>;

namespace tinsmith {

nlohmann::json parse_json(std::string_view text, int max_depth) {
  bool is_too_deep = false;
  const auto limit_depth = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    is_too_deep = is_too_deep || depth > max_depth;
    return !is_too_deep;
  };
  nlohmann::json value = nlohmann::json::parse(text, limit_depth, /*allow_exceptions=*/false);
  return is_too_deep ? nlohmann::json(nlohmann::json::value_t::discarded) : value;
}

std::string json_text(const nlohmann::json& value, int indent) {
  return value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string json_text(const nlohmann::ordered_json& value, int indent) {
  return value.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace tinsmith
