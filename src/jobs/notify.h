// jobs/notify.h — tells, by e-mail and webhook, that a job has ended.
//
// A thread of its own takes each ended job once (store::take_untold_jobs) and puts a letter for each way that
// the owner has set into ROOT/notify-outbox.json, both or neither; what is in there survives a restart. A
// letter that is not taken is tried again after growing pauses, then given up. Every delivery and every
// reason that one was not made is a line in ROOT/notify.log. Nothing of this holds up the queue.
//
// A webhook gets a POST of {"job": {"id", "kind", "title", "state", "says", "project_id"}}.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "store/jobs.h"
#include "store/settings.h"
#include "store/store.h"

namespace tinsmith::jobs {

struct NotifierOptions {
  // Which jobs anybody is told of; empty: all.
  std::function<bool(const store::Job&)> is_worth_telling;
  // Before the second attempt, the third, …
  std::vector<int> pauses_ms = {30'000, 120'000, 600'000, 3'600'000};
  int look_ms = 5'000;
};

class Notifier {
 public:
  // `store` must outlive it. One per data folder: whoever has the Queue.
  explicit Notifier(store::Store& store, NotifierOptions options = {});
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;
  // Stops a delivery that is under way; the next Notifier makes it.
  ~Notifier();

  // Looks for ended jobs at once. From any thread; also from Queue's on_change.
  void wake();

 private:
  class Sender;
  std::unique_ptr<Sender> sender_;
};

// A message each way that is set, now. InvalidInput when nothing is, or a setting cannot be right (it names
// it); Unavailable with what the other side said. Takes up to 40 seconds.
Result<Done> send_test_message(const store::Settings& settings);

}  // namespace tinsmith::jobs
