#include "report/write.h"

#include "base/files.h"
#include "report/html.h"
#include "report/json.h"
#include "report/thresholds.h"

namespace tinsmith::report {

Result<Done> write_report(const RunReport& run, const std::filesystem::path& folder) {
  TRY_DONE(write_file(folder / "report.json", to_json_text(run)).during("writing the report"));
  TRY_DONE(write_file(folder / "thresholds.json", to_thresholds_text(run)).during("writing the report"));
  TRY_DONE(write_file(folder / "report.html", to_html(run)).during("writing the report"));
  return Done{};
}

}  // namespace tinsmith::report
