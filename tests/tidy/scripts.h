// tidy/scripts.h — the shell scripts of the repository.
#pragma once

#include "tidy/tree.h"

namespace tinsmith::tidy {

// Files that begin with "#!" can be executed; those for bash parse and stop at the first failing command.
Complaints check_scripts(const Tree& tree);

}  // namespace tinsmith::tidy
