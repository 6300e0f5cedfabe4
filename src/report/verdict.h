// report/verdict.h — the conclusion of a run in plain words, and the recommended next step.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/run_report.h"

namespace tinsmith::report {

struct Advice {
  std::string_view rule;  // the rule's name in the table: "leak", "mixed_up", …
  std::string step;       // the recommended action in a few words
  std::string reason;     // one or two sentences, with the figures behind it
};

struct Verdict {
  std::string standing;  // what the model is fit for: "Good, with some mistakes to expect"
  std::string finding;   // a sentence with the metric, its interval, and the split that it was measured on
  Advice next;           // the applicable rule with the highest priority; there is always one
  std::vector<Advice> also;  // the other applicable rules, in order of priority

  // Returns standing and finding on one line.
  std::string sentence() const { return standing + ". " + finding; }
};

// Returns what a model with that score is fit for, as in Verdict::standing.
std::string standing_of(const RunReport& run, const Score& score);

// Computes the verdict. A pure function: equal runs give equal texts.
Verdict verdict_of(const RunReport& run);

}  // namespace tinsmith::report
