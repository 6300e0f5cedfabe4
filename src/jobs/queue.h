// jobs/queue.h — runs the jobs of a data folder, each as a process of its own, and finds them again after a
// restart.
//
// The rows of the database (store/jobs.h) are the queue; this class is the thread that acts on them. A job's
// process is in a session of its own: neither the server's death nor Ctrl-C touches it, and its crash does
// not touch the server. The process writes its own progress and end (jobs/child.h); what it prints goes to
// job_folder(id)/log.txt. The next Queue on the same folder goes on watching what still runs.
//
// A process that is gone without having said how its job ended:
//   - was asked to cancel: the job is cancelled;
//   - was killed or crashed: the job is queued again, and fails after the third time in a row that it got no
//     further than before;
//   - was lost while there was no server, or with the machine: the same, but only after the 25th time;
//   - was asked to end, but not by the queue (SIGTERM as the machine goes down): the job is queued again;
//   - exited by itself: the job has failed, with the last line of its log as the reason.
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
  // What runs a job, an absolute path first; the job's number is appended.
  std::vector<std::string> command;
  // Called from the queue's thread when what people see of a job has changed. Must not call the Queue's
  // destructor; may call everything else. May be empty.
  std::function<void(const store::Job&)> on_change;
  int grace_ms = 20'000;  // from "please end" (SIGTERM) to SIGKILL
  int busy_look_ms = 250;
  int idle_look_ms = 2'000;
};

class Queue {
 public:
  // Conflict when another server has the folder (it holds ROOT/server.lock); Unavailable. `store` must
  // outlive the Queue.
  static Result<std::unique_ptr<Queue>> start(store::Store& store, QueueOptions options);
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  // Stops watching. What runs goes on running.
  ~Queue();

  // The following may be called from any thread.

  // Looks at the rows at once: after add_job, prioritise_job, or a change of the settings.
  void wake();
  // A queued job is cancelled when this returns, a running one soon after. NotFound; Conflict when it has
  // ended already.
  Result<Done> cancel(std::int64_t id);
  // A running training ends soon and keeps the best it has. NotFound; Conflict when it does not run, or is of
  // a kind that has nothing to keep.
  Result<Done> stop(std::int64_t id);

 private:
  class Watch;

 public:
  explicit Queue(std::unique_ptr<Watch> watch);  // for start()

 private:
  std::unique_ptr<Watch> watch_;
};

}  // namespace tinsmith::jobs
