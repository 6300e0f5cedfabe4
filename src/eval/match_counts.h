// eval/match_counts.h — counts of correct predictions, wrong predictions and missed objects.
#pragma once

#include <cstdint>

namespace tinsmith::eval {

struct MatchCounts {
  std::int64_t hits = 0;          // correct predictions
  std::int64_t false_alarms = 0;  // wrong predictions
  std::int64_t misses = 0;        // ground-truth objects that no prediction matched
  MatchCounts& operator+=(const MatchCounts& other);
  friend bool operator==(const MatchCounts&, const MatchCounts&) = default;

  // Fractions of hits among predictions (precision) and among ground truth (recall), as counted by the rule.
  // Both are 1 if there was nothing to find and nothing was predicted; otherwise 0 if the divisor is 0.
  double precision() const;
  double recall() const;
  double f1() const;
};

}  // namespace tinsmith::eval
