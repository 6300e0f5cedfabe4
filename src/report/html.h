// report/html.h — the run for people: one page that needs nothing else, neither network nor script.
#pragma once

#include <string>

#include "report/run_report.h"

namespace tinsmith::report {

// A whole HTML document, pictures inside. All that came from the data set (class names, paths) is text in it,
// never markup.
std::string to_html(const RunReport& run);

}  // namespace tinsmith::report
