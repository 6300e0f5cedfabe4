#include "report/mirroring.h"

#include <fmt/format.h>

#include "base/counted.h"

namespace tinsmith::report {
namespace {

constexpr std::size_t kMaxSwapsShown = 4;

double percent_of(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? 100 * static_cast<double>(part) / static_cast<double>(whole) : 0;
}

}  // namespace

std::string mirrored_sentence(const Mirroring& mirroring, std::string_view objects,
                              const std::vector<std::string>& classes) {
  std::string text = fmt::format(
      "Of {} validation {}, {:.1f} % are predicted correctly as they are and {:.1f} % when mirrored left to "
      "right",
      mirroring.objects, objects, percent_of(mirroring.right, mirroring.objects),
      percent_of(mirroring.right_mirrored, mirroring.objects));
  std::vector<std::string> swaps;
  for (const Mirroring::Swap& swap : mirroring.swaps)
    swaps.push_back(fmt::format("{} is predicted as {} ({} of {})",
                                classes[static_cast<std::size_t>(swap.truth)],
                                classes[static_cast<std::size_t>(swap.answer)], swap.count, swap.of));
  return text + (swaps.empty() ? "." : "; mirrored, " + some_of(swaps, kMaxSwapsShown) + ".");
}

std::string mirroring_finding(const RunReport& run) {
  if (!run.mirroring) return {};
  const Mirroring& mirroring = *run.mirroring;
  const std::string measured = mirrored_sentence(mirroring, heads::info_of(run.task).unit, run.classes);
  if (mirroring.is_used) return measured + " Training pictures were mirrored.";
  if (!mirroring.changes_classes)
    return measured + (mirroring.was_measured
                           ? " Until the end of training this did not show whether mirrored pictures keep "
                             "their classes, so training pictures were not mirrored."
                           : " Training pictures were not mirrored.");
  return measured +
         (mirroring.was_measured
              ? " Mirrored pictures would have had wrong labels, so training pictures were not mirrored."
              : " Training pictures were not mirrored, which is correct for such classes.");
}

}  // namespace tinsmith::report
