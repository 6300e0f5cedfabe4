// report/tables.h — the page's tables: classes, errors, sizes, layers, ranges, problems and facts.
#pragma once

#include <utility>
#include <vector>

#include "report/markup.h"
#include "report/run_report.h"

namespace tinsmith::report {

// One row per class, the weakest first (by F1), classes that never occurred last. For detectors with AP50 and
// the threshold of each class.
Html class_table(const RunReport& run, const Score& score);

// One row per kind of error, the most frequent first, in plain words. A sentence when there are no errors.
Html error_table(const eval::BoxErrors& errors);

// One row per object size, the smallest first; sizes that did not occur are left out.
Html size_table(const eval::DetectionScore& score);

// One row per layer, in the given order.
Html layer_table(const std::vector<LayerError>& layers);

Html range_table(const std::vector<RangeCandidate>& ranges);

Html problem_list(const std::vector<Problem>& problems);

// A list of names with their values.
Html fact_list(const std::vector<std::pair<std::string, Html>>& facts);

}  // namespace tinsmith::report
