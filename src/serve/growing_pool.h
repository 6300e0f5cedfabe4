// serve/growing_pool.h — one thread per connection, created on demand: open pages keep theirs for hours.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace tinsmith::serve {

// Creates at most `kMaxThreads` threads; further connections wait for a free one.
class GrowingPool final : public httplib::TaskQueue {
 public:
  static constexpr std::size_t kMaxThreads = 512;
  void enqueue(std::function<void()> task) override;
  void shutdown() override;

 private:
  void work();
  std::mutex lock_;
  std::condition_variable came_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool is_closed_ = false;
};

}  // namespace tinsmith::serve
