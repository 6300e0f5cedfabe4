#include "report/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

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
