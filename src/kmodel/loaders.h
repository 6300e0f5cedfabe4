// kmodel/loaders.h — which firmware loads a kmodel of which version and size.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tinsmith::kmodel {

struct KmodelLoader {
  std::string_view name;
  bool loads_v3 = false, loads_v4 = false;
  // Approximate max of the model's file and main memory together; 0: the file stays in flash memory.
  std::uint64_t max_bytes = 0;
  std::string_view note;
};

// The sizes are the vendors' own figures, which depend on what else a script keeps in memory.
std::span<const KmodelLoader> kmodel_loaders();

}  // namespace tinsmith::kmodel
