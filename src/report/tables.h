// report/tables.h — the page's tables: classes, layers, and lists of facts.
#pragma once

#include <utility>
#include <vector>

#include "report/markup.h"
#include "report/run_report.h"

namespace tinsmith::report {

// A row a class, the weakest first: by F1, classes that never occurred last. Of a detector with AP50 and the
// threshold each class is used at.
Html class_table(const RunReport& run, const Score& score);

// A row a kind of error, the most frequent first, in plain words. Without any: a sentence.
Html error_table(const eval::BoxErrors& errors);

// A row a size of objects, the smallest first; sizes that did not occur are left out.
Html size_table(const eval::DetectionScore& score);

// A row a layer, in the order given.
Html layer_table(const std::vector<LayerError>& layers);

Html range_table(const std::vector<RangeCandidate>& ranges);

Html problem_list(const std::vector<Problem>& problems);

// Names and what is known of them.
Html fact_list(const std::vector<std::pair<std::string, Html>>& facts);

}  // namespace tinsmith::report
