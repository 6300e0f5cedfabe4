// Tests the studio in a browser, with a server that was just started. The walks are the scripts of this
// folder, which can also be run by hand: node tests/web/walk.mjs TINSMITH FOLDER --shots
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "base/files.h"

namespace tinsmith {
namespace {

// Returns why the walks cannot run here; empty when they can.
std::string missing() {
  if (!std::filesystem::exists(std::filesystem::path(TINSMITH_WEB_WALK) / "node_modules"))
    return "SKIP: Playwright is not installed (tests/web/install)";
  if (!std::filesystem::exists("/usr/bin/chromium"))
    return "SKIP: Chromium is not installed (scripts/install_packages)";
  return "";
}

bool runs(const std::string& command) {
  return std::system(fmt::format("({}) >/dev/null 2>&1", command).c_str()) == 0;
}

// Returns the failure; empty after a successful walk. `row`: the part of the script, where it has several.
// `disk`: the walk's folder is a small disk of its own.
std::string walk(const char* script, const std::string& row = "", bool disk = false) {
  const auto folder = TemporaryFolder::make();
  CHECK(folder.has_value(), "no temporary folder");
  const auto said = folder->path() / "said", work = folder->path() / "walk";
  CHECK(make_folder(work).has_value(), "no folder in it");
  std::string command =
      fmt::format("exec node 'tests/web/{}' '{}' '{}' {}", script, TINSMITH_EXECUTABLE, work.string(), row);
  if (disk)
    command = fmt::format("unshare --mount sh -c \"mount -t tmpfs -o size=24m tmpfs '{}' && {}\"",
                          work.string(), command);
  const int status = std::system(fmt::format("{} >'{}' 2>&1", command, said.string()).c_str());
  return status == 0 ? "" : "the walk says:\n" + read_text_file(said).value();
}

TEST(Studio, LeadsFromTheFirstStartToADownloadedInt8Model) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("walk.mjs"), "");
}

TEST(Studio, ShowsAndRecordsWhatBoardsSee) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("devices.mjs"), "");
}

TEST(Studio, TakesNamesForNothingButNames) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("names.mjs"), "");
}

TEST(Studio, BringsLabelsToPicturesThatAreThereAndDeletedOnesBack) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("import.mjs"), "");
}

// Events while a user draws: one row of tests/web/never_lost.mjs each.
class NeverLost : public testing::TestWithParam<const char*> {};

TEST_P(NeverLost, WhatIsDrawnIsSavedOrSaidNotToBe) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("never_lost.mjs", GetParam()), "");
}

INSTANTIATE_TEST_SUITE_P(Studio, NeverLost,
                         testing::Values("restarted", "new_token", "cut", "two_windows", "two_classes",
                                         "session_ended", "reloaded", "reloaded_late", "closed", "error_500",
                                         "slow", "picture_deleted", "project_deleted"),
                         [](const auto& row) { return std::string(row.param); });

TEST(Studio, SaysOnTheLabelPageThatTheDiskIsFullAndSavesOnceThereIsRoom) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  if (!runs("unshare --mount mount -t tmpfs tmpfs /mnt"))
    GTEST_SKIP() << "SKIP: no small file system can be mounted here (it takes root)";
  EXPECT_EQ(walk("never_lost.mjs", "full_disk", true), "");
}

TEST(Studio, BreaksNoRuleOfAccessibilityOnAnyPage) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("axe.mjs"), "");
}

TEST(Studio, ChangesTheClassOfABoxOnlyWhereItIsMeantAndSeen) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("class_keys.mjs"), "");
}

TEST(Studio, ShowsAMapOfThePicturesAndWhatStandsOutOnIt) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("map.mjs"), "");
}

TEST(Studio, SuggestsBoxesBeforeAnythingWasTrained) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("suggested_boxes.mjs"), "");
}

TEST(Studio, TakesPicturesWithAPhone) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  if (!runs("command -v zbarimg"))
    GTEST_SKIP() << "SKIP: zbarimg is not installed (scripts/install_packages)";
  EXPECT_EQ(walk("phone.mjs"), "");
}

TEST(Studio, TakesPicturesWithACamera) {
  if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  EXPECT_EQ(walk("camera.mjs"), "");
}

}  // namespace
}  // namespace tinsmith
