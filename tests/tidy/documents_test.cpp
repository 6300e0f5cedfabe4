#include "tidy/documents.h"

#include <gmock/gmock.h>

#include "tidy/tree_for_test.h"

namespace tinsmith::tidy {
namespace {

TEST(Documents, LinksThatLeadNowhereAreFound) {
  const TreeForTest tree{
      {"README.md", "[a](docs/a.md) [b](docs/b.md#part) [c](https://example.org/x) [d](#here)\n\n[e](docs)"},
      {"docs/a.md", "[readme](../README.md) ![picture](a.png)"}};
  EXPECT_EQ(print(check_links(tree.tree())),
            "README.md:1: links to docs/b.md, which is not there\ndocs/a.md:1: links to a.png, which is not "
            "there\n");
}

TEST(Documents, SourcesThatSendTheirReaderToAMissingDocumentAreFound) {
  const TreeForTest tree{
      {"src/graph/cost.h", "// See docs/a.md.\n// And docs/formats/b.md; docs/a.md too.\n"},
      {"src/graph/cost_test.cpp", "// docs/made-up.md\n"},
      {"docs/a.md", "docs/b.md\n"}};
  EXPECT_EQ(print(check_mentions(tree.tree())),
            "src/graph/cost.h:2: names docs/formats/b.md, which is not there\n");
}

TEST(Documents, PackagesAndTheirRowsAreComparedBothWays) {
  const TreeForTest tree{
      {"scripts/debian.txt", "# needed\ncmake\nninja-build\n"},
      {"docs/dependencies.md", "| package | why |\n| --- | --- |\n| `cmake` | x |\n| `git` | y |\n"}};
  EXPECT_EQ(print(check_dependencies(tree.tree())),
            "docs/dependencies.md: has no row for ninja-build\nscripts/debian.txt: does not list git\n");
}

}  // namespace
}  // namespace tinsmith::tidy
