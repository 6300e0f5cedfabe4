#include "eval/match_counts.h"

#include "eval/confusion.h"

namespace tinsmith::eval {

MatchCounts& MatchCounts::operator+=(const MatchCounts& other) {
  hits += other.hits;
  false_alarms += other.false_alarms;
  misses += other.misses;
  return *this;
}

double MatchCounts::precision() const {
  if (*this == MatchCounts{}) return 1;
  return hits > 0 ? static_cast<double>(hits) / static_cast<double>(hits + false_alarms) : 0;
}

double MatchCounts::recall() const {
  if (*this == MatchCounts{}) return 1;
  return hits > 0 ? static_cast<double>(hits) / static_cast<double>(hits + misses) : 0;
}

double MatchCounts::f1() const {
  return *this == MatchCounts{} ? 1 : f1_of(hits, false_alarms, misses);
}

}  // namespace tinsmith::eval
