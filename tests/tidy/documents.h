// tidy/documents.h — what the documents promise is there.
#pragma once

#include "tidy/tree.h"

namespace tinsmith::tidy {

// Relative links in .md files point at files or folders of the tree.
Complaints check_links(const Tree& tree);

// Documents that sources and scripts send their reader to ("docs/….md") are in the tree. Links of documents
// are `check_links`'; tests name documents of trees that they make up.
Complaints check_mentions(const Tree& tree);

// packages/debian.txt and the first column of the table in docs/dependencies.md name the same packages.
Complaints check_dependencies(const Tree& tree);

}  // namespace tinsmith::tidy
