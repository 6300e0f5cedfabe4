// http/workers.h — threads for calls that may block, created on demand.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tinsmith::http {

// Creates at most `max_threads` threads; further tasks wait for a free one. Thread-safe.
class Workers {
 public:
  explicit Workers(std::size_t max_threads) : max_threads_(max_threads) {}
  ~Workers();
  void add(std::function<void()> task);
  // Finishes all tasks and ends the threads.
  void stop();

 private:
  void work();
  const std::size_t max_threads_;
  std::mutex lock_;
  std::condition_variable came_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool is_closed_ = false;
};

}  // namespace tinsmith::http
