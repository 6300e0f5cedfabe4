#include "tidy/scripts.h"

#include <gmock/gmock.h>

#include "tidy/tree_for_test.h"

namespace tinsmith::tidy {
namespace {

constexpr const char* kStart = "#!/usr/bin/env bash\nset -euo pipefail\n";

TEST(Scripts, AGoodScriptIsNotComplainedAbout) {
  const TreeForTest tree{{"run", std::string(kStart) + "echo hello\n"}};
  EXPECT_EQ(print(check_scripts(tree.tree())), "");
}

TEST(Scripts, AScriptThatDoesNotParseIsFound) {
  const TreeForTest tree{{"run", std::string(kStart) + "if true; then\n"}, {"a.sh", "echo $(\n"}};
  EXPECT_EQ(print(check_scripts(tree.tree())),
            "a.sh: does not pass `bash -n`\nrun: does not pass `bash -n`\n");
}

TEST(Scripts, AScriptThatIgnoresFailuresOrCannotBeExecutedIsFound) {
  const TreeForTest careless{{"run", "#!/usr/bin/env bash\necho hello\n"}};
  EXPECT_EQ(check_scripts(careless.tree()).size(), 1U);
  Tree tree = careless.tree();
  tree.files[0].executable = false;
  EXPECT_EQ(check_scripts(tree).size(), 2U);
}

}  // namespace
}  // namespace tinsmith::tidy
