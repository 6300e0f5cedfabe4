// report/confusion_map.h — draws the confusion matrix as a heat map.
#pragma once

#include "report/markup.h"
#include "report/run_report.h"

namespace tinsmith::report {

// Max number of classes for which the matrix is drawn, because larger ones are unreadable; with more classes,
// only the most frequent confusions are listed.
inline constexpr std::int32_t kMaxClassesInMap = 60;

// Returns the matrix, shaded by the fractions of each row, and the most frequent confusions in words. For
// centroids the last row and column are the background.
Html confusion_map(const RunReport& run, const Score& score);

}  // namespace tinsmith::report
