// report/confusion_map.h — which class was taken for which, as a heat map.
#pragma once

#include "report/markup.h"
#include "report/run_report.h"

namespace tinsmith::report {

// With more classes than this a matrix cannot be read, and only the strongest mix-ups are listed.
inline constexpr std::int32_t kMostClassesInMap = 60;

// The matrix, shaded by each row's shares, and the strongest mix-ups in words. With centroids the last row
// and column are the background.
Html confusion_map(const RunReport& run, const Score& score);

}  // namespace tinsmith::report
