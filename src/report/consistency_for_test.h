// report/consistency_for_test.h — checks that the figures in a run's report do not contradict each other.
//
// Every figure in the report is recomputed from the tables beside it. Failures are those of the calling test.
#pragma once

#include <string>

#include "base/json.h"
#include "report/run_report.h"

namespace tinsmith::report {

// The output files of one run's report.
struct ShownRun {
  nlohmann::json report, thresholds;  // report.json, thresholds.json
  std::string page;                   // report.html
};
ShownRun shown(const RunReport& run);

// Checks hits, misses, matrix, classes, sizes and kinds of error at every available threshold.
void expect_every_table_adds_up(const ShownRun& run);
// Checks that the report's rows, matrix, sizes and errors equal those of
// thresholds.json at the run's threshold.
void expect_report_is_its_table(const ShownRun& run);
// Checks that the headline is inside its interval and follows from the figures of the classes.
void expect_headline_of_its_classes(const ShownRun& run);
// Checks the tables of report.html, parsed from the page.
void expect_page_adds_up(const ShownRun& run);
void expect_verdict_matches_tables(const ShownRun& run);

void expect_consistent(const ShownRun& run);  // runs all checks above

}  // namespace tinsmith::report
