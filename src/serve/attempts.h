// serve/attempts.h — limits the rate of password guesses.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace tinsmith::serve {

// Counts failed attempts per key (an account name, an address). After five failures in a row, the waiting
// time before the next attempt doubles with each failure, from two seconds to 15 minutes. Thread-safe.
class Attempts {
 public:
  using Clock = std::chrono::steady_clock;
  // Returns how long this key must still wait; 0: it may try now.
  std::chrono::seconds wait_for(const std::string& key, Clock::time_point now = Clock::now());
  void note_failure(const std::string& key, Clock::time_point now = Clock::now());
  void note_success(const std::string& key);

 private:
  struct Record {
    int failures = 0;
    Clock::time_point blocked_until;
  };
  std::mutex lock_;
  std::map<std::string, Record> records_;
};

}  // namespace tinsmith::serve
