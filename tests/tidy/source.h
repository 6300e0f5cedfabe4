// tidy/source.h — as much of C++ as the checks need.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tinsmith::tidy {

// Returns the same text, with equal lines and columns, in which comments and the contents of literals are
// spaces.
std::string code_only(std::string_view text);

struct Include {
  int line;
  std::string path;
  bool quoted;  // "path" rather than <path>
};

// Expects the text itself, not `code_only` of it, because a quoted path is a literal.
std::vector<Include> includes_of(std::string_view text);

struct Function {
  int first_line;  // where its body opens
  int line_count;
};

// Returns the outermost function bodies of `code`, which is `code_only` of a source. A class is not a body.
// They are found by their shape: a brace after a closed parenthesis, outside of any parenthesis.
std::vector<Function> functions_of(std::string_view code);

}  // namespace tinsmith::tidy
