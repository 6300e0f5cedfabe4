// serve/web.h — the files of the browser's pages (folder web/), built and embedded into the program.
#pragma once

#include <span>
#include <string_view>

namespace tinsmith::serve {

struct WebFile {
  std::string_view path;  // "/assets/index-3f2a.js"
  std::string_view type;  // "text/javascript"
  std::string_view bytes;
  bool is_lasting;  // its name holds the hash of its bytes
};

std::span<const WebFile> web_files();

}  // namespace tinsmith::serve
