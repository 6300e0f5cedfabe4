// Names of layers, and what a model needs.
#include "kmodel/kmodel.h"

namespace tinsmith::kmodel {

std::string_view kind_of(const v3::Body& body) {
  return std::visit([]<class Kind>(const Kind&) { return Kind::kName; }, body);
}

std::string_view kind_of(const v4::Node& node) {
  return std::visit(
      []<class Kind>(const Kind&) -> std::string_view {
        if constexpr (std::is_same_v<Kind, v4::Other>)
          return "unknown operation";
        else
          return Kind::kName;
      },
      node);
}

std::uint64_t general_memory_bytes(const Kmodel& model, std::uint64_t file_bytes) {
  return file_bytes + std::visit([](const auto& any) { return any.main_memory_bytes; }, model);
}

}  // namespace tinsmith::kmodel
