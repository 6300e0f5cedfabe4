// tidy/documents.h — checks that links and names in documents refer to existing files.
#pragma once

#include "tidy/tree.h"

namespace tinsmith::tidy {

// Checks that relative links in .md files point to files or folders of the tree.
Complaints check_links(const Tree& tree);

// Checks that documents that sources and scripts name ("docs/….md") are in the tree. Links in documents are
// checked by `check_links`; tests are left out, because they name documents of made-up trees.
Complaints check_mentions(const Tree& tree);

// Checks that scripts/debian.txt and the first column of the table in docs/dependencies.md name the same
// packages.
Complaints check_dependencies(const Tree& tree);

}  // namespace tinsmith::tidy
