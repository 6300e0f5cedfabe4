// eval/match_counts.h — how many answers were right, how many were not, and what they left out.
#pragma once

#include <cstdint>

namespace tinsmith::eval {

struct MatchCounts {
  std::int64_t hits = 0;          // answers that are right
  std::int64_t false_alarms = 0;  // answers that are not
  std::int64_t misses = 0;        // truths that no answer claimed
  MatchCounts& operator+=(const MatchCounts& other);
  friend bool operator==(const MatchCounts&, const MatchCounts&) = default;

  // Shares of hits in answers and in truths (as the rule counts them); 1 when there was nothing to find and
  // nothing was found, 0 where there is nothing to divide by otherwise.
  double precision() const;
  double recall() const;
  double f1() const;
};

}  // namespace tinsmith::eval
