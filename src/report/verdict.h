// report/verdict.h — the conclusion of a run in plain words, and the recommended next step.
#pragma once

#include <cstdint>
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

// The suitability of a model for use.
enum class Standing : std::uint8_t {
  Ready,        // the headline's interval begins at 95 % or above
  Good,         // at 85 % or above
  Useful,       // at 70 % or above
  Weak,         // below
  FewPictures,  // no mistakes, but on so few pictures that the interval begins below that of Good
  Guessing,     // classification: no better than predicting the most frequent class always
  NotMeasured,  // there were no pictures for an evaluation
};

// "ready", "good", …: used in report.json, in the API and by the pages.
std::string_view name_of(Standing standing);
// "Good, with some mistakes to expect"
std::string_view text_of(Standing standing);

struct Verdict {
  Standing standing = Standing::NotMeasured;
  std::string finding;  // a sentence with the metric, its interval, and the split that it was measured on
  Advice next;          // the applicable rule with the highest priority; there is always one
  std::vector<Advice> also;  // the other applicable rules, in order of priority

  // Returns standing and finding on one line.
  std::string sentence() const { return std::string(text_of(standing)) + ". " + finding; }
};

// Returns what a model with that score is fit for.
Standing standing_of(const RunReport& run, const Score& score);

// Computes the verdict. A pure function: equal runs give equal texts.
Verdict verdict_of(const RunReport& run);

}  // namespace tinsmith::report
