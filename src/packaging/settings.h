// packaging/settings.h — settings.json of a package: the facts about a model that its user types in or programs.
#pragma once

#include "packaging/package.h"

namespace tinsmith::packaging {

// {"name", "task", "classes", "board", "input": {"width", "height", "channels", "type", "scale", "zero_point"},
// "preparation": image::to_json, "outputs": [{"name", "shape", "scale", "zero_point"}], "threshold" and "overlap"
// for objects, "arena_bytes", "model_bytes", "operators"}
nlohmann::ordered_json settings_of(const Contents& contents);

}  // namespace tinsmith::packaging
