// jobs/child.h — for the process that runs a job: reports progress, receives stop requests, records the end.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/json.h"
#include "base/progress.h"
#include "base/result.h"
#include "store/jobs.h"
#include "store/store.h"

namespace tinsmith::jobs {

// Only one instance may exist per process, because it handles SIGTERM, SIGINT and SIGUSR1 during
// its lifetime. Its own thread writes the progress to the job's row at most four times per
// second, and reads requests (cancel, stop) from the row about once per second. So reporting is
// cheap, and a lost signal does no harm.
class ChildProgress final : public Progress {
 public:
  ChildProgress(store::Store& store, std::int64_t job);
  ChildProgress(const ChildProgress&) = delete;
  ChildProgress& operator=(const ChildProgress&) = delete;
  ~ChildProgress() override;

  // Sets the row's progress to done/total and its stage to `stage`. The remaining time is
  // estimated separately for each stage.
  void report(std::string_view stage, double done, double total) override;
  // Returns true once the job was cancelled or this process received a request to end. Thread-safe.
  bool should_stop() const override;
  // Returns true once a user asked to end the training now and keep the best model so far. Thread-safe.
  bool wants_to_stop_and_keep() const;
  // Returns true when, according to the row, the job itself is to be cancelled, and false
  // when only this process is to end.
  Result<bool> is_cancelled();

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

// The function that a job runs. Its value becomes the row's `result`; a text at "message"
// in it becomes the row's `message`.
//   Cancelled  it stopped because should_stop() returned true
// Every other fault makes the job fail.
using Work = std::function<Result<nlohmann::json>(const store::Job&, ChildProgress&)>;

struct ChildOptions {
  int end_retried_for_ms = 120'000;  // maximum time to retry writing the job's end when the disk is full
};

// Runs job `id`, for which this process was started, and records its end in the row. Returns the process's
// exit status: 0 when the job is done or cancelled; 1 when it failed (the row holds the reason) or does not
// belong to this process; 74 or 75 (see jobs/lost_job.h) when it must be queued again. What cannot be written to
// the row goes to standard error, which is the job's log.
int run_child(store::Store& store, std::int64_t id, const Work& work, ChildOptions options = {});

}  // namespace tinsmith::jobs
