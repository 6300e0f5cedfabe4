// report_sample FOLDER — writes the report pages of made-up runs, for inspection in a browser.
#include <fmt/format.h>

#include "base/files.h"
#include "report/run_for_test.h"
#include "report/write.h"

using namespace tinsmith;

namespace {

Result<Done> write_samples(const std::filesystem::path& folder) {
  const std::pair<const char*, report::RunReport> runs[] = {
      {"classifier", report::classifier_run()},
      {"centroids", report::centroid_run()},
      {"detector", report::detection_run()},
      {"two_classes", report::classifier_run_of(2, 80, 0.9)},
      {"forty_classes", report::classifier_run_of(40, 800, 0.8)},
  };
  for (const auto& [name, run] : runs) {
    TRY_DONE(make_folder(folder / name));
    TRY_DONE(report::write_report(run, folder / name));
  }
  return Done{};
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 2) return 2;
  const auto written = write_samples(arguments[1]);
  if (!written) fmt::print(stderr, "{}\n", written.error().text());
  return written ? 0 : 1;
}
