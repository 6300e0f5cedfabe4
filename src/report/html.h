// report/html.h — the report as a single self-contained HTML page, without network access or scripts.
#pragma once

#include <string>

#include "report/run_report.h"

namespace tinsmith::report {

// Returns a complete HTML document with embedded pictures. Everything from the data set (class names, paths)
// is escaped as text, never treated as markup.
std::string to_html(const RunReport& run);

}  // namespace tinsmith::report
