// Tests the studio as other programs use it: a server in a process of its own, with requests over HTTP. Each
// test is a script of this folder, which can also be run by hand: node tests/api/kill.mjs TINSMITH FOLDER
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "base/files.h"

namespace tinsmith {
namespace {

bool runs(const std::string& command) {
  return std::system(fmt::format("({}) >/dev/null 2>&1", command).c_str()) == 0;
}

// Returns the failure; empty when the script ran to its end. `before` is a shell command that runs first, and
// in whose file systems the script then runs.
std::string trouble_of(const char* script, const std::string& before = "true") {
  const auto folder = TemporaryFolder::make();
  CHECK(folder.has_value(), "no temporary folder");
  const auto said = folder->path() / "said", work = folder->path() / "work";
  CHECK(make_folder(work).has_value(), "no folder in it");
  const std::string command = fmt::format(
      "cd '{}' && {} && exec node 'tests/api/{}' '{}' '{}'", std::filesystem::current_path().string(),
      fmt::vformat(before, fmt::make_format_args(work.native())), script, TINSMITH_EXECUTABLE, work.string());
  const bool has_own_disks = before != "true";
  const std::string shell = has_own_disks ? "unshare --mount sh -c" : "sh -c";
  const int status = std::system(fmt::format("{} \"{}\" >'{}' 2>&1", shell, command, said.string()).c_str());
  return status == 0 ? "" : "the script says:\n" + read_text_file(said).value();
}

class Api : public testing::Test {
 protected:
  void SetUp() override {
    if (!runs("node --version")) GTEST_SKIP() << "SKIP: Node is not installed (scripts/install_packages)";
  }
};

TEST_F(Api, ExamplesOfItsPageRunAsTheyStandThere) {
  if (!runs("jq --version && curl --version"))
    GTEST_SKIP() << "SKIP: curl or jq is not installed (scripts/install_packages)";
  EXPECT_EQ(trouble_of("examples.mjs"), "");
}

TEST_F(Api, GivesWhatTheCommandLineGives) {
  EXPECT_EQ(trouble_of("same_result.mjs"), "");
}

TEST_F(Api, HasAnInstantModelFromTheTenthPictureOfTheSecondClass) {
  EXPECT_EQ(trouble_of("instant_model.mjs"), "");
}

TEST_F(Api, HasAMapOfThePicturesAndWhatStandsOutOnIt) {
  EXPECT_EQ(trouble_of("map.mjs"), "");
}

TEST_F(Api, SuggestsBoxesBeforeAnythingWasTrained) {
  EXPECT_EQ(trouble_of("instant_boxes.mjs"), "");
}

TEST_F(Api, LetsAPhoneAddPicturesToOneProjectAndNothingElse) {
  EXPECT_EQ(trouble_of("phone.mjs"), "");
}

TEST_F(Api, SharesBoardsAtItsPortsAndSurvivesTheirUnplugging) {
  EXPECT_EQ(trouble_of("devices.mjs"), "");
}

TEST_F(Api, ListsTheBoardsOfABrokerAndReconnectsThem) {
  EXPECT_EQ(trouble_of("brokers.mjs"), "");
}

TEST_F(Api, WritesModelsToBoardsAndProvesThem) {
  EXPECT_EQ(trouble_of("deploys.mjs"), "");
}

TEST_F(Api, LosesNothingWhenServerOrTrainingAreKilledAtTwentyMoments) {
  EXPECT_EQ(trouble_of("kill.mjs"), "");
}

TEST_F(Api, ImportsLabelsForPicturesThatAreThere) {
  EXPECT_EQ(trouble_of("import_cases.mjs"), "");
}

TEST_F(Api, IsNotHarmedByWhatSomebodyMaySend) {
  EXPECT_EQ(trouble_of("hostile.mjs"), "");
}

TEST_F(Api, SaysThatTheDiskIsFullAndHurtsNothing) {
  if (!runs("unshare --mount mount -t tmpfs tmpfs /mnt"))
    GTEST_SKIP() << "SKIP: no small file system can be mounted here (it takes root)";
  EXPECT_EQ(trouble_of("full_disk.mjs", "mount -t tmpfs -o size=48m tmpfs '{}'"), "");
}

}  // namespace
}  // namespace tinsmith
