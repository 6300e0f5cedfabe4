// formats/metadata.h — the metadata that is stored with a model in its file.
#pragma once

#include <map>
#include <string>

namespace tinsmith::formats {

// Texts (or bytes) by name: "min_runtime_version", labels, preparation.
using Metadata = std::map<std::string, std::string>;

}  // namespace tinsmith::formats
