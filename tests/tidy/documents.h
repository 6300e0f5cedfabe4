// tidy/documents.h — what the documents promise is there.
#pragma once

#include "tidy/tree.h"

namespace tinsmith::tidy {

// Relative links in .md files point at files or folders of the tree.
Complaints check_links(const Tree& tree);

// packages/debian.txt and the first column of the table in docs/dependencies.md name the same packages.
Complaints check_dependencies(const Tree& tree);

}  // namespace tinsmith::tidy
