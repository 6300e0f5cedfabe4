// jobs/notify.h — sends an e-mail and a webhook request when a job has ended.
//
// A background thread takes each ended job once (store::take_unreported_jobs) and writes one message per
// configured channel to ROOT/notify-outbox.json, atomically: either both steps happen or neither. The outbox
// survives a restart. Delivery is retried after increasing pauses, then given up. ROOT/notify.log has a line
// for every delivery and for every reason why one failed. Notifications never delay the queue.
//
// A webhook receives a POST of {"job": {"id", "kind", "title", "state", "message", "project_id"}}.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "store/jobs.h"
#include "store/settings.h"
#include "store/store.h"

namespace tinsmith::jobs {

struct NotifierOptions {
  // Selects the jobs for which notifications are sent; empty: all jobs.
  std::function<bool(const store::Job&)> is_worth_reporting;
  // Pauses before the second attempt, the third, and so on.
  std::vector<int> pauses_ms = {30'000, 120'000, 600'000, 3'600'000};
  int look_ms = 5'000;
};

class Notifier {
 public:
  // `store` must outlive it. Only one per data folder: the process that owns the Queue creates it.
  explicit Notifier(store::Store& store, NotifierOptions options = {});
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;
  // Aborts a delivery in progress; the next Notifier repeats it.
  ~Notifier();

  // Checks for ended jobs at once. Thread-safe; may also be called from the Queue's on_change.
  void wake();

 private:
  class Sender;
  std::unique_ptr<Sender> sender_;
};

// Sends a test message over every configured channel, synchronously. Takes up to 40 seconds.
//   InvalidInput  no channel is configured, or a setting is invalid (the message names it)
//   Unavailable   with the reply of the server
Result<Done> send_test_message(const store::Settings& settings);

}  // namespace tinsmith::jobs
