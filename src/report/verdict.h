// report/verdict.h — what the run comes to, in plain words, and the one next step most worth taking.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/run_report.h"

namespace tinsmith::report {

struct Advice {
  std::string_view rule;  // the rule's name in the table: "leak", "mixed_up", …
  std::string step;       // what to do, a few words
  std::string reason;     // one or two sentences, with the figures behind it
};

struct Verdict {
  std::string standing;  // what the model is good for: "Good, with some mistakes to expect"
  std::string finding;   // the figure behind it, with its interval and the set it was measured on, a sentence
  Advice next;           // the most worthwhile rule that applies; there always is one
  std::vector<Advice> also;  // the other rules that apply, in the table's order

  // Both, for a single line.
  std::string sentence() const { return standing + ". " + finding; }
};

// What a model of that score is good for, as Verdict::standing.
std::string standing_of(const RunReport& run, const Score& score);

// A pure function of the run: equal runs, equal words.
Verdict verdict_of(const RunReport& run);

}  // namespace tinsmith::report
