// jobs/queue.h — runs the jobs of a data folder, each in its own process, and resumes after a restart.
//
// The rows of the database (store/jobs.h) are the queue; this class is the thread that acts on them.
// Each job's process has its own session, so neither the end of the server nor Ctrl-C affects it, and
// its crash does not affect the server. The process records its own progress and end (jobs/child.h);
// its output goes to job_folder(id)/log.txt. After a restart, the next Queue on the same folder
// continues to watch the running jobs.
//
// When a process is gone without having recorded how its job ended:
//   - it was asked to cancel: the job is cancelled;
//   - it was killed or crashed: the job is queued again, and fails the third time in a row that it made no
//     progress;
//   - it was lost while no server ran, or when the machine stopped: the same, but only the 25th time;
//   - it was asked to end by something other than the queue (SIGTERM when the machine shuts down): the job is
//     queued again;
//   - it exited by itself: the job has failed, with the last line of its log as the reason.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/jobs.h"
#include "store/store.h"

namespace tinsmith::jobs {

struct QueueOptions {
  // Command that runs a job, beginning with an absolute path; the job's number is appended.
  std::vector<std::string> command;
  // Called from the queue's thread when a visible property of a job has changed. Must not destroy the Queue;
  // may call all its other functions. May be empty.
  std::function<void(const store::Job&)> on_change;
  int grace_ms = 20'000;  // from SIGTERM to SIGKILL
  int busy_look_ms = 250;
  int idle_look_ms = 2'000;
};

class Queue {
 public:
  //   Conflict     another server uses the folder (it holds ROOT/server.lock)
  //   Unavailable  the folder or its database cannot be used
  // `store` must outlive the Queue.
  static Result<std::unique_ptr<Queue>> start(store::Store& store, QueueOptions options);
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  // Stops watching. Running jobs continue.
  ~Queue();

  // The following functions are thread-safe.

  // Checks the rows at once. Call it after add_job, prioritise_job, or a change of the settings.
  void wake();
  // Cancels a job: a queued one before this returns, a running one soon after. NotFound;
  // Conflict when it has already ended.
  Result<Done> cancel(std::int64_t id);
  // Ends a running job soon, with its result so far (for a training: the best model). NotFound; Conflict when the job is not
  // running, or its kind has no intermediate result to keep.
  Result<Done> stop(std::int64_t id);

 private:
  class Watch;

 public:
  explicit Queue(std::unique_ptr<Watch> watch);  // for start()

 private:
  std::unique_ptr<Watch> watch_;
};

}  // namespace tinsmith::jobs
