#include "base/json.h"
#include "report/json.h"

#include <gtest/gtest.h>

#include <cmath>

#include "report/run_for_test.h"

namespace tinsmith::report {
namespace {

using nlohmann::json;

void expect_interval_around(const json& score, const std::string& key) {
  const json& interval = score.at(key + "_ci");
  ASSERT_EQ(interval.size(), 2u) << key;
  EXPECT_LE(interval[0].get<double>(), score.at(key).get<double>()) << key;
  EXPECT_GE(interval[1].get<double>(), score.at(key).get<double>()) << key;
}

TEST(ReportJson, AClassifiersKeysAreThoseOfTheContract) {
  const RunReport run = classifier_run();
  const json read = json::parse(to_json_text(run));
  EXPECT_EQ(read.at("task"), "classification");
  EXPECT_EQ(read.at("model"), "mobilenetv2-0.35");
  EXPECT_EQ(read.at("classes").get<std::vector<std::string>>(), run.classes);
  EXPECT_EQ(read.at("seed"), 1);
  EXPECT_EQ(read.at("images"), (json{{"train", 1550}, {"val", 310}, {"test", 310}}));
  for (const char* model : {"float", "int8"})
    for (const char* key : {"accuracy", "top_3", "log_loss", "macro_f1"})
      expect_interval_around(read.at(model), key);
  EXPECT_EQ(read.at("int8").at("accuracy"), headline(*run.int8_score).value);
  EXPECT_EQ(read.at("int8").at("bytes"), 616232);
  EXPECT_EQ(read.at("int8").at("arena_bytes"), 184320);
  EXPECT_EQ(read.at("int8").at("macs"), 9873408);
  EXPECT_EQ(read.at("train_seconds"), 291.4);
  EXPECT_EQ(read.at("images_per_second"), 512.3);
  EXPECT_EQ(read.at("int8").at("confusion").size(), 10u);
  EXPECT_EQ(read.at("epochs").size(), run.epochs.size());
}

TEST(ReportJson, CentroidsAreScoredByBothRules) {
  const json read = json::parse(to_json_text(centroid_run()));
  EXPECT_EQ(read.at("task"), "centroids");
  for (const char* model : {"float", "int8"})
    for (const char* key : {"f1", "precision", "recall", "f1_strict", "precision_strict", "recall_strict"})
      expect_interval_around(read.at(model), key);
  EXPECT_EQ(read.at("int8").at("confusion").size(), 4u) << "three classes and the background";
}

TEST(ReportJson, ADetectorSaysWhereItErrs) {
  const RunReport run = detection_run();
  const auto& score = std::get<eval::DetectionScore>(*run.int8_score);
  const json read = json::parse(to_json_text(run)), &int8 = read.at("int8");
  EXPECT_EQ(read.at("task"), "detection");
  for (const char* model : {"float", "int8"})
    for (const char* key : {"map", "map50", "map75", "ar100"}) expect_interval_around(read.at(model), key);
  EXPECT_EQ(int8.at("voc_map50"), *score.voc_map50);
  EXPECT_EQ(int8.at("errors").size(), 5u);
  EXPECT_EQ(int8.at("errors").at("missed").at("count"), (*score.errors)[eval::BoxErrorKind::Missed].count);
  EXPECT_GT(int8.at("errors").at("missed").at("map50_gain"), 0);
  EXPECT_EQ(int8.at("by_class")[2].at("class"), "Platelets");
  EXPECT_EQ(int8.at("by_class")[2].at("ap50"), *score.coco.by_class[2].ap50);
  EXPECT_EQ(int8.at("by_class")[2].at("ap"), *score.coco.by_class[2].ap);
  EXPECT_EQ(int8.at("by_class")[2].at("threshold"), score.best_thresholds[2]);
  EXPECT_FALSE(json::parse(to_json_text(centroid_run())).at("int8").at("by_class")[0].contains("ap50"));
}

TEST(ReportJson, ADetectorsSizesAndCurvesAreThoseOfTheContract) {
  const json read = json::parse(to_json_text(detection_run())), &int8 = read.at("int8");
  std::int64_t objects = 0;
  for (const json& slice : int8.at("sizes")) {
    objects += slice.at("objects").get<std::int64_t>();
    EXPECT_LE(slice.at("found"), slice.at("objects"));
  }
  EXPECT_EQ(objects, int8.at("objects"));
  expect_interval_around(int8.at("sizes")[1], "map50");
  EXPECT_TRUE(int8.at("sizes")[0].at("recall50").is_null()) << "no object is that small";
  EXPECT_TRUE(int8.at("sizes").back().at("most_side_px").is_null());
  ASSERT_EQ(int8.at("curves").size(), 3u);
  for (const json& curve : int8.at("curves")) {
    EXPECT_LE(curve.at("points").size(), 101u);
    for (const json& point : curve.at("points")) ASSERT_EQ(point.size(), 3u);
  }
}

TEST(ReportJson, WhatWasNotMeasuredIsNullAndNeverANumber) {
  RunReport run = classifier_run();
  run.int8_score.reset();
  run.float_score.reset();
  run.footprint = {};
  run.epochs = {{1, 0.1, NAN, INFINITY, 0, 1}};
  const json read = json::parse(to_json_text(run));
  EXPECT_TRUE(read.at("float").at("accuracy").is_null());
  EXPECT_TRUE(read.at("int8").at("accuracy_ci").is_null());
  EXPECT_TRUE(read.at("int8").at("bytes").is_null());
  EXPECT_TRUE(read.at("epochs")[0].at("train_loss").is_null());
  EXPECT_TRUE(read.at("epochs")[0].at("val_loss").is_null());
}

TEST(ReportJson, NamesComeBackAsTheyWereUnlessTheyAreNotUtf8) {
  RunReport run = classifier_run_of(2, 20, 0.9);
  run.classes = {"\"}{ <b> Schraube\n螺栓", "broken \xff name"};
  const json read = json::parse(to_json_text(run));
  EXPECT_EQ(read.at("classes")[0], run.classes[0]);
  EXPECT_EQ(read.at("classes")[1], "broken \ufffd name");
}

TEST(ReportJson, EqualRunsGiveEqualText) {
  EXPECT_EQ(to_json_text(classifier_run()), to_json_text(classifier_run()));
}

}  // namespace
}  // namespace tinsmith::report
