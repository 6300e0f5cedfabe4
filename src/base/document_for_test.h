// base/document_for_test.h — reads tables of the documentation, which tests compare with the code.
#pragma once

#include <string>

#include "base/files.h"

namespace tinsmith {

// Returns the rows of the tables in `page`, such as "docs/boards.md", whose first cell is a name in backquotes: one
// line each, as they are in the page.
inline std::string named_rows_of(const char* page) {
  const std::string text = read_text_file(page).value();
  std::string rows;
  for (std::size_t at = text.find("\n| `"); at != text.npos; at = text.find("\n| `", at + 1))
    rows += text.substr(at + 1, text.find('\n', at + 1) - at);
  return rows;
}

}  // namespace tinsmith
