// jobs/child.h — what the process that runs a job uses: tells the row how far it is, hears what people wish,
// and writes how it ended.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "store/jobs.h"
#include "store/store.h"

namespace tinsmith::jobs {

// One at a time in a process: it takes the signals SIGTERM, SIGINT and SIGUSR1 as long as it lives. A thread
// of its own writes the row, at most four times a second, and reads from it about once a second what people
// wish, so that reporting costs nothing and a signal that got lost does not matter.
class ChildProgress final : public Progress {
 public:
  ChildProgress(store::Store& store, std::int64_t job);
  ChildProgress(const ChildProgress&) = delete;
  ChildProgress& operator=(const ChildProgress&) = delete;
  ~ChildProgress() override;

  // The row's progress is done/total, its stage is `stage`. A new stage starts from nothing.
  void report(std::string_view stage, double done, double total) override;
  // Somebody cancelled the job, or asked this process to end. From any thread.
  bool should_stop() const override;
  // Somebody wants the training to end now and to keep the best it has. From any thread.
  bool wants_to_stop_and_keep() const;
  // Whether it is the job that is to be cancelled, by the row, and not merely this process that is to end.
  Result<bool> is_cancelled();

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

// What a job does. Its value is the row's `result`; a text at "says" in it is the row's `says`. Faults:
// Cancelled when it stopped because should_stop(); all others fail the job.
using Work = std::function<Result<nlohmann::json>(const store::Job&, ChildProgress&)>;

struct ChildOptions {
  int end_retried_for_ms = 120'000;  // how long a full disk may keep the row from being ended
};

// Runs job `id`, which this process was started for, and ends its row. The answer is the process's exit
// status: 0 done or cancelled, 1 the job failed (the row says why) or is not this process's, 74 and 75 as in
// jobs/gone.h when the job is to be queued again. What cannot be said in the row goes to standard error, the
// job's log.
int run_child(store::Store& store, std::int64_t id, const Work& work, ChildOptions options = {});

}  // namespace tinsmith::jobs
