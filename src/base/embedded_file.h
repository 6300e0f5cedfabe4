// base/embedded_file.h — a file whose bytes are part of the program (cmake/Embed.cmake).
#pragma once

#include <span>
#include <string_view>

#include "base/bytes.h"

namespace tinsmith {

struct EmbeddedFile {
  std::string_view name;  // "mobilenetv2-0.35.safetensors"
  ByteView bytes;         // live as long as the program
};

}  // namespace tinsmith
