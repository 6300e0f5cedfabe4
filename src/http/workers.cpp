#include "http/workers.h"

namespace tinsmith::http {

Workers::~Workers() {
  stop();
}

void Workers::add(std::function<void()> task) {
  {
    const std::lock_guard guard(lock_);
    tasks_.push_back(std::move(task));
    if (tasks_.size() > idle_ && threads_.size() < max_threads_) threads_.emplace_back([this] { work(); });
  }
  came_.notify_one();
}

void Workers::stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard guard(lock_);
    is_closed_ = true;
    threads.swap(threads_);
  }
  came_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

void Workers::work() {
  std::unique_lock guard(lock_);
  while (true) {
    ++idle_;
    came_.wait(guard, [&] { return is_closed_ || !tasks_.empty(); });
    --idle_;
    if (tasks_.empty()) return;
    auto task = std::move(tasks_.front());
    tasks_.pop_front();
    guard.unlock();
    task();
    task = nullptr;  // what it holds is freed without the lock
    guard.lock();
  }
}

}  // namespace tinsmith::http
