// report/write.h — both forms of the report into a run's folder.
#pragma once

#include <filesystem>

#include "report/run_report.h"

namespace tinsmith::report {

// Writes report.json and report.html, each in one step. Unavailable when the folder cannot be written to.
Result<Done> write_report(const RunReport& run, const std::filesystem::path& folder);

}  // namespace tinsmith::report
