// tidy/words.h — what may not be written, and what to write instead.
#pragma once

#include "tidy/tree.h"

namespace tinsmith::tidy {

// The bans in code, in every text, and in file names, as words.cpp lists them.
Complaints check_words(const Tree& tree);

}  // namespace tinsmith::tidy
