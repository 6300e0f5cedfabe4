// Checks that the figures of a run do not contradict each other: every figure is recomputed from the tables
// beside it, in the page's data (thresholds.json, report.json) and in report.html.
// verbs/trained_run_test.cpp does the same with trained runs.
#include <gtest/gtest.h>

#include "report/consistency_for_test.h"
#include "report/run_for_test.h"

namespace tinsmith::report {
namespace {

struct NamedRun {
  const char* name;
  ShownRun run;
};

// Good and bad runs of each kind.
const std::vector<NamedRun>& five_runs() {
  static std::vector<NamedRun> runs;
  if (!runs.empty()) return runs;
  runs.push_back({"a good classifier", shown(classifier_run_of(10, 310, 0.965))});
  runs.push_back({"a bad classifier", shown(classifier_run_of(4, 90, 0.4))});
  runs.push_back({"a good detector", shown(detection_run())});
  runs.push_back({"a bad detector", shown(detection_run(0.25))});
  runs.push_back({"centroids", shown(centroid_run())});
  return runs;
}

void expect_of_each(void (*expectation)(const ShownRun&)) {
  for (const auto& [name, run] : five_runs()) {
    SCOPED_TRACE(name);
    expectation(run);
  }
}

TEST(Consistency, EveryTableOfEveryThresholdAddsUp) {
  expect_of_each(expect_every_table_adds_up);
}

TEST(Consistency, TheReportIsTheTableOfItsThreshold) {
  expect_of_each(expect_report_is_its_table);
}

TEST(Consistency, TheHeadlineIsWhatItsClassesMake) {
  expect_of_each(expect_headline_of_its_classes);
}

TEST(Consistency, ThePagesTablesAddUp) {
  expect_of_each(expect_page_adds_up);
}

TEST(Consistency, TheVerdictSaysWhatTheTablesSay) {
  expect_of_each(expect_verdict_matches_tables);
}

}  // namespace
}  // namespace tinsmith::report
