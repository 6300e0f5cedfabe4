// report/advice.h — the table of rules from which the next step is chosen.
#pragma once

#include <optional>
#include <span>

#include "report/verdict.h"

namespace tinsmith::report {

struct StepAndReason {
  std::string step, reason;
};

struct Rule {
  std::string_view name;
  std::optional<StepAndReason> (*advise)(const RunReport& run);  // nothing: the rule does not apply
  bool is_remark = false;                                        // worth saying, but never the next step
};

// The most worthwhile first. The last one always applies.
std::span<const Rule> rules();

}  // namespace tinsmith::report
