#include "dataset/health.h"
#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/shared_data_for_test.h"
#include "dataset/demo.h"
#include "dataset/read.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

Health health_at(const std::filesystem::path& path, const HealthOptions& options = {}) {
  ThreadPool threads(2);
  SilentProgress progress;
  return check_health(read_dataset(path, {.threads = &threads}).value(), options, threads, progress).value();
}

const Finding* finding_of(const Health& health, std::string_view code) {
  for (const Finding& finding : health.findings) {
    if (finding.code == code) return &finding;
  }
  return nullptr;
}

TEST(Health, BccdsFlawsAreFound) {
  const auto path = shared_data("data/bccd_voc");
  if (!path) GTEST_SKIP() << "SKIP: the shared data has no folder data/bccd_voc";
  const Health health = health_at(*path);
  EXPECT_EQ(health.pictures, 364);
  EXPECT_EQ(health.objects, 4888);
  EXPECT_EQ(health.zero_area_boxes, 2);
  EXPECT_EQ(health.missing, 0);
  const Finding* finding = finding_of(health, "zero-area-boxes");
  ASSERT_NE(finding, nullptr);
  EXPECT_THAT(finding->examples, testing::ElementsAre("BCCD/JPEGImages/BloodImage_00338.jpg",
                                                      "BCCD/JPEGImages/BloodImage_00343.jpg"));
  ASSERT_NE(finding_of(health, "uneven-classes"), nullptr);
  EXPECT_EQ(finding_of(health, "uneven-classes")->message,
            "The most frequent class has 4155 objects, the rarest 361.");
  EXPECT_EQ(health.classes[1].objects_by_split.at("train") + health.classes[1].objects_by_split.at("val") +
                health.classes[1].objects_by_split.at("test"),
            4155);
}

TEST(Health, ElectronicComponentsIsSoundForEveryPlatform) {
  const auto path = shared_data("data/electronic_components/electronic-components-png");
  if (!path) GTEST_SKIP() << "SKIP: the shared data has no folder data/electronic_components";
  const Health health = health_at(*path, {.checks_platforms = true});
  EXPECT_EQ(finding_of(health, "platform"), nullptr);
  for (const Finding& finding : health.findings)
    EXPECT_EQ(finding.gravity, Finding::Gravity::Hint) << finding.message;
}

TEST(Health, CountsWhatIsWrongWithASmallSet) {
  TreeForTest tree;
  tree.picture("1.bmp", {96, 96}, 1)
      .picture("2.bmp", {96, 96}, 2)
      .picture("3.bmp", {96, 96}, 2)
      .picture("4.bmp", {96, 96}, 4);
  tree.text("5.bmp", "nothing");
  tree.text(
      "l.json",
      R"({"images":[{"id":1,"file_name":"1.bmp"},{"id":2,"file_name":"2.bmp"},{"id":3,"file_name":"3.bmp"},
      {"id":9,"file_name":"gone.jpg"}],
    "categories":[{"id":1,"name":"nut"},{"id":2,"name":"bolt"}],
    "annotations":[{"image_id":1,"category_id":1,"bbox":[90,0,20,20]},{"image_id":1,"category_id":1,"bbox":[5,5,0,20]},
                   {"image_id":1,"category_id":1,"bbox":[5,5,4,50]},{"image_id":2,"category_id":1}]})");
  const Health health = health_at(tree.path());
  EXPECT_EQ(health.pictures, 4);
  EXPECT_EQ(health.objects, 3);
  EXPECT_EQ(health.outside_boxes, 1);
  EXPECT_EQ(health.zero_area_boxes, 1);
  EXPECT_EQ(health.small_objects, 1);
  EXPECT_EQ(health.null, 1) << "an annotation without a box says that something is there";
  EXPECT_EQ(health.missing, 1);
  EXPECT_EQ(health.broken_pictures, 1);
  EXPECT_EQ(health.missing_pictures, 1);
  EXPECT_EQ(health.broken_labels, 1);
  EXPECT_EQ(health.exact_duplicates, 1);
  EXPECT_EQ(finding_of(health, "empty-classes")->message, "No object has the class bolt.");
  EXPECT_EQ(health_at(tree.path(), {.input = {24, 24}}).small_objects, 2);
  const auto json = to_json(health);
  EXPECT_EQ(json["missing_annotations"], 1);
  EXPECT_EQ(json["findings"][0]["gravity"], "warning");
  EXPECT_EQ(json["classes"][0]["name"], "nut");
}

TEST(Health, OneClassIsNothingToTellApart) {
  TreeForTest tree;
  tree.picture("cat/1.bmp", {20, 10}, 1).picture("cat/2.bmp", {20, 10}, 2);
  const Health health = health_at(tree.path());
  ASSERT_FALSE(health.findings.empty());
  EXPECT_EQ(health.findings[0].code, "one-class");
  EXPECT_EQ(health.findings[0].gravity, Finding::Gravity::Stop);
}

TEST(Health, ThePlatformsSayWhatTheyWouldRefuseWhenAsked) {
  TreeForTest tree;
  tree.picture("cat/1.bmp", {20, 10}, 1)
      .picture("dog/2.bmp", {20, 10}, 2)
      .picture("dog/same as cat.bmp", {20, 10}, 1);
  EXPECT_EQ(finding_of(health_at(tree.path()), "platform"), nullptr);
  const Health health = health_at(tree.path(), {.checks_platforms = true});
  EXPECT_EQ(finding_of(health, "platform")->message,
            "MaixHub (2020) would refuse this data set: it needs at least 3 classes, there are 2; it needs "
            "at least 40 pictures per class, which is not the case for cat (1), dog (2).");
  EXPECT_EQ(health.contradictions, 1);
  EXPECT_THAT(
      text_of(health),
      testing::HasSubstr("! Identical pictures that are in two classes: 1.\n"
                         "  → Keep each picture only in the correct class.\n    dog/same as cat.bmp\n"));
}

TEST(Health, AClassThatAPartOfTheGivenSplitLacksIsAFinding) {
  TreeForTest tree;
  for (const char* path : {"train/apple/1.bmp", "train/apple/2.bmp", "train/cherry/1.bmp", "val/apple/1.bmp"})
    tree.picture(path);
  const Health health = health_at(tree.path());
  const Finding* found = finding_of(health, "class-absent-from-part");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->gravity, Finding::Gravity::Warning);
  EXPECT_EQ(found->message,
            "No validation picture shows cherry, so the choice of the best epoch does not depend on it.");
}

TEST(Health, LeaksAcrossAGivenSplitAreFoundAndFewAreAHintOnly) {
  TreeForTest tree;
  tree.picture("train/apple/1.bmp", {20, 10}, 1).picture("train/cherry/1.bmp", {20, 10}, 2);
  tree.picture("test/apple/1.bmp", {20, 10}, 1).picture("test/cherry/1.bmp", {20, 10}, 3);
  const Health health = health_at(tree.path());
  EXPECT_EQ(health.given_pictures, 2);
  EXPECT_EQ(health.given_leaks, 1);
  const Finding* found = finding_of(health, "split-leaks");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->gravity, Finding::Gravity::Warning);
  EXPECT_EQ(found->message,
            "Of 2 validation and test pictures of the given split, 1 has a near duplicate among the training "
            "pictures.");
  EXPECT_EQ(found->examples, std::vector<std::string>{"test/apple/1.bmp"});
  Health large = health;
  large.given_pictures = 2287;
  large.given_leaks = 5;
  for (const Finding& finding : findings_of(large)) {
    if (finding.code == "split-leaks") {
      EXPECT_EQ(finding.gravity, Finding::Gravity::Hint);
    }
  }
}

SilentProgress silent;

TEST(Demo, TheSameOptionsDrawTheSameBytesForAnyNumberOfThreads) {
  TreeForTest tree;
  ThreadPool one(1), three(3);
  ASSERT_TRUE(draw_demo(tree.at("a"), {.pictures = 24}, one, silent));
  ASSERT_TRUE(draw_demo(tree.at("b"), {.pictures = 24}, three, silent));
  ASSERT_TRUE(draw_demo(tree.at("c"), {.pictures = 24, .seed = 2}, three, silent));
  const auto a = open_source(tree.at("a")).value(), b = open_source(tree.at("b")).value();
  ASSERT_EQ(a->entries().size(), 25u);
  for (const Entry& entry : a->entries()) EXPECT_EQ(a->read(entry.path).value(), b->read(entry.path).value());
  EXPECT_NE(a->read("pictures/bench_0000.jpg").value(),
            open_source(tree.at("c")).value()->read("pictures/bench_0000.jpg").value());
}
TEST(Demo, BothKindsAreReadBackWithoutAComplaint) {
  TreeForTest tree;
  ThreadPool threads(2);
  ASSERT_TRUE(draw_demo(tree.at("boxes"), {}, threads, silent));
  ASSERT_TRUE(draw_demo(tree.at("classes"), {.label_kind = LabelKind::Classes}, threads, silent));
  const Health boxes = health_at(tree.at("boxes")), classes = health_at(tree.at("classes"));
  EXPECT_EQ(boxes.pictures, 240);
  EXPECT_GT(boxes.null, 5);
  EXPECT_EQ(boxes.classes.size(), 3u);
  for (const ClassCount& of_class : boxes.classes) EXPECT_GT(of_class.objects, 105) << of_class.name;
  EXPECT_EQ(boxes.outside_boxes + boxes.zero_area_boxes + boxes.near_duplicates + boxes.small_objects, 0);
  EXPECT_EQ(classes.classes.size(), 4u);
  for (const ClassCount& of_class : classes.classes) EXPECT_EQ(of_class.pictures, 60) << of_class.name;
  EXPECT_TRUE(classes.findings.empty()) << text_of(classes);
}
TEST(Demo, RefusesAFullFolderAndSillySizes) {
  TreeForTest tree;
  ThreadPool threads(1);
  tree.text("full/a", "");
  EXPECT_EQ(draw_demo(tree.at("full"), {}, threads, silent).error().fault, Fault::Conflict);
  EXPECT_EQ(draw_demo(tree.at("x"), {.pictures = 3}, threads, silent).error().message,
            "a demo can have 12 to 100000 pictures, not 3");
  EXPECT_EQ(draw_demo(tree.at("x"), {.size = {16, 16}}, threads, silent).error().message,
            "the pictures of a demo can have sides of 48 to 1024 pixels, not 16");
}

}  // namespace
}  // namespace tinsmith::dataset
