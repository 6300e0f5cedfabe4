// jobs/queue_for_test.h — a fixture with a Queue on a data folder that records the changes it reports.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "jobs/folder_for_test.h"
#include "jobs/process.h"
#include "jobs/queue.h"

namespace tinsmith::jobs {

class QueueTest : public FolderTest {
 protected:
  void start(int grace_ms = 20'000) {
    QueueOptions options;
    options.command = {TINSMITH_JOBS_PROGRAM, "job", root_.string()};
    options.on_change = [this](const store::Job& job) {
      const std::lock_guard guard(lock_);
      reported_.push_back(job);
    };
    options.grace_ms = grace_ms;
    options.busy_look_ms = 20;
    options.idle_look_ms = 100;
    queue_ = Queue::start(*store_, options).value();
  }
  std::vector<store::Job> reported_of(std::int64_t id) {
    const std::lock_guard guard(lock_);
    std::vector<store::Job> jobs;
    for (const store::Job& job : reported_)
      if (job.id == id) jobs.push_back(job);
    return jobs;
  }
  // Returns the process that the job has started; it has its own process group within the job's session.
  std::optional<Process> helper_of(std::int64_t id) {
    std::string number;
    becomes_true([&] {
      const auto lines = lines_of(file_of(id, "helper"));
      if (!lines.empty()) number = lines.front();
      return !number.empty();
    });
    const pid_t process = std::stoi(number);
    return Process::open(process, start_of(process).value_or("")).value();
  }
  void let_go(std::int64_t id) { std::ofstream(file_of(id, "let_go")) << "go"; }

  std::mutex lock_;
  std::vector<store::Job> reported_;
  std::unique_ptr<Queue> queue_;
};

}  // namespace tinsmith::jobs
