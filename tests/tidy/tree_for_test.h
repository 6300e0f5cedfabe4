// tidy/tree_for_test.h — small trees in a temporary folder, for tests of the checks.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "tidy/tree.h"

namespace tinsmith::tidy {

class TreeForTest {
 public:
  // Path and text of each file. A file whose text begins with "#!" becomes executable.
  TreeForTest(std::initializer_list<std::pair<std::string_view, std::string>> files);

  const Tree& tree() const { return tree_; }

 private:
  TemporaryFolder folder_;
  Tree tree_;
};

}  // namespace tinsmith::tidy
