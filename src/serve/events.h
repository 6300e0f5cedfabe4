// serve/events.h — notifies open pages that something has changed.
//
// Events do not contain the change itself: the pages request it and receive what they are allowed to see.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tinsmith::serve {

struct Event {
  std::string topic;  // "job", "pictures", "project", "deploy"
  std::optional<std::int64_t> project_id;
  std::optional<std::int64_t> id;
  friend bool operator==(const Event&, const Event&) = default;
};

// The event queue of one open page. When it is full, the oldest events are dropped,
// because the newest matter most.
class Watcher {
 public:
  // Returns the next event; nullopt when there is none at present.
  std::optional<Event> take();
  bool is_closed() const;
  // Sets the function that is called after each new event, and when the watcher is closed.
  void set_wake(std::function<void()> wake);

 private:
  friend class Events;
  void push(const Event& event);
  void close();
  static constexpr std::size_t kMaxWaiting = 256;
  mutable std::mutex lock_;
  std::deque<Event> waiting_;
  std::function<void()> wake_ = [] {};
  bool is_closed_ = false;
};

// Thread-safe.
class Events {
 public:
  std::shared_ptr<Watcher> watch();
  void publish(const Event& event);
  void close();  // closes all watchers, also those created later

 private:
  std::mutex lock_;
  std::vector<std::weak_ptr<Watcher>> watchers_;
  bool is_closed_ = false;
};

}  // namespace tinsmith::serve
