// tidy/source.h — as much of C++ as the checks have to understand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tinsmith::tidy {

// The same text, line for line and column for column, with comments and the insides of literals blanked.
std::string code_only(std::string_view text);

struct Include {
  int line;
  std::string path;
  bool quoted;  // "path" rather than <path>
};

// Reads the text as it is, not `code_only` of it: a quoted path is a literal.
std::vector<Include> includes_of(std::string_view text);

struct Function {
  int first_line;  // where its body opens
  int line_count;
};

// The bodies that stand in no other body, of `code`, which is `code_only` of a source. A class is not a body.
// Finds them by their shape: a brace after a closed parenthesis, outside of any parenthesis.
std::vector<Function> functions_of(std::string_view code);

}  // namespace tinsmith::tidy
