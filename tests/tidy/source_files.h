// tidy/source_files.h — checks of C++ files as a whole: their first line and their layout.
#pragma once

#include "tidy/tree.h"

namespace tinsmith::tidy {

// Checks that a .cpp file of the product that has no header of its name begins with a comment that says what it
// holds or which header it implements. Tests are left out: their name says it.
Complaints check_openings(const Tree& tree);

// The version of clang-format that the layout is defined by; other versions lay out some lines otherwise.
inline constexpr int kClangFormatVersion = 14;
// Returns the main version of the installed clang-format; 0 when there is none.
int clang_format_version();

// Checks that clang-format would not change any .h or .cpp file.
Complaints check_layout(const Tree& tree);

}  // namespace tinsmith::tidy
