// report/write.h — writes the report files into a run's folder.
#pragma once

#include <filesystem>

#include "report/run_report.h"

namespace tinsmith::report {

// Writes report.json, thresholds.json and report.html, each atomically. Unavailable when
// the folder cannot be written to.
Result<Done> write_report(const RunReport& run, const std::filesystem::path& folder);

}  // namespace tinsmith::report
