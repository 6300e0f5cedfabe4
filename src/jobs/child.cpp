#include "jobs/child.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "base/json.h"
#include "jobs/lost_job.h"
#include "jobs/remaining.h"
#include "jobs/text.h"

namespace tinsmith::jobs {
namespace {

using Clock = std::chrono::steady_clock;
using store::JobState;

constexpr auto kBetweenRows = std::chrono::milliseconds(250);
constexpr auto kBetweenWishes = std::chrono::seconds(1);
constexpr auto kBetweenEndings = std::chrono::seconds(1);

// Set by signal handlers.
std::atomic<bool> was_asked_to_end{false};
std::atomic<bool> was_asked_to_keep{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int number) {
  (number == SIGUSR1 ? was_asked_to_keep : was_asked_to_end) = true;
}

// Installs the signal handlers; the destructor restores the previous ones.
class SignalsTaken {
 public:
  SignalsTaken() {
    was_asked_to_end = was_asked_to_keep = false;
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < std::size(kNumbers); ++i) sigaction(kNumbers[i], &action, &before_[i]);
  }
  SignalsTaken(const SignalsTaken&) = delete;
  SignalsTaken& operator=(const SignalsTaken&) = delete;
  ~SignalsTaken() {
    for (std::size_t i = 0; i < std::size(kNumbers); ++i) sigaction(kNumbers[i], &before_[i], nullptr);
  }

 private:
  static constexpr int kNumbers[] = {SIGTERM, SIGINT, SIGUSR1};
  struct sigaction before_[std::size(kNumbers)];
};

}  // namespace

class ChildProgress::Writer {
 public:
  Writer(store::Store& store, std::int64_t job) : store_(store), job_(job) {
    thread_ = std::thread([this] { write_rows(); });
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    {
      const std::lock_guard guard(lock_);
      is_ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void report(std::string_view stage, double done, double total) {
    const double part = total > 0 && std::isfinite(done / total) ? std::clamp(done / total, 0.0, 1.0) : 0;
    const double now_s = std::chrono::duration<double>(Clock::now() - begun_).count();
    const std::lock_guard guard(lock_);
    if (stage != stage_) {
      remaining_ = RemainingTime();
      stage_ = stage;
    }
    part_ = part;
    remaining_.see(part, now_s);
    is_new_ = true;
  }

  std::atomic<bool> is_cancelled{false};
  std::atomic<bool> is_to_stop_and_keep{false};
  store::Store& store() { return store_; }
  std::int64_t job() const { return job_; }

 private:
  void write_rows() {
    Clock::time_point next_wish = Clock::now();
    std::unique_lock guard(lock_);
    while (true) {
      const bool is_last = is_ending_;
      const std::string stage = stage_;
      const double part = part_;
      const auto left = remaining_.seconds_left(std::chrono::duration<double>(Clock::now() - begun_).count());
      const bool is_new = std::exchange(is_new_, false);
      guard.unlock();
      // A failed write is ignored, because the next report replaces it.
      if (auto database = store_.connect()) {
        if (is_new) (void)store::report_job(**database, job_, part, as_utf8(stage), left);
        if (Clock::now() >= next_wish) {
          read_wish(**database);
          next_wish = Clock::now() + kBetweenWishes;
        }
      }
      guard.lock();
      if (is_last) return;
      changed_.wait_for(guard, kBetweenRows, [&] { return is_ending_; });
    }
  }

  void read_wish(store::Database& database) {
    const auto job = store::find_job(database, job_);
    if (!job || !*job) return;
    if ((*job)->wish == "cancel") is_cancelled = true;
    if ((*job)->wish == "stop") is_to_stop_and_keep = true;
  }

  store::Store& store_;
  const std::int64_t job_;
  const Clock::time_point begun_ = Clock::now();
  SignalsTaken signals_;

  std::mutex lock_;
  std::condition_variable changed_;
  bool is_ending_ = false;
  bool is_new_ = false;
  std::string stage_;
  double part_ = 0;
  RemainingTime remaining_;

  std::thread thread_;
};

ChildProgress::ChildProgress(store::Store& store, std::int64_t job)
    : writer_(std::make_unique<Writer>(store, job)) {}
ChildProgress::~ChildProgress() = default;

void ChildProgress::report(std::string_view stage, double done, double total) {
  writer_->report(stage, done, total);
}

bool ChildProgress::should_stop() const {
  return was_asked_to_end || writer_->is_cancelled;
}

bool ChildProgress::wants_to_stop_and_keep() const {
  return was_asked_to_keep || writer_->is_to_stop_and_keep;
}

Result<bool> ChildProgress::is_cancelled() {
  TRY(auto database, writer_->store().connect());
  TRY(const auto job, store::find_job(*database, writer_->job()));
  return !job || job->wish == "cancel";
}

namespace {

struct End {
  JobState state;
  std::string message;
  nlohmann::json result;
};

End end_of(const Result<nlohmann::json>& outcome) {
  if (!outcome) {
    const bool is_cancelled = outcome.error().fault == Fault::Cancelled;
    return {is_cancelled ? JobState::Cancelled : JobState::Failed,
            is_cancelled ? "cancelled" : as_utf8(outcome.error().text()), nullptr};
  }
  // Names of files and classes can contain any bytes, but the row needs UTF-8.
  const std::string text = json_text(*outcome);
  End end{JobState::Done, "", parse_json(text)};
  if (end.result.is_object() && end.result.contains("message") && end.result["message"].is_string())
    end.message = end.result["message"];
  return end;
}

Result<bool> write_end(store::Store& store, std::int64_t id, const End& end, int retried_for_ms) {
  const auto give_up = Clock::now() + std::chrono::milliseconds(retried_for_ms);
  bool has_said = false;
  while (true) {
    auto written = [&]() -> Result<bool> {
      TRY(auto database, store.connect());
      return store::end_job(*database, id, end.state, end.message, end.result);
    }();
    if (written || Clock::now() >= give_up) return written;
    if (!std::exchange(has_said, true))
      say(fmt::format("cannot store that the job is {}, trying again: {}", store::name_of(end.state),
                      written.error().text()));
    std::this_thread::sleep_for(kBetweenEndings);
  }
}

// Returns the row if it names this process as the one to run the job.
Result<store::Job> job_of_this_process(store::Store& store, std::int64_t id) {
  TRY(auto database, store.connect());
  TRY(auto job, store::find_job(*database, id));
  if (!job) return fail(Fault::NotFound, "there is no job {}", id);
  if (job->state != JobState::Running || job->process != getpid())
    return fail(Fault::Conflict,
                "job {} is {} and must not be run by this process; jobs are started by the server", id,
                store::name_of(job->state));
  return std::move(*job);
}

}  // namespace

int run_child(store::Store& store, std::int64_t id, const Work& work, ChildOptions options) {
  const auto job = job_of_this_process(store, id);
  if (!job) {
    say(job.error().text());
    return 1;
  }
  End end;
  {
    ChildProgress progress(store, id);
    end = end_of(work(*job, progress));
    if (end.state == JobState::Cancelled) {
      // A system shutdown also asks this process to end, which does not cancel the job.
      const auto is_cancelled = progress.is_cancelled();
      if (is_cancelled && !*is_cancelled) return kWasInterrupted;
    }
  }
  const auto has_ended = write_end(store, id, end, options.end_retried_for_ms);
  if (!has_ended) {
    say(fmt::format("could not store that the job is {} ({}), gave up: {}\nresult: {}",
                    store::name_of(end.state), end.message, has_ended.error().text(), end.result.dump()));
    return kCouldNotWriteEnd;
  }
  if (end.state == JobState::Failed) say(end.message);
  return end.state == JobState::Failed ? 1 : 0;
}

}  // namespace tinsmith::jobs
