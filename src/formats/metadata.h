// formats/metadata.h — what travels with a model in its file.
#pragma once

#include <map>
#include <string>

namespace tinsmith::formats {

// Named texts (or bytes): "min_runtime_version", labels, preparation.
using Metadata = std::map<std::string, std::string>;

}  // namespace tinsmith::formats
