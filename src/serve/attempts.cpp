#include "serve/attempts.h"

#include <algorithm>

namespace tinsmith::serve {
namespace {

constexpr int kFreeFailures = 5;
constexpr std::chrono::seconds kFirstWait{2}, kMaxWait{15 * 60};
// When there are more keys than this, keys without a waiting time are removed.
constexpr std::size_t kMaxRecords = 10'000;

}  // namespace

std::chrono::seconds Attempts::wait_for(const std::string& key, Clock::time_point now) {
  const std::lock_guard guard(lock_);
  const auto found = records_.find(key);
  if (found == records_.end() || found->second.blocked_until <= now) return std::chrono::seconds(0);
  return std::chrono::ceil<std::chrono::seconds>(found->second.blocked_until - now);
}

void Attempts::note_failure(const std::string& key, Clock::time_point now) {
  const std::lock_guard guard(lock_);
  if (records_.size() >= kMaxRecords)
    std::erase_if(records_, [&](const auto& one) { return one.second.blocked_until <= now; });
  Record& record = records_[key];
  if (++record.failures < kFreeFailures) return;
  const int doublings = std::min(record.failures - kFreeFailures, 20);
  record.blocked_until = now + std::min(kFirstWait * (1 << doublings), kMaxWait);
}

void Attempts::note_success(const std::string& key) {
  const std::lock_guard guard(lock_);
  records_.erase(key);
}

}  // namespace tinsmith::serve
