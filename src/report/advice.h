// report/advice.h — the rules that choose the recommended next step.
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
  std::optional<StepAndReason> (*advise)(const RunReport& run);  // nullopt: the rule does not apply
  // shown as a remark, but never as the next step
  bool is_remark = false;
};

// Returns the rules in order of priority. The last one always applies.
std::span<const Rule> rules();

}  // namespace tinsmith::report
