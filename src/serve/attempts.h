// serve/attempts.h — slows down whoever guesses passwords.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace tinsmith::serve {

// Counts failed attempts by a key (an account's name, an address). After five in a row each further one has
// to wait twice as long as the one before, from two seconds to a quarter of an hour. Safe to use from several
// threads.
class Attempts {
 public:
  using Clock = std::chrono::steady_clock;
  // How long this key still has to wait; 0: it may try.
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
