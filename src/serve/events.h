// serve/events.h — tells open pages that something has changed. Not what: they ask again, and are answered
// what they may see.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tinsmith::serve {

struct Event {
  std::string topic;  // "job", "pictures", "project"
  std::optional<std::int64_t> project_id;
  std::optional<std::int64_t> id;
  friend bool operator==(const Event&, const Event&) = default;
};

// One open page. What it does not fetch in time is dropped from the oldest on, for the newest matters most.
class Watcher {
 public:
  // The next event; nothing when none came in that time, or after `close`.
  std::optional<Event> wait(std::chrono::milliseconds longest);
  bool is_closed() const;

 private:
  friend class Events;
  void push(const Event& event);
  void close();
  static constexpr std::size_t kMostWaiting = 256;
  mutable std::mutex lock_;
  std::condition_variable came_;
  std::deque<Event> waiting_;
  bool is_closed_ = false;
};

// Safe to use from several threads.
class Events {
 public:
  std::shared_ptr<Watcher> watch();
  void publish(const Event& event);
  void close();  // all watchers; those that come later too

 private:
  std::mutex lock_;
  std::vector<std::weak_ptr<Watcher>> watchers_;
  bool is_closed_ = false;
};

}  // namespace tinsmith::serve
