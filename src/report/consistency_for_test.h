// report/consistency_for_test.h — whether two figures of a run contradict each other: every figure that is
// shown is computed again from the tables that stand beside it. Failures are those of the test that calls.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "report/run_report.h"

namespace tinsmith::report {

// What is shown of one run.
struct ShownRun {
  nlohmann::json report, thresholds;  // report.json, thresholds.json
  std::string page;                   // report.html
};
ShownRun shown(const RunReport& run);

// Hits, misses, matrix, classes, sizes and kinds of error, at every threshold that can be chosen.
void expect_every_table_adds_up(const ShownRun& run);
// The report's rows, matrix, sizes and errors are those of thresholds.json at the run's own threshold.
void expect_report_is_its_table(const ShownRun& run);
// The headline is inside its interval, and is what the classes' figures make.
void expect_headline_of_its_classes(const ShownRun& run);
// The tables of report.html, read as a person reads them.
void expect_page_adds_up(const ShownRun& run);
void expect_verdict_says_the_tables(const ShownRun& run);

void expect_consistent(const ShownRun& run);  // all of these

}  // namespace tinsmith::report
