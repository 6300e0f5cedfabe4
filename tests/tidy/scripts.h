// tidy/scripts.h — checks the shell scripts of the repository.
#pragma once

#include "tidy/tree.h"

namespace tinsmith::tidy {

// Checks that files that begin with "#!" are executable, and that bash scripts parse and stop at the first
// failing command.
Complaints check_scripts(const Tree& tree);

}  // namespace tinsmith::tidy
