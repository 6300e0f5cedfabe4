// tidy/words.h — banned words and patterns, and their replacements.
#pragma once

#include "tidy/tree.h"

namespace tinsmith::tidy {

// Checks the bans in code, in every text, and in file names, as words.cpp lists them.
Complaints check_words(const Tree& tree);

}  // namespace tinsmith::tidy
