#include "serve/growing_pool.h"

namespace tinsmith::serve {

void GrowingPool::enqueue(std::function<void()> task) {
  const std::lock_guard guard(lock_);
  tasks_.push_back(std::move(task));
  if (tasks_.size() > idle_ && threads_.size() < kMaxThreads) threads_.emplace_back([this] { work(); });
  came_.notify_one();
}

void GrowingPool::shutdown() {
  {
    const std::lock_guard guard(lock_);
    is_closed_ = true;
  }
  came_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void GrowingPool::work() {
  std::unique_lock guard(lock_);
  while (true) {
    ++idle_;
    came_.wait(guard, [&] { return is_closed_ || !tasks_.empty(); });
    --idle_;
    if (tasks_.empty()) return;
    const auto task = std::move(tasks_.front());
    tasks_.pop_front();
    guard.unlock();
    task();
    guard.lock();
  }
}

}  // namespace tinsmith::serve
