#include "serve/events.h"

#include <algorithm>

namespace tinsmith::serve {

std::optional<Event> Watcher::take() {
  const std::lock_guard guard(lock_);
  if (waiting_.empty()) return std::nullopt;
  Event event = std::move(waiting_.front());
  waiting_.pop_front();
  return event;
}

bool Watcher::is_closed() const {
  const std::lock_guard guard(lock_);
  return is_closed_;
}

void Watcher::set_wake(std::function<void()> wake) {
  const std::lock_guard guard(lock_);
  wake_ = std::move(wake);
}

void Watcher::push(const Event& event) {
  const std::lock_guard guard(lock_);
  // an equal event is already waiting
  if (std::find(waiting_.begin(), waiting_.end(), event) != waiting_.end()) return;
  if (waiting_.size() == kMaxWaiting) waiting_.pop_front();
  waiting_.push_back(event);
  wake_();
}

void Watcher::close() {
  const std::lock_guard guard(lock_);
  is_closed_ = true;
  wake_();
}

std::shared_ptr<Watcher> Events::watch() {
  auto watcher = std::make_shared<Watcher>();
  const std::lock_guard guard(lock_);
  if (is_closed_) watcher->close();
  std::erase_if(watchers_, [](const auto& one) { return one.expired(); });
  watchers_.push_back(watcher);
  return watcher;
}

void Events::publish(const Event& event) {
  const std::lock_guard guard(lock_);
  for (const auto& one : watchers_)
    if (const auto watcher = one.lock()) watcher->push(event);
}

void Events::close() {
  const std::lock_guard guard(lock_);
  is_closed_ = true;
  for (const auto& one : watchers_)
    if (const auto watcher = one.lock()) watcher->close();
}

}  // namespace tinsmith::serve
