#include "tidy/tree_for_test.h"

#include "base/check.h"

namespace tinsmith::tidy {
namespace {

TemporaryFolder folder_for_test() {
  Result<TemporaryFolder> folder = TemporaryFolder::make();
  CHECK(folder.has_value(), "no temporary folder");
  return std::move(folder).value();
}

}  // namespace

TreeForTest::TreeForTest(std::initializer_list<std::pair<std::string_view, std::string>> files)
    : folder_(folder_for_test()) {
  for (const auto& [path, text] : files) {
    const std::filesystem::path whole = folder_.path() / path;
    CHECK(make_folder(whole.parent_path()) && write_file(whole, text), "{} cannot be written", path);
    if (text.starts_with("#!")) {
      std::filesystem::permissions(whole, std::filesystem::perms::owner_exec,
                                   std::filesystem::perm_options::add);
    }
  }
  Result<Tree> tree = read_tree(folder_.path());
  CHECK(tree.has_value(), "the tree cannot be read");
  tree_ = std::move(*tree);
}

}  // namespace tinsmith::tidy
