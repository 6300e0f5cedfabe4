// verbs/shipped_weights.h — the pretrained weights that are part of the program: the files of weights/.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/embedded_file.h"

namespace tinsmith::verbs {

// The files, by their names: "mobilenetv2-0.35.safetensors". Defined in a source that the build writes
// (cmake/Embed.cmake).
std::span<const EmbeddedFile> weight_files();

// Returns the .safetensors file with the weights for a network of the zoo, or nothing when none are shipped
// for it. Networks with the same backbone share a file.
std::optional<ByteView> shipped_weights(std::string_view network);

// Returns whether a network starts from its shipped weights unless something else is chosen: from a file of its
// own, or from the backbone of another network's file if what it gains was measured.
bool are_default_start(std::string_view network);

// Returns the names of all networks for which weights are shipped.
std::vector<std::string_view> networks_with_shipped_weights();

}  // namespace tinsmith::verbs
