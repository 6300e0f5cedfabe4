// serve/web.h — the built files of the web pages (folder web/), embedded into the program.
#pragma once

#include <span>
#include <string_view>

namespace tinsmith::serve {

struct WebFile {
  std::string_view path;  // "/assets/index-3f2a.js"
  std::string_view type;  // "text/javascript"
  std::string_view bytes;
  bool is_lasting;  // the name contains a hash of the bytes
};

std::span<const WebFile> web_files();

}  // namespace tinsmith::serve
