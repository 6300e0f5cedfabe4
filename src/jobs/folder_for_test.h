// jobs/folder_for_test.h — a fixture with a data folder, and helpers that add jobs and wait for their states.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/files.h"
#include "jobs/queue.h"
#include "store/jobs.h"
#include "store/store.h"

namespace tinsmith::jobs {

// Returns false when the condition does not become true within the time limit, which
// is generous for slow machines.
inline bool becomes_true(const std::function<bool()>& is_so, int within_ms = 30'000) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(within_ms);
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

inline std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

inline std::string text_in(const std::filesystem::path& path) {
  return read_text_file(path).value();
}

class FolderTest : public testing::Test {
 protected:
  std::int64_t add(store::JobKind kind, nlohmann::json spec, std::int64_t priority = 0) {
    store::Job job;
    job.kind = kind;
    job.title = "a job";
    job.spec = std::move(spec);
    job.priority = priority;
    auto database = store_->connect().value();
    return store::add_job(*database, job).value();
  }
  store::Job row(std::int64_t id) {
    auto database = store_->connect().value();
    return store::find_job(*database, id).value().value();
  }
  // Waits for the state; on failure, the message contains the actual state of the job.
  testing::AssertionResult becomes(std::int64_t id, store::JobState state) {
    store::Job job;
    becomes_true([&] {
      job = row(id);
      return job.state == state || job.ended;
    });
    if (job.state == state) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "it is " << store::name_of(job.state) << ": " << job.message;
  }
  std::size_t count_in(store::JobState state) {
    auto database = store_->connect().value();
    return store::jobs_in(*database, state).value().size();
  }
  std::filesystem::path file_of(std::int64_t id, const std::string& name) {
    return store_->job_folder(id) / name;
  }
  // Waits until the job has begun `times` times, counted by the lines that its processes have written. Counts
  // lines, because the file exists a moment before its first line, and a process that is killed in between
  // never writes that line.
  bool begins(std::int64_t id, std::size_t times = 1) {
    return becomes_true([&] { return lines_of(file_of(id, "begun")).size() == times; });
  }

  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::filesystem::path root_ = folder_.path() / "data";
  std::unique_ptr<store::Store> store_ = store::Store::open(root_).value();
};

}  // namespace tinsmith::jobs
