// tidy/tree_for_test.h — small trees, written to a folder of their own, to see the checks complain.
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
  // Path and text of each file. A text that begins with "#!" becomes executable.
  TreeForTest(std::initializer_list<std::pair<std::string_view, std::string>> files);

  const Tree& tree() const { return tree_; }

 private:
  TemporaryFolder folder_;
  Tree tree_;
};

}  // namespace tinsmith::tidy
